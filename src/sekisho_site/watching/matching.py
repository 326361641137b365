"""Which rules are true of a batch of events, fast where the columns engine serves.

Knows which engine is asked, and by what a book is known again. Refuses to know files and stores.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from sekisho.detection.alert import Match
from sekisho.detection.event import Event
from sekisho.detection.plan import RuleBook, needed_fields
from sekisho.engines.columns import Judge, Routes
from sekisho.engines.columns.gathering import Gathering
from sekisho.engines.reference import matches
from sekisho.engines.reference.values import scalars

#: So many rules times events are asked one by one sooner than columns are made of them.
_FEW = 2_000


class Matching:
    """A book, ready to be held to batches of events that are all different events."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._needed = needed_fields(book)
        self._judge = Judge(book.rules)
        self._routes = Routes(self._judge)

    def matches(self, events: Sequence[Event]) -> Iterator[Match]:
        """Every rule that is true of an event, event by event."""
        if len(events) * len(self._book.rules) <= _FEW:
            return matches(self._book, events)
        gathering = Gathering(self._routes)
        gathering.add([dict(event.fields) for event in events])
        found = ((int(row), place) for place, rows in self._judge.rows(gathering.batch()) for row in rows)
        return (self._match(self._book.rules[place].id, events[row]) for row, place in sorted(found))

    def _match(self, rule: str, event: Event) -> Match:
        there = {name: scalars(event.fields.get(name)) for name in self._needed[rule]}
        values = {name: values[0] for name, values in there.items() if values}
        return Match(rule, event.ref, event.time, values, event.id)


def fingerprint(book: RuleBook) -> str:
    """By which a book is known again, wherever its files lie: rules that mean the same give the same."""
    return hashlib.sha256(
        json.dumps(_plain(book), ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    ).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        named = {each.name: _plain(getattr(value, each.name)) for each in fields(value) if each.name not in ("source", "notes")}
        return {"": type(value).__name__, **named}
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if hasattr(value, "items"):
        return {str(name): _plain(each) for name, each in value.items()}
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
