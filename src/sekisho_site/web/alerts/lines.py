"""The lines of an alert as the log wrote them, looked up in the store. Knows a bound: pages are not made of whole logs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from sekisho.detection.event import EventRef
from sekisho.formats.fault import Faults
from sekisho_site.records.event_store import events_of, workspace_store

LINES_AT_ONCE = 50
_DAY = timedelta(days=1)
#: An alert without times, or over very long spans, is looked for on so many days at most.
_LONGEST = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class StoredLine:
    """One line: where it stands, and its fields by name; none when the store does not have it."""

    file: str
    line: int
    fields: Sequence[tuple[str, Any]]


def stored_lines(alert: Any) -> list[StoredLine]:
    """The first lines of an alert, in the order in which the alert names them."""
    places = [EventRef(file, line) for file, line in alert.events[:LINES_AT_ONCE]]
    found = _looked_up(alert, places)
    return [StoredLine(ref.file, ref.line, list(found[ref].fields.items()) if ref in found else ()) for ref in places]


def _looked_up(alert: Any, places: Sequence[EventRef]) -> Any:
    if alert.first_at is None or alert.last_at is None or alert.last_at - alert.first_at > _LONGEST:
        return {}
    first, last = (moment.astimezone(UTC).date() for moment in (alert.first_at, alert.last_at))
    try:
        store = workspace_store()
        return {} if store is None else events_of(store, places, first, last)
    except Faults:  # a damaged store is told where it is checked; the places of the lines stand anyhow
        return {}
