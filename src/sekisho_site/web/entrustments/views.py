"""The list of entrustments, and the page of one entrustment."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sekisho.roles import Permission
from sekisho.terms import BusinessSegment, ContractKind, DeliveryMode, Direction, EntrustmentForm, Ternary
from sekisho_site.records.queries import entrustments_within, registry
from sekisho_site.web.clock import today
from sekisho_site.web.entrustments.listing import GROUPS, listing
from sekisho_site.web.entrustments.page import read_page, records_links, shown_groups, words_of
from sekisho_site.web.lists.listing import Shown, respond
from sekisho_site.web.permissions import SignedInRequest, permitted

#: The filter of the list by which a line of the summary narrows it, and the words of its codes.
_NARROWING: dict[str, tuple[str, Any]] = {
    "direction": ("direction", Direction),
    "telecom_business": ("telecom", Ternary),
    "segment": ("segment", BusinessSegment),
    "form": ("form", EntrustmentForm),
    "contract_kind": ("contract", ContractKind),
    "delivery": ("delivery", DeliveryMode),
}


@permitted(Permission.VIEW_REGISTRY)
def entrustments(request: SignedInRequest) -> HttpResponse:
    """The entrustments within reach, with a summary by one of their columns."""
    described = listing(request.reach, today())
    by = request.GET.get("by", "purpose")
    by = by if by in GROUPS else "purpose"
    return respond(
        request,
        described,
        "entrustments/list.html",
        by=by,
        groupings=[(code, label, _with(request, by=code)) for code, label in GROUPS.items()],
        # counting everything takes its time: only for those who open it
        summary=_summary(Shown(described, request), by) if "by" in request.GET else None,
        may_edit=request.user.may(Permission.EDIT_REGISTRY),
    )


def _with(request: SignedInRequest, **changed: str) -> str:
    words = {name: str(value) for name, value in request.GET.items() if name not in ("page", "export")}
    return f"{reverse('entrustments')}?{urlencode({**words, **changed})}"


def _summary(shown: Shown, by: str) -> list[tuple[str, str, int, int, int | None]]:
    """The filtered entrustments grouped: words, where they lead, how many, to how many companies, about how many persons.

    Given and received ones are never counted together: while both are listed the direction is part of every group.
    """
    both = not shown.values.get("direction")
    columns = ("direction", by) if both and by != "direction" else (by,)
    names = {"purpose": registry.purposes, "department": registry.departments}.get(by, dict)()
    told = []
    for row in registry.counted_by(shown.filtered, *columns):
        *codes, count, companies, persons = row
        words = "・".join(_said(column, code, names) for column, code in zip(columns, codes, strict=True))
        narrowed = {_NARROWING.get(column, (column, None))[0]: code or "" for column, code in zip(columns, codes, strict=True)}
        told.append((words, shown.address(page="", **narrowed) if all(narrowed.values()) else "", count, companies, persons))
    return told


def _said(column: str, code: str | None, names: dict[str, str]) -> str:
    if not code:
        return "登録なし"
    return str(_NARROWING[column][1](code).label) if column in _NARROWING else names.get(code, code)


@permitted(Permission.VIEW_REGISTRY)
def entrustment(request: SignedInRequest, key: str) -> HttpResponse:
    """One entrustment."""
    # no key holds a NUL; PostgreSQL refuses even to look for one
    found = entrustments_within(request.reach).filter(key=key).first() if "\x00" not in key else None
    if found is None:
        raise Http404
    page = read_page(request.reach, found, today())
    context = {
        "page": page,
        "edge": page.edge,
        "groups": shown_groups(page),
        "records": records_links(page),
        "storage": words_of(page, "storage_countries"),
        "access": words_of(page, "access_countries"),
        "may_edit": request.user.may(Permission.EDIT_REGISTRY),
        "may_classify": request.user.may(Permission.CLASSIFY_SERVICE),
    }
    return render(request, "entrustments/entrustment.html", context)
