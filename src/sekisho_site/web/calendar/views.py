"""The calendar of duties: a month of what is due, day by day, with its owners, and as a file."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sekisho.formats.tables import Value, write_csv, write_table
from sekisho.period import months_after
from sekisho.response.duties import DutyKind
from sekisho.roles import Permission
from sekisho_site.records.queries.duties import OwnedDuty, listed_duties
from sekisho_site.web.clock import today
from sekisho_site.web.permissions import SignedInRequest, permitted

_PAGE = 50
_FOREMOST = 8  # owners told in figures; all of them are in the filter
_HEADINGS = ("期日", "期日の種類", "委託先", "内容", "担当", "もとの記録")
_SOURCES = {
    DutyKind.EXCEPTION_END: ("declared", "exception_register"),
    DutyKind.CONSENT_ASKED: ("declared", "consent_register"),
    DutyKind.CONSENT_END: ("declared", "consent_register"),
    DutyKind.MEASURES_ABROAD: ("declared", "country_list"),
    DutyKind.SUB_SUPERVISION: ("declared", "sub_supervision"),
    DutyKind.COMMITMENT: ("promised", "commitment"),
}
_EARLIEST, _LATEST = date(2000, 1, 1), date(2199, 12, 1)


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody with duties in the month, and how many. An empty name: nobody yet."""

    name: str
    count: int


@permitted(Permission.VIEW_FINDINGS)
def duties(request: SignedInRequest) -> HttpResponse:
    """What is due in a month, day by day, and how much of it is whose."""
    month = _month(request.GET.get("month", ""))
    # what waits without a day is told in the present month only
    listed = listed_duties(request.reach, month, _last_day(month), undated=month == _first_day(today()))
    owner, kind = request.GET.get("owner"), request.GET.get("kind", "")
    owner = None if owner == "*" else owner  # an empty one asks for what nobody looks after
    chosen = listed.duties
    if owner is not None or kind:
        chosen = [each for each in chosen if (owner is None or each.owner == owner) and kind in ("", each.duty.kind.value)]
    if request.GET.get("export") in ("xlsx", "csv"):
        return _file(request, month, chosen)
    page = Paginator(chosen, _PAGE).get_page(request.GET.get("page"))
    owners = [Owner(name, count) for name, count in listed.owners.items()]
    return render(
        request,
        "calendar/calendar.html",
        {
            "month": month,
            "before": months_after(month, -1) if month > _EARLIEST else None,
            "after": months_after(month, 1) if month < _LATEST else None,
            "present": _first_day(today()),
            "owners": owners,
            "foremost": sorted(owners, key=lambda each: (bool(each.name), -each.count, each.name))[:_FOREMOST],
            "owner": owner,
            "kind": kind,
            "kinds": [each for each in DutyKind if each in listed.kinds],
            "total": len(listed.duties),
            "page": page,
            "rows": [(each, _address(each)) for each in page],
            "query": _without_page(request),
            "may_export": request.user.may(Permission.EXPORT),
        },
    )


def _month(asked: str) -> date:
    """The first day of the month that was asked for (``2026-11``), else of the present one."""
    try:
        month = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return _first_day(today())
    return min(max(month, _EARLIEST), _LATEST)


def _first_day(day: date) -> date:
    return day.replace(day=1)


def _last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _address(each: OwnedDuty) -> str:
    """The page of the record or finding from which the duty follows."""
    duty = each.duty
    if duty.kind in (DutyKind.CORRECTION, DutyKind.ACCEPTANCE):
        return reverse("finding", args=[duty.about])
    if duty.kind is DutyKind.ASSESSMENT_REVIEW and duty.entrustment:
        return reverse("service-assess", args=[duty.entrustment])
    if duty.kind in _SOURCES:
        return reverse("record", args=[*_SOURCES[duty.kind], duty.about])
    return reverse("entrustment", args=[duty.entrustment]) if duty.entrustment else ""


def _without_page(request: SignedInRequest) -> str:
    query: Any = request.GET.copy()
    query.pop("page", None)
    return f"{query.urlencode()}&" if query else ""


def _file(request: SignedInRequest, month: date, found: Sequence[OwnedDuty]) -> HttpResponse:
    if not request.user.may(Permission.EXPORT):
        return render(request, "frame/refused.html", {"needed": (Permission.EXPORT,)}, status=403)
    rows: list[list[Value]] = [
        [each.duty.day, each.duty.kind.label, each.party, each.note, each.owner, each.duty.about] for each in found
    ]
    name = f"duties-{month:%Y-%m}"
    if request.GET["export"] == "csv":
        content, media, ending = write_csv(_HEADINGS, rows), "text/csv; charset=utf-8", "csv"
    else:
        content = write_table(f"期日の暦 {month.year}年{month.month}月", _HEADINGS, rows)
        media, ending = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
    return HttpResponse(content, media, headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'})
