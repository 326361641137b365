"""On which days a log is due, and how much of it, by what is declared or by the days before.

Knows weekdays and public holidays as a pattern that is learnt day by day. Refuses to look ahead: what came later says nothing
about whether a day was due.
"""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from statistics import median

#: How many days of a kind are remembered, how many are needed before anything is expected, and on which share of them.
_REMEMBERED = 8
_NEEDED = 3
_NEEDED_TOGETHER = 5
_SHARE = 0.75
#: A day with less than a twentieth of the usual volume is told, where the usual volume is at least this.
_FAR_LESS = 20
_VOLUME_COUNTS = 200
_SATURDAY = 5
_HOLIDAY = 7


@dataclass(frozen=True, slots=True)
class Expectation:
    """Whether the log is due on a day, by declaration or by habit, and the least volume that is not far from usual."""

    due: bool
    least: float


class Pattern:
    """Learns a log's days in their order. ``weekdays`` (0 Monday) are declared ones; None: the past decides."""

    def __init__(self, weekdays: frozenset[int] | None, is_holiday: Callable[[date], bool]) -> None:
        self._weekdays = weekdays
        self._is_holiday = is_holiday
        self._own: dict[int, deque[bool]] = defaultdict(lambda: deque(maxlen=_REMEMBERED))
        self._together: dict[bool, deque[bool]] = defaultdict(lambda: deque(maxlen=2 * _REMEMBERED))
        self._volumes: dict[bool, deque[int]] = defaultdict(lambda: deque(maxlen=4 * _REMEMBERED))
        self._due: set[date] = set()

    def of(self, day: date) -> Expectation:
        """What is expected of a day; asked once for each day, before it is learnt."""
        due = self._habit(day) if self._weekdays is None else self._declared(day, self._weekdays)
        if due:
            self._due.add(day)
        return Expectation(due, self._least(day))

    def was_due(self, day: date) -> bool:
        """Whether the log was due on a day that has been asked about."""
        return day in self._due

    def learn(self, day: date, rows: int, *, usual: bool) -> None:
        """Remember a day. One that was far from usual says that the log was there, and nothing about how much is usual."""
        self._own[self._kind(day)].append(rows > 0)
        self._together[self._is_free(day)].append(rows > 0)
        if rows and usual:
            self._volumes[self._is_free(day)].append(rows)

    def _kind(self, day: date) -> int:
        return _HOLIDAY if self._is_holiday(day) else day.weekday()

    def _is_free(self, day: date) -> bool:
        return day.weekday() >= _SATURDAY or self._is_holiday(day)

    def _declared(self, day: date, weekdays: frozenset[int]) -> bool:
        """Every declared weekday; public holidays only of a log that is written on all days."""
        return day.weekday() in weekdays and (len(weekdays) == _HOLIDAY or not self._is_holiday(day))

    def _habit(self, day: date) -> bool:
        own, together = self._own[self._kind(day)], self._together[self._is_free(day)]
        seen, needed = (own, _NEEDED) if len(own) >= _NEEDED else (together, _NEEDED_TOGETHER)
        return len(seen) >= needed and sum(seen) >= _SHARE * len(seen)

    def _least(self, day: date) -> float:
        volumes = self._volumes[self._is_free(day)]
        usual = median(volumes) if len(volumes) >= _NEEDED_TOGETHER else 0
        return usual / _FAR_LESS if usual >= _VOLUME_COUNTS else 0.0
