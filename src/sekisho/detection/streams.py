"""What is counted of a log while it is taken in: volume a day, record numbers, and steps of the clock backwards.

Knows the values from which gaps are judged. Refuses to judge (``coverage``) and to count (``formats.eventstore``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

#: First and last number, and the times of the events that have them.
Stretch = tuple[int, int, int | None, int | None]


@dataclass(frozen=True, slots=True, order=True)
class Stream:
    """Whose log: the layout it came in, and party and system where events name them (empty: they do not)."""

    source: str
    party: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class DayVolume:
    """One stream on one day (ISO, UTC; ``unknown`` for events without a time). Times are microseconds since 1970.

    ``unreadable`` lines are counted on the day of the event before them, in the stream of no party: they cannot say more.
    """

    stream: Stream
    day: str
    rows: int
    unreadable: int = 0
    first: int | None = None
    last: int | None = None

    def plus(self, other: "DayVolume") -> "DayVolume":
        """Both together; they are of one stream and day."""
        firsts = [each for each in (self.first, other.first) if each is not None]
        lasts = [each for each in (self.last, other.last) if each is not None]
        return DayVolume(
            self.stream,
            self.day,
            self.rows + other.rows,
            self.unreadable + other.unreadable,
            min(firsts, default=None),
            max(lasts, default=None),
        )

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """The value of its JSON form (``dataclasses.asdict``)."""
        return cls(**{**told, "stream": Stream(**told["stream"])})


@dataclass(frozen=True, slots=True)
class Numbering:
    """Record numbers that one origin (a machine and its log) gave, as stretches without a hole, ascending.

    ``broken`` counts the stretches that were too many to keep: a source of which only some events are collected has no
    numbers to judge by.
    """

    stream: Stream
    origin: str
    stretches: tuple[Stretch, ...]
    broken: int = 0

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """The value of its JSON form (``dataclasses.asdict``)."""
        stretches = tuple((a, b, first, last) for a, b, first, last in told["stretches"])
        return cls(Stream(**told["stream"]), told["origin"], stretches, told["broken"])


def joined_stretches(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches in ascending order, joined where they touch or overlap.

    >>> joined_stretches([(5, 6, 50, 60), (1, 2, 10, 20), (3, 3, 30, 30)])
    [(1, 3, 10, 30), (5, 6, 50, 60)]
    """
    found: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda each: each[:2]):
        if found and stretch[0] <= found[-1][1] + 1:
            before = found[-1]
            end = stretch if stretch[1] > before[1] else before
            found[-1] = (before[0], end[1], before[2], end[3])
        else:
            found.append(stretch)
    return found


@dataclass(frozen=True, slots=True)
class StepBack:
    """The clock of one origin went back within a file: from ``before`` to ``after`` (microseconds), first seen on ``line``.

    ``times`` counts the steps of this origin in the file beside ``rows``: one in a thousand rows tells of a clock, one in
    three of a file that is not in order.
    """

    stream: Stream
    origin: str
    line: int
    before: int
    after: int
    times: int
    rows: int

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """The value of its JSON form (``dataclasses.asdict``)."""
        return cls(**{**told, "stream": Stream(**told["stream"])})


@dataclass(frozen=True, slots=True)
class Traits:
    """Everything that is counted of one file."""

    volumes: tuple[DayVolume, ...] = ()
    numberings: tuple[Numbering, ...] = ()
    steps_back: tuple[StepBack, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The JSON form; ``from_json`` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """The value of its JSON form."""
        return cls(
            tuple(map(DayVolume.from_json, told["volumes"])),
            tuple(map(Numbering.from_json, told["numberings"])),
            tuple(map(StepBack.from_json, told["steps_back"])),
        )
