"""What correlations make of matches: windows, stretches, alerts.

Knows groups, windows that look back and are closed at both ends, and the seven values of a window. Refuses to know events:
matches carry all that it needs.

Decided here, because the specification leaves it open:

- An event that matches several rules of one correlation is one event; its value is the one of the rule named first.
- An event without the counted field, or with a value that is no number where one is summed or ranked, is no event of
  that correlation: it opens no window and stands in no alert. Values are different when they are written differently.
- Windows exist at events only: ``lt``, ``lte``, ``eq`` and ``neq`` are judged where something happened, silence fires nothing.
- ``temporal`` counts the rules that stand in the window, ``temporal_ordered`` those of the longest run in the order written.
  An event that matches several rules stands for each of them.
- Each firing window of an inner correlation is one event of the outer one, at the window's end. Matches without a time
  are in no window.
"""

import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from sekisho.detection.alert import Match, RuleAlert
from sekisho.detection.event import EventRef, Scalar
from sekisho.detection.plan import Correlation, CorrelationType, Rule, RuleBook
from sekisho.engines.reference.values import number_of, text_of

_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "eq": operator.eq,
    "neq": operator.ne,
}
_NUMBERS = {CorrelationType.VALUE_SUM, CorrelationType.VALUE_AVG, CorrelationType.VALUE_PERCENTILE}


@dataclass(frozen=True)
class _Happening:
    """An event of a correlation: a match, or a window in which an inner correlation fires.

    ``values`` are its fields, ``told`` the events behind it with their times. Two of one ``identity`` are one event.
    """

    identity: object
    rule: str
    time: int
    values: Mapping[str, Scalar]
    told: tuple[tuple[int, EventRef], ...]


@dataclass(frozen=True)
class _Window:
    """A window in which a correlation fires. It ends at ``end``; ``happenings`` are all that stand in it."""

    end: int
    value: float
    happenings: tuple[_Happening, ...]


def alerts(book: RuleBook, matches: Iterable[Match]) -> list[RuleAlert]:
    """One alert per match of a rule, and one per stretch of overlapping windows of a correlation, unless they are silent.

    In order of rule, first time (unknown last), subject, events. The order of ``matches`` does not matter.
    """
    found: list[RuleAlert] = []
    happened: dict[str, list[_Happening]] = {rule.id: [] for rule in book.rules}
    rules = {rule.id: rule for rule in book.rules}
    for match in matches:
        if not rules[match.rule].silent:
            found.append(_of_one(rules[match.rule], match))
        if match.time is not None:
            happened[match.rule].append(_Happening(match.ref, match.rule, match.time, match.values, ((match.time, match.ref),)))
    for correlation in book.correlations:
        happened[correlation.id] = []
        for subject, firing in _firing(correlation, happened):
            happened[correlation.id].extend(_as_happening(correlation, subject, window) for window in firing)
            if not correlation.silent:
                found.extend(_told(correlation, subject, stretch) for stretch in _stretches(correlation, firing))
    return sorted(found, key=lambda alert: alert.order)


def _of_one(rule: Rule, match: Match) -> RuleAlert:
    return RuleAlert(rule.id, rule.title, rule.level, {}, match.time, match.time, 1, (match.ref,))


def _firing(
    correlation: Correlation, happened: Mapping[str, Sequence[_Happening]]
) -> list[tuple[dict[str, Scalar], list[_Window]]]:
    """The groups of a correlation in which at least one window fires, each with these windows in order of time."""
    groups: dict[tuple[str, ...], list[_Happening]] = {}
    for rule in correlation.rules:
        for happening in happened[rule]:
            key = _group(correlation, happening)
            if key is not None and _counts(correlation, happening):
                groups.setdefault(tuple(text_of(value) for value in key), []).append(happening)
    firing = [(_subject(correlation, group), _firing_windows(correlation, group)) for group in groups.values()]
    return [(subject, windows) for subject, windows in firing if windows]


def _group(correlation: Correlation, happening: _Happening) -> list[Scalar] | None:
    fields = [correlation.field_of(name, happening.rule) for name in correlation.group_by]
    values = [happening.values.get(field) for field in fields]
    return None if any(value is None for value in values) else values


def _subject(correlation: Correlation, group: Sequence[_Happening]) -> dict[str, Scalar]:
    """The fields of a group as its first event writes them: 5 and "5" are one group."""
    values = _group(correlation, min(group, key=_by_time)) or []
    return dict(zip(correlation.group_by, values, strict=True))


def _by_time(happening: _Happening) -> tuple[object, ...]:
    return happening.time, happening.told, happening.rule


def _counts(correlation: Correlation, happening: _Happening) -> bool:
    value = _counted(correlation, happening)
    if correlation.type in _NUMBERS:
        return number_of(value) is not None
    return correlation.counted is None or value is not None


def _counted(correlation: Correlation, happening: _Happening) -> Scalar:
    return (
        None if correlation.counted is None else happening.values.get(correlation.field_of(correlation.counted, happening.rule))
    )


def _firing_windows(correlation: Correlation, group: Sequence[_Happening]) -> list[_Window]:
    windows = []
    ordered = sorted(group, key=_by_time)
    times = [happening.time for happening in ordered]
    for end in sorted(set(times)):
        inside = tuple(ordered[bisect_left(times, end - correlation.timespan) : bisect_right(times, end)])
        value = _value(correlation, inside)
        if all(_OPERATORS[threshold.operator](value, threshold.number) for threshold in correlation.thresholds):
            windows.append(_Window(end, value, inside))
    return windows


def _value(correlation: Correlation, inside: Sequence[_Happening]) -> float:
    """The value of a window, which is never empty."""
    if correlation.type is CorrelationType.TEMPORAL:
        return len({happening.rule for happening in inside})
    if correlation.type is CorrelationType.TEMPORAL_ORDERED:
        return _longest_in_order(correlation.rules, inside)
    once = _once(correlation, inside)
    if correlation.type is CorrelationType.EVENT_COUNT:
        return len(once)
    values = [_counted(correlation, happening) for happening in once]
    if correlation.type is CorrelationType.VALUE_COUNT:
        return len({text_of(value) for value in values})
    return _of_numbers(correlation, sorted(number for number in map(number_of, values) if number is not None))


def _of_numbers(correlation: Correlation, numbers: Sequence[float]) -> float:
    if correlation.type is CorrelationType.VALUE_SUM:
        return fsum(numbers)
    if correlation.type is CorrelationType.VALUE_AVG:
        return fsum(numbers) / len(numbers)
    return percentile(numbers, correlation.percentile or 0)


def _once(correlation: Correlation, inside: Sequence[_Happening]) -> list[_Happening]:
    """Each event once: of those that match several rules, the one of the rule named first."""
    once: dict[object, _Happening] = {}
    for happening in sorted(inside, key=lambda happening: correlation.rules.index(happening.rule)):
        once.setdefault(happening.identity, happening)
    return list(once.values())


def percentile(numbers: Sequence[float], percent: float) -> float:
    """Linear between neighbours; ``numbers`` are sorted.

    >>> percentile([1, 2, 3, 4], 50)
    2.5
    """
    place = (len(numbers) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(numbers) - 1)
    return numbers[below] + (numbers[above] - numbers[below]) * (place - below)


def _longest_in_order(rules: Sequence[str], inside: Sequence[_Happening]) -> int:
    """The most rules that stand in the window in the order written; those of one moment are in order."""
    longest = [0] * len(rules)  # the longest run that ends with each rule
    for happening in sorted(inside, key=lambda happening: (happening.time, rules.index(happening.rule))):
        place = rules.index(happening.rule)
        longest[place] = max(longest[place], 1 + max(longest[:place], default=0))
    return max(longest)


def _stretches(correlation: Correlation, firing: Sequence[_Window]) -> list[list[_Window]]:
    """Windows that overlap, or touch in one moment, are one stretch."""
    stretches: list[list[_Window]] = []
    for window in firing:
        if stretches and window.end - correlation.timespan <= stretches[-1][-1].end:
            stretches[-1].append(window)
        else:
            stretches.append([window])
    return stretches


def _as_happening(correlation: Correlation, subject: Mapping[str, Scalar], window: _Window) -> _Happening:
    events = _events([window])
    return _Happening((correlation.id, window.end, events), correlation.id, window.end, subject, events)


def _told(correlation: Correlation, subject: Mapping[str, Scalar], stretch: Sequence[_Window]) -> RuleAlert:
    events = _events(stretch)
    refs = tuple(dict.fromkeys(ref for _, ref in events))
    return RuleAlert(
        rule=correlation.id,
        title=correlation.title,
        level=correlation.level,
        subject=subject,
        first=events[0][0],
        last=events[-1][0],
        count=max(window.value for window in stretch),
        events=refs,
    )


def _events(windows: Sequence[_Window]) -> tuple[tuple[int, EventRef], ...]:
    return tuple(sorted({told for window in windows for happening in window.happenings for told in happening.told}))
