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
from sekisho.detection.plan import RuleBook
from sekisho.engines.reference import matches


class Matching:
    """A book, ready to be held to batches of events that are all different events."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book

    def matches(self, events: Sequence[Event]) -> Iterator[Match]:
        """Every rule that is true of an event."""
        return matches(self._book, events)


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
