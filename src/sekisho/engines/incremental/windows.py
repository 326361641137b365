"""Windows of one group that end within a span, each from what it holds; stretches of those that overlap.

Knows the seven values of a window (their meaning: ``engines.reference.correlating``). Refuses to know groups and stores.
"""

import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import fsum

from sekisho.detection.event import EventRef, Scalar
from sekisho.detection.plan import Correlation, CorrelationType
from sekisho.engines.incremental.regions import Span
from sekisho.engines.reference.values import number_of, text_of

_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "eq": operator.eq,
    "neq": operator.ne,
}

#: An event behind a happening: its time and where it stands.
Told = tuple[int, EventRef]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of a correlation, as it stands in one group: a match, or a firing window of an inner correlation.

    ``value`` is the counted one. ``told`` are the events behind it, in order. ``inner``: it is a window, not a match.
    """

    rule: str
    time: int
    value: Scalar
    told: tuple[Told, ...]
    inner: bool = False

    @property
    def identity(self) -> object:
        """Matches of several rules by one event are one event; a window is one of its own."""
        return (self.rule, self.time, self.told) if self.inner else self.told


@dataclass(frozen=True, slots=True)
class Window:
    """A window in which a correlation fires, by its end; ``happenings`` are all that stand in it."""

    end: int
    value: float
    happenings: tuple[Happening, ...]


def firing(correlation: Correlation, happenings: Iterable[Happening], span: Span) -> list[Window]:
    """The firing windows that end within ``span``, in order. Every happening from ``span.first - timespan`` must be there."""
    ordered = sorted(happenings, key=lambda each: each.time)
    times = [each.time for each in ordered]
    found = []
    for end, _ in groupby(times[bisect_left(times, span.first) : bisect_right(times, span.last)]):
        inside = ordered[bisect_left(times, end - correlation.timespan) : bisect_right(times, end)]
        value = _value(correlation, inside)
        if all(_OPERATORS[threshold.operator](value, threshold.number) for threshold in correlation.thresholds):
            found.append(Window(end, value, tuple(inside)))
    return found


def stretches(timespan: int, windows: Iterable[Window]) -> Iterator[list[Window]]:
    """Windows in order of their ends, cut where one does not reach back to the one before."""
    stretch: list[Window] = []
    for window in windows:
        if stretch and window.end - timespan > stretch[-1].end:
            yield stretch
            stretch = []
        stretch.append(window)
    if stretch:
        yield stretch


def events_of(windows: Iterable[Window]) -> tuple[Told, ...]:
    """All events of some windows, each once, by time and place."""
    return tuple(sorted({told for window in windows for happening in window.happenings for told in happening.told}))


def _value(correlation: Correlation, inside: Sequence[Happening]) -> float:
    match correlation.type:
        case CorrelationType.TEMPORAL:
            return len({each.rule for each in inside})
        case CorrelationType.TEMPORAL_ORDERED:
            return _longest_in_order(correlation.rules, inside)
    once = _once(correlation.rules, inside)
    if correlation.type is CorrelationType.EVENT_COUNT:
        return len(once)
    if correlation.type is CorrelationType.VALUE_COUNT:
        return len({text_of(each.value) for each in once})
    return _of_numbers(correlation, sorted(number for each in once if (number := number_of(each.value)) is not None))


def _of_numbers(correlation: Correlation, numbers: Sequence[float]) -> float:
    match correlation.type:
        case CorrelationType.VALUE_SUM:
            return fsum(numbers)
        case CorrelationType.VALUE_AVG:
            return fsum(numbers) / len(numbers)
        case _:
            return _percentile(numbers, correlation.percentile or 0)


def _once(rules: Sequence[str], inside: Sequence[Happening]) -> Sequence[Happening]:
    """Each event once: of those that match several rules, the one of the rule named first."""
    if len(rules) == 1:
        return inside
    rank = {rule: place for place, rule in enumerate(rules)}
    once: dict[object, Happening] = {}
    for each in sorted(inside, key=lambda each: rank[each.rule]):
        once.setdefault(each.identity, each)
    return list(once.values())


def _percentile(numbers: Sequence[float], percent: float) -> float:
    place = (len(numbers) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(numbers) - 1)
    return numbers[below] + (numbers[above] - numbers[below]) * (place - below)


def _longest_in_order(rules: Sequence[str], inside: Sequence[Happening]) -> int:
    rank = {rule: place for place, rule in enumerate(rules)}
    longest = [0] * len(rules)  # the longest run that ends with each rule
    for each in sorted(inside, key=lambda each: (each.time, rank[each.rule])):
        place = rank[each.rule]
        longest[place] = max(longest[place], 1 + max(longest[:place], default=0))
    return max(longest)
