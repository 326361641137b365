"""Dates of supervision: half-open periods and anniversaries.

Knows how a year of supervision is counted. Refuses to know what day it is today: every date is an argument.
Source: own policy, as for L-XBR-5: 12 months are counted to the corresponding day, or to the month's last day where there
is none.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open span of days ``[start, end)``; ``None`` means open on that side.

    >>> Period.through(date(2026, 4, 1), date(2027, 3, 31)).holds(date(2027, 3, 31))
    True
    """

    start: date | None
    end: date | None

    @classmethod
    def through(cls, first: date | None, last: date | None) -> "Period":
        """The period from ``first`` to ``last``, both included, as documents state it; the last day of the calendar is open."""
        return cls(first, last + timedelta(days=1) if last and last < date.max else None)

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def covers(self, other: "Period") -> bool:
        """Whether every day of ``other`` lies in this period."""
        starts = self.start is None or (other.start is not None and self.start <= other.start)
        ends = self.end is None or (other.end is not None and other.end <= self.end)
        return starts and ends

    def overlaps(self, other: "Period") -> bool:
        """Whether the two periods share a day. A period that ends before it starts has no day to share."""
        start = max(self.start or date.min, other.start or date.min)
        ends = [end for end in (self.end, other.end) if end is not None]
        return not ends or start < min(ends)


@lru_cache(maxsize=2**14)  # the same few thousand days come back in every check
def months_after(day: date, months: int) -> date:
    """The corresponding day ``months`` later, or the last day of that month where there is none.

    >>> months_after(date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@lru_cache(maxsize=2**14)
def terms_overdue(last: date, as_of: date, months: int = 12) -> int:
    """How many terms of ``months`` since ``last`` have run out; 0 while in time.

    The corresponding day itself is still in time: one is late from the day after. Raises ``ValueError`` for a term
    without length.

    >>> terms_overdue(date(2025, 4, 1), date(2026, 4, 1)), terms_overdue(date(2025, 4, 1), date(2026, 4, 2))
    (0, 1)
    """
    if months < 1:
        raise ValueError(f"a term of {months} months has no end")
    terms = 0
    while as_of > months_after(last, months * (terms + 1)):
        terms += 1
    return terms
