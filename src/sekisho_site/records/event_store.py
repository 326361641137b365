"""The store of events in the workspace: where it is, what it says of its logs, and what its events say of alerts.

Knows that it lies in the folder of the workspace. Refuses to judge events: engines do.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import get_current_timezone

from sekisho.detection.alert import iso
from sekisho.detection.coverage import Coverage, judge
from sekisho.detection.event import Event, EventRef
from sekisho.response.holidays import is_holiday

_COLUMNS = ("user", "device", "action", "object", "customer", "records", "bytes", "outcome", "system")

#: What a timeline shows of an event beside where it stands; of logs without these columns, what rules mostly look at.
_SHOWN = (*_COLUMNS, "party", "url", "domain", "src_ip", "category", "Channel", "EventID", "Image", "message")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def store_place() -> Path:
    """The folder of the workspace's store."""
    return Path(settings.SEKISHO_HOME) / "events"


def workspace_store() -> Any:
    """The store of the workspace, opened; None while no log was taken in. Raises ``Faults`` when it is damaged."""
    from sekisho.formats.eventstore import is_store, open_store  # noqa: PLC0415  (its library is heavy)

    return open_store(store_place()) if is_store(store_place()) else None


def coverages(store: Any, until: date) -> list[Coverage]:
    """What is said of every log in the store, up to the day before."""
    return judge([manifest.traits for manifest in store.manifests], until=until, is_holiday=is_holiday)


def events_of(store: Any, places: Iterable[EventRef], first: date | None, last: date | None) -> Mapping[EventRef, Event]:
    """The events at the places, as far as the store has them; looked for on the days (UTC) between two."""
    from sekisho.formats.eventstore.looking import events_at  # noqa: PLC0415  (its library is heavy)

    return {event.ref: event for event in events_at(store, set(places), first=first, last=last)}


def lines_of(store: Any, party: str, system: str, first: date, last: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """The lines of a company's log between two days, each with its name and as a review shows it."""
    fields = ("party", *_COLUMNS)
    for event in store.events(first=first, last=last, party=party, fields=fields):
        if not system or event.fields.get("system") in (None, system):
            yield f"{event.ref.file}:{event.ref.line}", shown_line(event)


def page_about(  # noqa: PLR0913  (what is looked for, and which part of it)
    store: Any,
    about: Mapping[str, str],
    day: date,
    *,
    parties: frozenset[str] | None,
    most: int,
    start: int | None = None,
    near: datetime | None = None,
) -> Any:
    """A page of the events of a day (here, not UTC) whose fields are these texts: ``total``, ``start`` and ``events``.

    ``parties``: of these only (None: of all). Without ``start`` it is the page in which the moment ``near`` lies.
    """
    from sekisho.formats.eventstore.searching import Sought, page_of  # noqa: PLC0415  (its library is heavy)

    begins = datetime.combine(day, time(), get_current_timezone())
    sought = Sought(_micros(begins), _micros(begins + timedelta(days=1)), about, parties, _SHOWN)
    return page_of(store, sought, most=most, start=start, near=_micros(near) if near else 0)


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def shown_line(event: Event) -> dict[str, Any]:
    """One line as people read it: when, who, on which device, and what was done."""
    told = [str(event.fields[name]) for name in ("action", "object", "customer", "outcome") if event.fields.get(name)]
    if event.fields.get("records"):
        told.append(f"{event.fields['records']}件")
    if not told:
        told = [f"{name}={value}" for name, value in event.fields.items() if name not in ("user", "device", "party")]
    return {
        "file": event.ref.file,
        "line": event.ref.line,
        "at": iso(event.time),
        "person": str(event.fields.get("user") or ""),
        "device": str(event.fields.get("device") or ""),
        "told": "　".join(told),
    }
