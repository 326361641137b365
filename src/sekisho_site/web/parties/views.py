"""The list of companies, and the page of one company."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from sekisho.roles import Permission
from sekisho.terms import Direction, EntrustmentForm, Plane
from sekisho_site.records.queries import parties_within, registry
from sekisho_site.records.queries.party_page import versions_of_party
from sekisho_site.web.chain.views import Asked, lead_on
from sekisho_site.web.clock import today
from sekisho_site.web.lists.listing import respond
from sekisho_site.web.parties.listing import listing
from sekisho_site.web.parties.page import PartyPage, read_page
from sekisho_site.web.parties.tabs import MOST, TABS, tab_links, tables
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.VIEW_REGISTRY)
def parties(request: SignedInRequest) -> HttpResponse:
    """The companies within reach."""
    day = today()
    counted = registry.counted_by_form(request.reach, day)
    given = [row for row in counted if row[0] == Direction.GIVEN.value]
    kinds, forms = _summed(given, 1), _summed(given, 2)
    return respond(
        request,
        listing(request.reach, day),
        "parties/list.html",
        day=day,
        given=sum(kinds.values()),
        received=sum(row[3] for row in counted if row[0] == Direction.RECEIVED.value),
        kinds=sorted(kinds.items()),
        forms=[(EntrustmentForm(code).label, code, n) for code, n in forms.items()],
        may_edit=request.user.may(Permission.EDIT_REGISTRY),
        may_import=request.user.may(Permission.IMPORT_FILES),
        nothing=not counted and not registry.entrusted_parties(request.reach).exists(),
    )


def _summed(rows: list[tuple[object, ...]], column: int) -> dict[str, int]:
    counted: dict[str, int] = {}
    for row in rows:
        counted[str(row[column])] = counted.get(str(row[column]), 0) + int(str(row[3]))
    return counted


@permitted(Permission.VIEW_REGISTRY)
def party(request: SignedInRequest, key: str) -> HttpResponse:
    """One company: what disagrees with what, and tabs with its records."""
    # no key holds a NUL; PostgreSQL refuses even to look for one
    found = parties_within(request.reach).filter(key=key).first() if "\x00" not in key else None
    if found is None:
        raise Http404
    tab = request.GET.get("tab", "overview")
    tab = tab if tab in TABS else "overview"
    page = read_page(request.reach, found, today(), whole=tab == "overview")
    counts = {"findings": page.open_count, "chain": len(page.graph.places()) - len(page.graph.roots)}
    context = {
        "party": found,
        "page": page,
        "tab": tab,
        "tabs": tab_links(key, tab, counts),
        "planes": list(Plane),
        "may_edit": request.user.may(Permission.EDIT_REGISTRY),
        "may_instruct": request.user.may(Permission.INSTRUCT),
        **_of_tab(request, tab, key, page),
    }
    return render(request, f"parties/{tab if tab in _OWN_TEMPLATES else 'records'}.html", context)


_OWN_TEMPLATES = ("overview", "chain", "findings", "history")


def _of_tab(request: SignedInRequest, tab: str, key: str, page: PartyPage) -> dict[str, Any]:
    if tab == "findings":
        return {"shown": page.findings[:MOST]}
    if tab == "chain":
        lead_on(page.graph, Asked(party=key))
    if tab == "history":
        return {"versions": [(each.kind.schema, each) for each in versions_of_party(request.reach, key, MOST)]}
    return {} if tab in _OWN_TEMPLATES else {"tables": tables(request, tab, key)}
