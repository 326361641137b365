"""The pages of the entrusted party's desk: what is asked of it, and its own part of the chain.

Everything is found through the desk's own queries, which know what a party may see; what they do not find is not there (404).
"""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse

from sekisho.roles import Permission
from sekisho_site.records.queries.desk import asked_finding, asked_findings, asked_rows, draft_of, drafts_of, next_expiry
from sekisho_site.records.queries.own_chain import may_entrust_on, own_chain, own_entrustment, requests_of
from sekisho_site.web.clock import today
from sekisho_site.web.permissions import SignedInRequest, permitted
from sekisho_site.web.portal.desk import show, show_asked

_PAGE = 50


@permitted(Permission.ENTER_PORTAL)
def portal(request: SignedInRequest) -> HttpResponse:
    """What to do first: instructions by their due dates, drafts, and requests that wait for a decision."""
    waiting = asked_findings(request.reach, waiting=True)
    rows = asked_rows(waiting[:_PAGE])
    told: dict[str, Any] = {
        "rows": rows,
        "total": waiting.count() if len(rows) == _PAGE else len(rows),
        "drafts": drafts_of(request.user),
        "requests": requests_of(request.reach, undecided=True),
        "expiry": next_expiry(request.reach, today()),
    }
    return show(request, "portal/portal.html", "portal", **told)


@permitted(Permission.ENTER_PORTAL)
def portal_findings(request: SignedInRequest) -> HttpResponse:
    """Everything that was ever addressed to the party and still is, newest first."""
    pages = Paginator(asked_findings(request.reach), _PAGE)
    page = pages.get_page(request.GET.get("page"))
    return show(request, "portal/findings.html", "portal-findings", page=page, rows=asked_rows(page.object_list))


@permitted(Permission.ENTER_PORTAL)
def portal_finding(request: SignedInRequest, number: str) -> HttpResponse:
    """One finding that was addressed to the party."""
    asked = asked_finding(request.reach, number)
    if asked is None:
        raise Http404
    draft = draft_of(asked.fingerprint, request.user.number) if asked.waits else None
    return show_asked(request, "portal/finding.html", asked=asked, draft=draft)


@permitted(Permission.ENTER_PORTAL)
def portal_chain(request: SignedInRequest) -> HttpResponse:
    """The party's own entrustments and everything below them."""
    told: dict[str, Any] = {
        "chain": own_chain(request.reach, today()),
        "requests": requests_of(request.reach),
        "may_declare": may_entrust_on(request.reach, today()),
    }
    return show(request, "portal/chain.html", "portal-chain", **told)


@permitted(Permission.ENTER_PORTAL)
def portal_entrustment(request: SignedInRequest, key: str) -> HttpResponse:
    """One entrustment of the party's own part of the chain."""
    edge = own_entrustment(request.reach, key, today())
    if edge is None:
        raise Http404
    return show(request, "portal/entrustment.html", "portal-chain", edge=edge)
