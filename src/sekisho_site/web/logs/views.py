"""The logs that arrive: how much of each came on each day, where they fall silent; and asking to judge them."""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sekisho.roles import Permission
from sekisho_site.records.event_store import store_place
from sekisho_site.records.queries import volumes_within
from sekisho_site.records.queries.figures import party_names
from sekisho_site.usecases import ask_detection
from sekisho_site.web.clock import now, today
from sekisho_site.web.logs.strips import strip_of
from sekisho_site.web.permissions import SignedInRequest, permitted

_DAYS = 56
_LOGS = 20
_LONGEST = 200


@require_GET
@permitted(Permission.VIEW_ALERTS)
def logs(request: SignedInRequest) -> HttpResponse:
    """Every log within reach: eight weeks of volume, gaps told as what cannot be judged."""
    rows = volumes_within(request.reach)
    party = request.GET.get("party", "").replace("\x00", "").strip()[:_LONGEST]
    if party:
        rows = rows.filter(party=party)
    newest = rows.filter(day__lte=today()).aggregate(newest=Max("day"))["newest"]
    last = newest or today()
    days = [last - timedelta(days=_DAYS - 1 - place) for place in range(_DAYS)]
    named = rows.order_by("party", "system", "log").values_list("party", "system", "log").distinct()
    page = Paginator(named, _LOGS).get_page(request.GET.get("page"))
    names = party_names([each[0] for each in page])
    strips = _strips(rows, list(page), days, names)
    told = {
        "strips": strips,
        "page": page,
        "party": party,
        "silent": sum(bool(strip.gaps) for strip in strips),
        "days": days,
        "place": store_place(),
        "query": f"party={party}&" if party else "",
        "may_detect": request.user.may(Permission.RUN_DETECTION),
    }
    return render(request, "logs/logs.html", told)


def _strips(rows: Any, keys: list[tuple[str, str, str]], days: list[date], names: Any) -> list[Any]:
    """The strips of the logs of a page; their days are read at once."""
    inside = rows.filter(party__in={key[0] for key in keys}, day__gte=days[0], day__lte=days[-1])
    held: dict[tuple[str, str, str], dict[date, Any]] = {key: {} for key in keys}
    for row in inside:
        held.get((row.party, row.system, row.log), {})[row.day] = row
    strips = []
    for number, (party, system, log) in enumerate(keys):
        name = f"{log}（{system}）" if system else log
        called = names.get(party, party) or "会社が分からない"
        strips.append(strip_of(f"s{number}", called, party, name, days, held[party, system, log]))
    return strips


@require_POST
@permitted(Permission.RUN_DETECTION)
def detect(request: SignedInRequest) -> HttpResponse:
    """Let everything that was ingested be judged by the own rules, in the background."""
    return redirect("job", ask_detection(step="detect", as_of=today(), asker=request.user.pk, by=request.user.number, at=now()))
