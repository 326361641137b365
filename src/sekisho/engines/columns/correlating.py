"""What correlations make of hits, all windows of a correlation at once. The meaning stands in ``engines.reference``.

Knows how hits become sorted rows of groups, and how firing windows become stretches. Refuses to know how hits were found.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sekisho.detection.alert import RuleAlert
from sekisho.detection.event import EventRef, Scalar
from sekisho.detection.plan import Correlation, CorrelationType, RuleBook
from sekisho.engines.columns.column import Column
from sekisho.engines.columns.grouping import RUNS, GroupedRows, Happenings, rows_of
from sekisho.engines.columns.hits import NO_TIME, Hits, joined_columns
from sekisho.engines.columns.windows import (
    Floats,
    Ints,
    Mask,
    Windows,
    distinct,
    kinds,
    longest_in_order,
    percentiles,
    sums,
    windows,
)
from sekisho.engines.reference.correlating import percentile

_COMPARED: Mapping[str, Callable[[Floats | Ints, float], Mask]] = {
    "gt": np.greater,
    "gte": np.greater_equal,
    "lt": np.less,
    "lte": np.less_equal,
    "eq": np.equal,
    "neq": np.not_equal,
}


@dataclass(frozen=True, slots=True)
class Events:
    """The events behind all hits, numbered in order of time, file and line."""

    times: Ints
    files: Column
    lines: Ints

    def ref(self, event: int) -> EventRef:
        """Where an event stands."""
        return EventRef(str(self.files.values[self.files.codes[event]]), int(self.lines[event]))


def correlated(book: RuleBook, hits: Mapping[str, Hits]) -> Iterator[tuple[Correlation, Iterator[RuleAlert]]]:
    """The alerts of every correlation that is not silent, each in no certain order."""
    asked = {rule for correlation in book.correlations for rule in correlation.rules}
    events, happened = _happened({rule: each for rule, each in hits.items() if rule in asked})
    fresh = len(events.lines)
    for correlation in book.correlations:
        parts = [happened[rule] for rule in dict.fromkeys(correlation.rules) if rule in happened]
        found = Correlated(correlation, rows_of(correlation, parts))
        happened[correlation.id] = found.happenings(fresh)
        fresh += len(found.firing.ends)
        if not correlation.silent:
            yield correlation, found.alerts(events)


def _happened(hits: Mapping[str, Hits]) -> tuple[Events, dict[str, Happenings]]:
    """All hits that state a time, with the events numbered over all rules."""
    timed = {rule: each.only(each.times != NO_TIME) for rule, each in hits.items()}
    timed = {rule: each for rule, each in timed.items() if len(each)}
    if not timed:
        none = np.empty(0, np.int64)
        return Events(none, Column(np.empty(0, np.int32), ()), none), {}
    files = joined_columns([each.files for each in timed.values()])
    lines = np.concatenate([each.lines for each in timed.values()])
    times = np.concatenate([each.times for each in timed.values()])
    rank = np.argsort(np.argsort(np.array(files.values, object)))
    order = np.lexsort((lines, rank[files.codes], times))
    new = np.append(True, (np.diff(lines[order]) != 0) | (np.diff(files.codes[order]) != 0) | (np.diff(times[order]) != 0))
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.cumsum(new) - 1
    kept = order[new]
    happened: dict[str, Happenings] = {}
    start = 0
    for rule, each in timed.items():
        own = numbers[start : start + len(each)]
        happened[rule] = Happenings(rule, each.times, own, each.values, own.__getitem__)
        start += len(each)
    return Events(times[kept], Column(files.codes[kept], files.values), lines[kept]), happened


class Correlated:
    """One correlation over its rows."""

    def __init__(self, correlation: Correlation, rows: GroupedRows) -> None:
        self._correlation = correlation
        self._every = rows
        self._rows = rows if correlation.type in RUNS else rows.once()
        slides = windows(self._rows.groups, self._rows.times, correlation.timespan)
        values = self._values(slides)
        fires = self._fires(values)
        self.firing = slides.only(fires)
        self._fired = values[fires]
        self._subjects: dict[int, dict[str, Scalar]] = {}

    def _values(self, slides: Windows) -> Floats | Ints:
        rows, correlation = self._rows, self._correlation
        match correlation.type:
            case CorrelationType.EVENT_COUNT:
                return slides.last - slides.first
            case CorrelationType.VALUE_COUNT:
                return distinct(rows.counted, rows.groups, slides)
            case CorrelationType.TEMPORAL:
                return kinds(rows.place, len(correlation.rules), slides)
            case CorrelationType.TEMPORAL_ORDERED:
                most = kinds(rows.place, len(correlation.rules), slides)
                rising = all(threshold.operator in ("gt", "gte") for threshold in correlation.thresholds)
                asked = self._fires(most) if rising else np.ones(len(most), bool)
                return longest_in_order(rows.place, len(correlation.rules), slides, asked)
            case CorrelationType.VALUE_PERCENTILE:
                return percentiles(rows.numbers, slides, lambda some: percentile(some, correlation.percentile or 0))
        total = sums(rows.numbers, slides)
        return total / (slides.last - slides.first) if correlation.type is CorrelationType.VALUE_AVG else total

    def _fires(self, values: Floats | Ints) -> Mask:
        found = np.ones(len(values), bool)
        for threshold in self._correlation.thresholds:
            found &= _COMPARED[threshold.operator](values, threshold.number)
        return found

    def happenings(self, fresh: int) -> Happenings:
        """The firing windows as events of an outer correlation, at their ends; ``fresh`` is a number no event has yet."""
        firing = self.firing
        groups, place = np.unique(firing.groups, return_inverse=True)
        subjects = [self._subject(group) for group in groups.tolist()]
        values = {
            name: Column(place.astype(np.int32), [subject[name] for subject in subjects]) for name in self._correlation.group_by
        }
        same = fresh + np.arange(len(firing.ends))
        if len(np.unique(self._rows.same)) < len(self._rows.same):
            same = self._alike(same)
        return Happenings(self._correlation.id, firing.ends, same, values, self._told)

    def _alike(self, numbers: Ints) -> Ints:
        """Windows of two groups that end together and hold the same events are one event."""
        found: dict[tuple[int, bytes], int] = {}
        ends = self.firing.ends.tolist()
        return np.array(
            [
                found.setdefault((end, self._told(np.array([at])).tobytes()), number)
                for at, (end, number) in enumerate(zip(ends, numbers.tolist(), strict=True))
            ],
            np.int64,
        )

    def _told(self, which: Ints) -> Ints:
        """The numbers of the events in some firing windows, in order, each once."""
        steps = np.zeros(len(self._rows.times) + 1, np.int64)
        np.add.at(steps, self.firing.first[which], 1)
        np.add.at(steps, self.firing.last[which], -1)
        return self._rows.told(np.flatnonzero(np.cumsum(steps)[:-1] > 0))

    def alerts(self, events: Events) -> Iterator[RuleAlert]:
        """One alert per stretch of windows that overlap, or touch in one moment."""
        firing, correlation = self.firing, self._correlation
        if not len(firing.ends):
            return
        new = np.append(True, (np.diff(firing.groups) != 0) | (firing.ends[1:] - correlation.timespan > firing.ends[:-1]))
        begins = np.flatnonzero(new)
        counts = np.maximum.reduceat(self._fired, begins)
        for begin, end, count in zip(begins, np.append(begins[1:], len(new)), counts.tolist(), strict=True):
            rows = np.arange(firing.first[begin], firing.last[end - 1])
            told = self._rows.told(rows)
            yield RuleAlert(
                rule=correlation.id,
                title=correlation.title,
                level=correlation.level,
                subject=self._subject(int(firing.groups[begin])),
                first=int(events.times[told[0]]),
                last=int(events.times[told[-1]]),
                count=count,
                events=tuple(dict.fromkeys(map(events.ref, told.tolist()))),
            )

    def _subject(self, group: int) -> dict[str, Scalar]:
        """The fields of a group as its first event writes them."""
        found = self._subjects.get(group)
        if found is None:
            found = self._subjects[group] = self._every.subject(self._correlation, group)
        return found
