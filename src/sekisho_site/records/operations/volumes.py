"""How much of each log arrived of each day, in the tables. Knows counts; refuses to know how they were counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sekisho_site.records.models import LogVolume

_AT_ONCE = 1_000
Key = tuple[str, str, str, date]


@dataclass(frozen=True, slots=True)
class DayVolume:
    """Events of one log on one day (UTC), and lines of it that could not be read. ``party`` is empty where nothing says it."""

    party: str
    system: str
    log: str
    day: date
    events: int
    unreadable: int = 0


def store_volumes(volumes: Iterable[DayVolume]) -> int:
    """Bring the days to what was counted; how many changed. Days that are not told stay."""
    changed = 0
    waiting = iter(volumes)
    while portion := list(islice(waiting, _AT_ONCE)):
        days = {each.day for each in portion}
        stored = LogVolume.objects.filter(day__in=days, log__in={each.log for each in portion})
        known: dict[Key, LogVolume] = {(row.party, row.system, row.log, row.day): row for row in stored}
        fresh: list[LogVolume] = []
        for each in portion:
            row = known.get((each.party, each.system, each.log, each.day))
            if row is None:
                fresh.append(LogVolume(**{name: getattr(each, name) for name in each.__slots__}))
            elif (row.events, row.unreadable) != (each.events, each.unreadable):
                row.events, row.unreadable = each.events, each.unreadable
                row.save(update_fields=["events", "unreadable"])
                changed += 1
        changed += len(LogVolume.objects.bulk_create(fresh))
    return changed
