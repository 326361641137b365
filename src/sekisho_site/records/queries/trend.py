"""How many findings were open, opened and ended, week by week, within a reach.

Told from what is stored and nothing else: of a finding that came back only the time since it was last opened is known here,
and nothing at all of the weeks before the first run. Weeks begin on Monday.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Min, Q
from django.db.models.functions import TruncDate
from django.utils.timezone import get_current_timezone

from sekisho.response.life import Stage
from sekisho_site.records.models import FindingStep, ReconcileRun
from sekisho_site.records.queries.figures import findings_state, open_within, week_of
from sekisho_site.records.queries.reach import Reach, findings_within
from sekisho_site.records.queries.remembering import remembered

WEEKS = 26
_ENDED = [stage.value for stage in Stage if not stage.is_open]


@dataclass(frozen=True, slots=True)
class Week:
    """One week: how many were opened (again) and ended in it, and how many were open at its end."""

    monday: date
    opened: int
    ended: int
    open: int


def trend(reach: Reach, as_of: date) -> Sequence[Week]:
    """The weeks up to the one of ``as_of``, at most 26, beginning with that of the first run."""
    return remembered("trend", reach, as_of, findings_state(), lambda: _trend(reach, as_of))


def _trend(reach: Reach, as_of: date) -> Sequence[Week]:
    first_run = ReconcileRun.objects.filter(merged=True).aggregate(first=Min("as_of"))["first"]
    if first_run is None:
        return ()
    first = max(week_of(first_run), week_of(as_of) - timedelta(weeks=WEEKS - 1))
    opened, ended = _per_week(_openings(reach, first)), _per_week(_endings(reach, first))
    for monday, count in _per_week(_reopenings(reach, first)).items():
        opened[monday] = opened.get(monday, 0) + count
    mondays = [first + timedelta(weeks=n) for n in range((week_of(as_of) - first).days // 7 + 1)]
    weeks: list[Week] = []
    standing = open_within(reach).count()
    for monday in reversed(mondays):  # backwards from what is known for certain: how many are open now
        weeks.append(Week(monday, opened.get(monday, 0), ended.get(monday, 0), standing))
        standing += ended.get(monday, 0) - opened.get(monday, 0)
    return tuple(reversed(weeks))


Days = Iterable[tuple[date, int]]


def _openings(reach: Reach, since: date) -> Days:
    opened = findings_within(reach).filter(opened_on__gte=since)
    return opened.values_list("opened_on").annotate(count=Count("*")).order_by()


def _endings(reach: Reach, since: date) -> Days:
    return _steps(reach, since, ~Q(stage_before__in=_ENDED), Q(stage_after__in=_ENDED))


def _reopenings(reach: Reach, since: date) -> Days:
    """Steps back from the end. The one that a run took with a mismatch that came back is told by ``opened_on`` already."""
    by_itself = ~Q(taken_at=F("finding__opened_run__started_at"))
    return _steps(reach, since, Q(stage_before__in=_ENDED), ~Q(stage_after__in=_ENDED), by_itself)


def _steps(reach: Reach, since: date, *conditions: Q) -> Days:
    """Steps by day, of the time since their finding was last opened."""
    moment = datetime.combine(since, time.min, tzinfo=get_current_timezone())
    taken = FindingStep.objects.filter(*conditions, taken_at__gte=moment)
    taken = taken.filter(taken_at__gte=F("finding__opened_run__started_at"))
    if not reach.whole:
        taken = taken.filter(finding__in=findings_within(reach))
    return taken.annotate(day=TruncDate("taken_at")).values_list("day").annotate(count=Count("*")).order_by()


def _per_week(days: Days) -> dict[date, int]:
    weeks: dict[date, int] = {}
    for day, count in days:
        weeks[week_of(day)] = weeks.get(week_of(day), 0) + count
    return weeks
