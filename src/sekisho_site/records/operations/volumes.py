"""How much of each log arrived of each day, and which days lack something, in the tables.

Knows counts and spans as ``sekisho.detection.coverage`` tells them. Refuses to judge them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sekisho.detection.coverage import Coverage
from sekisho.terms import LogState
from sekisho_site.records.models import LogVolume

_AT_ONCE = 1_000
_TOLD = ("events", "unreadable", "gap", "why")


@dataclass(slots=True)
class _Day:
    """What is told of one log on one day."""

    events: int = 0
    unreadable: int = 0
    gap: bool = False
    why: str = ""


def store_coverage(coverages: Iterable[Coverage]) -> int:
    """Bring every log to what was judged of it; how many days changed. Logs that are not told stay."""
    return sum(map(_store, coverages))


def _store(coverage: Coverage) -> int:
    stream = coverage.stream
    named = {"party": stream.party, "system": stream.system, "log": stream.source}
    known = {row.day: row for row in LogVolume.objects.filter(**named)}
    told = _days_of(coverage)
    fresh: list[LogVolume] = []
    changed: list[LogVolume] = []
    for day, value in told.items():
        row = known.get(day) or LogVolume(**named, day=day)
        if row.pk is not None and all(getattr(row, name) == getattr(value, name) for name in _TOLD):
            continue
        for name in _TOLD:
            setattr(row, name, getattr(value, name))
        (changed if row.pk is not None else fresh).append(row)
    gone = [row.pk for day, row in known.items() if day not in told]  # a gap that a late file filled from elsewhere
    LogVolume.objects.bulk_create(fresh, batch_size=_AT_ONCE)
    LogVolume.objects.bulk_update(changed, _TOLD, batch_size=_AT_ONCE)
    LogVolume.objects.filter(pk__in=gone).delete()
    return len(fresh) + len(changed) + len(gone)


def _days_of(coverage: Coverage) -> dict[date, _Day]:
    found = {day: _Day(volume.rows, volume.unreadable) for day, volume in coverage.days.items()}
    for span in coverage.spans:
        if span.state is not LogState.COMPLETE:
            for day in _days(span.first, span.last):
                value = found.setdefault(day, _Day())
                value.gap, value.why = True, value.why or span.why
    return found


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)
