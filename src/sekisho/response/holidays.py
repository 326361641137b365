"""Public holidays of Japan, so that days on screen say when nobody works.

Knows the act on national holidays as in force since 2022, and the formula of the equinoxes up to 2099. Refuses to tell of other
years: the years before had days moved by special acts. Source: 国民の祝日に関する法律 2条・3条.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

_FIRST, _LAST = 2022, 2099
_FIXED = ((1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23))
_MONDAYS = ((1, 2), (7, 3), (9, 3), (10, 2))  # month, and which Monday of it
_DAY = timedelta(days=1)
_SUNDAY = 6


def is_holiday(day: date) -> bool:
    """Whether a day is a public holiday; a Sunday by itself is none.

    >>> is_holiday(date(2026, 5, 6)), is_holiday(date(2026, 9, 22)), is_holiday(date(2026, 11, 24))
    (True, True, False)
    """
    return _FIRST <= day.year <= _LAST and day in _holidays(day.year)


@lru_cache(maxsize=32)
def _holidays(year: int) -> frozenset[date]:
    named = frozenset(_named(year))
    found = set(named)
    for day in named:
        if day.weekday() == _SUNDAY:  # art. 3 (2): the next day that is no holiday
            while day in named:
                day += _DAY  # noqa: PLW2901
            found.add(day)
    # art. 3 (3): a day between two holidays
    found.update(day + _DAY for day in named if day + 2 * _DAY in named and day + _DAY not in named)
    return frozenset(found)


def _named(year: int) -> Iterator[date]:
    yield from (date(year, month, day) for month, day in _FIXED)
    for month, which in _MONDAYS:
        first = date(year, month, 1)
        yield first + timedelta(days=-first.weekday() % 7 + 7 * (which - 1))
    passed = year - 1980
    drift = 0.242194 * passed - passed // 4
    yield date(year, 3, int(20.8431 + drift))
    yield date(year, 9, int(23.2488 + drift))
