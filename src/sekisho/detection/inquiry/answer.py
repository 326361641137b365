"""The answer to an inquiry: who, when, from where, on whose account; and every hole through which somebody could have slipped.

Knows the three outcomes. "Nobody" is said only when the whole span can be seen. Refuses to know files and people's names.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sekisho.detection.alert import iso
from sekisho.detection.event import EventRef
from sekisho.detection.inquiry.question import Question
from sekisho.terms import Vocabulary


class InquiryOutcome(Vocabulary):
    """What an inquiry may claim."""

    TOUCHED = "touched", "触れた記録あり"
    NOBODY = "nobody", "触れた記録なし"
    CANNOT_TELL = "cannot_tell", "判定不能"


@dataclass(frozen=True, slots=True)
class Gap:
    """Days of a log (both included, in Japan's or the store's days) that cannot be seen, and why, in Japanese."""

    log: str
    first: date
    last: date
    why: str

    def as_json(self) -> dict[str, object]:
        """The JSON form."""
        return {"log": self.log, "from": self.first.isoformat(), "to": self.last.isoformat(), "why": self.why}


@dataclass(frozen=True, slots=True)
class Touching:
    """One account's touching. ``holders`` are the staff numbers (with employers) of those who hold the account, if known.

    Times are microseconds since 1970 (UTC), None when no event states its time. ``records`` sums what events say of how many
    records were read. The tuples name what the events say, each value once.
    """

    account: str
    count: int
    records: int
    first: int | None
    last: int | None
    devices: tuple[str, ...]
    sites: tuple[str, ...]
    addresses: tuple[str, ...]
    systems: tuple[str, ...]
    actions: tuple[str, ...]
    holders: tuple[str, ...] = ()

    @property
    def shared(self) -> bool:
        """Whether several people hold the account: the log alone does not tell who it was."""
        return len(self.holders) > 1

    def as_json(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "account": self.account,
            "holders": list(self.holders),
            "shared": self.shared,
            "count": self.count,
            "records": self.records,
            "first_seen": iso(self.first),
            "last_seen": iso(self.last),
            **{name: list(getattr(self, name)) for name in ("devices", "sites", "addresses", "systems", "actions")},
        }


@dataclass(frozen=True, slots=True)
class Touched:
    """The reverse: one customer or object that a user touched, how often and when."""

    kind: str
    name: str
    count: int
    first: int | None
    last: int | None

    def as_json(self) -> dict[str, object]:
        """The JSON form."""
        return {"name": self.name, "count": self.count, "first_seen": iso(self.first), "last_seen": iso(self.last)}


@dataclass(frozen=True, slots=True)
class Seen:
    """One event: where it stands, when it was, and what it says (only fields that it has)."""

    ref: EventRef
    time: int | None
    fields: dict[str, str] = field(hash=False)

    def as_json(self) -> dict[str, object]:
        """The JSON form."""
        return {"file": self.ref.file, "line": self.ref.line, "time": iso(self.time), **self.fields}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an inquiry. ``events`` are the first of ``count`` events in order of time.

    ``touched`` and ``counts`` (how many different customers and objects) answer for a user. ``gaps`` and ``limits`` say what
    could not be seen: days without a log, lines that cannot be read, operations that do not say whose records they took.
    """

    question: Question
    outcome: InquiryOutcome
    count: int
    people: tuple[Touching, ...] = ()
    touched: tuple[Touched, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    events: tuple[Seen, ...] = ()
    gaps: tuple[Gap, ...] = ()
    limits: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The JSON form of the command line."""
        return {
            "question": self.question.as_json(),
            "outcome": self.outcome.value,
            "count": self.count,
            "people": [each.as_json() for each in self.people],
            "distinct": dict(self.counts),
            "customers": [each.as_json() for each in self.touched if each.kind == "customer"],
            "objects": [each.as_json() for each in self.touched if each.kind == "object"],
            "events": [each.as_json() for each in self.events],
            "gaps": [each.as_json() for each in self.gaps],
            "limits": list(self.limits),
        }


def outcome_of(count: int, gaps: Sequence[Gap], limits: Sequence[str]) -> InquiryOutcome:
    """What may be claimed: nobody, only over a span without holes.

    >>> outcome_of(0, [], []).label, outcome_of(0, [], ["顧客の分からない出力がある"]).label
    ('触れた記録なし', '判定不能')
    """
    if count:
        return InquiryOutcome.TOUCHED
    return InquiryOutcome.CANNOT_TELL if gaps or limits else InquiryOutcome.NOBODY
