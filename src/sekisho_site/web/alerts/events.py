"""What the store holds of one day about a person, a device or a company, a page at a time, with the lines that alerts name.

Knows how far the reader sees: of a department's reader only events of companies within reach, never those that name none.
Refuses to judge events.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.utils.timezone import localdate

from sekisho.detection.event import Event
from sekisho.formats.dates import read_date
from sekisho.formats.fault import Faults
from sekisho.formats.misread import Misread
from sekisho_site.records.event_store import page_about, shown_line, workspace_store
from sekisho_site.records.queries.reach import Reach, parties_within

EVENTS_AT_ONCE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
#: The fields of events in which stands what is asked for.
_FIELDS = {"person": "user", "device": "device", "party": "party"}
_LONGEST_TOLD = 400
_YEARS = (1970, 9998)


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """One event: when, where it stands, who, on which device, what was done, and the alerts that name its line."""

    at: datetime | None
    file: str
    line: int
    person: str
    device: str
    told: str
    alerts: Sequence[Any]
    own: bool


@dataclass(frozen=True, slots=True)
class EventsOfDay:
    """A page of the events of a day. ``why`` says what kept them from being read; then there are none."""

    day: date
    page: Any = None
    rows: Sequence[ShownEvent] = field(default_factory=tuple)
    why: str = ""

    @property
    def before(self) -> date:
        """The day before."""
        return self.day - _DAY

    @property
    def after(self) -> date:
        """The day after."""
        return self.day + _DAY


def events_of_day(  # noqa: PLR0913  (who asks for what, and which part of it)
    reach: Reach, asked: Mapping[str, str], day: date, *, number: int | None, alert: Any, alerts: Iterable[Any]
) -> EventsOfDay:
    """The events of a day about what is asked for: page ``number``, else the one where ``alert`` begins.

    ``alerts`` are those whose lines are marked, those of ``alert`` as its own.
    """
    about = {_FIELDS[name]: value for name, value in asked.items() if value}
    parties = None if reach.whole else frozenset(parties_within(reach).values_list("key", flat=True))
    start = None if number is None else (number - 1) * EVENTS_AT_ONCE
    near = alert.first_at if alert is not None else None
    try:
        store = workspace_store()
        if store is None:
            return EventsOfDay(day, why="ログがまだ取り込まれていません。取り込むと、ここに元の出来事が並びます。")
        found = page_about(store, about, day, parties=parties, most=EVENTS_AT_ONCE, start=start, near=near)
    except Faults as faults:
        return EventsOfDay(day, why=f"取り込んだログの控えが読めません。{faults.faults[0]}")
    page = Paginator(range(found.total), EVENTS_AT_ONCE).get_page(found.start // EVENTS_AT_ONCE + 1)
    naming = _naming({(event.ref.file, event.ref.line) for event in found.events}, [*alerts, *([alert] if alert else [])])
    return EventsOfDay(day, page, [_shown(event, naming, alert) for event in found.events])


def day_asked(text: str, alert: Any, moments: Sequence[Any]) -> date | None:
    """The day that was asked for, else that of the alert, else that of the newest alert; None when nothing tells a day."""
    with suppress(Misread):
        asked = read_date(text)
        if _YEARS[0] <= asked.year <= _YEARS[1]:
            return asked
    named = [alert] if alert is not None else [each.row for each in moments if each.kind == "alert"]
    found = next((each.first_at for each in named if each.first_at is not None), None)
    return None if found is None else localdate(found)


def _naming(places: set[tuple[str, int]], alerts: Iterable[Any]) -> Mapping[tuple[str, int], Mapping[int, Any]]:
    found: dict[tuple[str, int], dict[int, Any]] = {}
    for alert in alerts:
        for file, line in alert.events:
            if (file, line) in places:
                found.setdefault((file, line), {})[alert.pk] = alert
    return found


def _shown(event: Event, naming: Mapping[tuple[str, int], Mapping[int, Any]], alert: Any) -> ShownEvent:
    line, named = shown_line(event), naming.get((event.ref.file, event.ref.line), {})
    own = alert is not None and alert.pk in named
    return ShownEvent(
        at=None if event.time is None else _EPOCH + timedelta(microseconds=event.time),
        file=event.ref.file,
        line=event.ref.line,
        person=line["person"],
        device=line["device"],
        told=line["told"][:_LONGEST_TOLD],
        alerts=[each for each in named.values() if not (own and each.pk == alert.pk)],
        own=own,
    )
