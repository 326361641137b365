"""What every page of the desk shows around its own part: who asks, and where one can go."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from sekisho.roles import Permission
from sekisho_site.records.queries.desk import carrier_name, party_name, requesters
from sekisho_site.web.permissions import SignedInRequest

_TABS = (
    ("portal", "やること", Permission.ENTER_PORTAL),
    ("portal-findings", "指摘と回答", Permission.ENTER_PORTAL),
    ("portal-chain", "委託の連鎖", Permission.ENTER_PORTAL),
    ("portal-people", "自社の利用者", Permission.MANAGE_OWN_PEOPLE),
)


def show_asked(request: SignedInRequest, template: str, status: int = 200, **told: Any) -> HttpResponse:
    """A page about an instruction. It is the carrier that asks and is answered, however deep in the chain the party stands."""
    return show(request, template, "portal-findings", status, requester=carrier_name(), **told)


def show(request: SignedInRequest, template: str, here: str = "", status: int = 200, **told: Any) -> HttpResponse:
    """A page of the desk; ``here`` is the name of the page whose tab is lit. Its header names the direct requesters."""
    names = requesters(request.reach)
    more = f" ほか{len(names) - 1}社" if len(names) > 1 else ""
    context = {
        "requester": f"{names[0]}{more}" if names else carrier_name(),
        "own_name": party_name(str(request.reach.party)),
        "tabs": list(_tabs(request, here)),
        **told,
    }
    return render(request, template, context, status=status)


def _tabs(request: SignedInRequest, here: str) -> list[dict[str, Any]]:
    tabs = []
    for name, label, permission in _TABS:
        try:
            href = reverse(name)
        except NoReverseMatch:
            continue
        if request.user.may(permission):
            tabs.append({"href": href, "label": label, "here": name == here})
    return tabs
