"""What detection tells: one alert a line of ``sekisho detect``.

Knows the JSON of the command-line contract. Refuses to know how an alert came about, and what people make of it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sekisho.detection.event import EventRef, Scalar

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Match:
    """A rule is true of an event. ``values`` holds the fields that correlations ask of this rule, as far as they are there."""

    rule: str
    ref: EventRef
    time: int | None
    values: Mapping[str, Scalar] = field(hash=False)
    id: str | None = None


@dataclass(frozen=True, slots=True)
class RuleAlert:
    """A rule that is true of one event, or one stretch of overlapping windows in which a correlation fires.

    ``subject`` holds the group-by fields, empty for a rule of single events. ``count`` is 1, or the fullest window's value.
    Times are microseconds since 1970 in UTC, None when no event states its time.
    """

    rule: str
    title: str
    level: str
    subject: Mapping[str, Scalar] = field(hash=False)
    first: int | None
    last: int | None
    count: float
    events: tuple[EventRef, ...]

    @property
    def order(self) -> tuple[object, ...]:
        """By which alerts are told in order: rule, first time (unknown last), subject, events."""
        subject = json.dumps(self.subject, ensure_ascii=False, sort_keys=True)
        return self.rule, self.first is None, self.first or 0, subject, self.events

    def as_json(self) -> dict[str, object]:
        """The JSON form of the command-line contract."""
        return {
            "kind": "rule",
            "rule": self.rule,
            "title": self.title,
            "level": self.level,
            "subject": dict(self.subject),
            "first_seen": iso(self.first),
            "last_seen": iso(self.last),
            "count": int(self.count) if float(self.count).is_integer() else self.count,
            "events": [{"file": ref.file, "line": ref.line} for ref in self.events],
        }


def iso(time: int | None) -> str | None:
    """A moment in ISO 8601, UTC.

    >>> iso(0)
    '1970-01-01T00:00:00+00:00'
    """
    return None if time is None else (_EPOCH + timedelta(microseconds=time)).isoformat()
