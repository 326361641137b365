"""Hits as the sorted rows of a correlation: which group each is in, which value of it counts.

Knows what makes a group and a counted value. Refuses to know windows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sekisho.detection.event import Scalar
from sekisho.detection.plan import Correlation, CorrelationType
from sekisho.engines.columns.column import Column
from sekisho.engines.columns.windows import Ints, Mask
from sekisho.engines.reference.values import number_of, text_of

RUNS = {CorrelationType.TEMPORAL, CorrelationType.TEMPORAL_ORDERED}
_NUMBERS = {CorrelationType.VALUE_SUM, CorrelationType.VALUE_AVG, CorrelationType.VALUE_PERCENTILE}


@dataclass(frozen=True, slots=True)
class Happenings:
    """The hits of a rule, or the firing windows of a correlation, as events of an outer correlation.

    Rows of one number in ``same`` are one event. ``told`` gives the numbers of the events behind some rows.
    """

    rule: str
    times: Ints
    same: Ints
    values: Mapping[str, Column]
    told: Callable[[Ints], Ints]


@dataclass(frozen=True, slots=True)
class GroupedRows:
    """The happenings of a correlation that are in a group and count, sorted by group and time.

    ``place`` is the rule's place in the correlation, ``part`` and ``row`` lead back to the happening. ``counted`` numbers the
    texts of the counted values, ``numbers`` holds the values themselves where they are summed or ranked.
    """

    parts: Sequence[Happenings]
    part: Ints
    row: Ints
    place: Ints
    times: Ints
    groups: Ints
    same: Ints
    counted: Ints
    numbers: Sequence[int | float]

    def only(self, which: Mask | Ints) -> "GroupedRows":
        """Some of them."""
        numbers = [self.numbers[at] for at in np.arange(len(self.row))[which].tolist()] if self.numbers else ()
        return GroupedRows(
            self.parts,
            self.part[which],
            self.row[which],
            self.place[which],
            self.times[which],
            self.groups[which],
            self.same[which],
            self.counted[which],
            numbers,
        )

    def once(self) -> "GroupedRows":
        """Of rows that are one event the one of the rule named first."""
        if not len(self.row):
            return self
        order = np.lexsort((self.place, self.same, self.times, self.groups))
        sorted_rows = self.only(order)
        new = (np.diff(sorted_rows.groups) != 0) | (np.diff(sorted_rows.times) != 0) | (np.diff(sorted_rows.same) != 0)
        return sorted_rows.only(np.append(True, new))

    def subject(self, correlation: Correlation, group: int) -> dict[str, Scalar]:
        """The group-by fields of a group as its first row writes them: 5 and "5" are one group."""
        begin, end = np.searchsorted(self.groups, group), np.searchsorted(self.groups, group, side="right")
        first = begin + np.flatnonzero(self.times[begin:end] == self.times[begin])
        row = min(first.tolist(), key=lambda at: (self.told(np.array([at])).tolist(), self.parts[int(self.part[at])].rule))
        part = self.parts[int(self.part[row])]
        columns = {name: part.values[correlation.field_of(name, part.rule)] for name in correlation.group_by}
        return {name: column.values[int(column.codes[self.row[row]])] for name, column in columns.items()}  # type: ignore[misc]

    def told(self, rows: Ints) -> Ints:
        """The numbers of the events behind some rows, in order, each once."""
        parts = self.part[rows]
        found = [self.parts[part].told(self.row[rows[parts == part]]) for part in np.unique(parts).tolist()]
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)


def rows_of(correlation: Correlation, parts: Sequence[Happenings]) -> GroupedRows:
    """The happenings of the rules of a correlation as its rows."""
    lengths = [len(part.times) for part in parts]
    none = np.empty(0, np.int64)
    groups, grouped = _groups(correlation, parts, sum(lengths))
    counted, texts = np.zeros(sum(lengths), np.int64), [""]
    if correlation.counted is not None:
        counted, texts = _texts(correlation, correlation.counted, parts)
    numbers: Sequence[int | float] = ()
    if correlation.type in _NUMBERS:
        read = [number_of(text) for text in texts]
        counted = np.array([*(place if number is not None else -1 for place, number in enumerate(read)), -1], np.int64)[counted]
        numbers = [0 if code < 0 else read[code] or 0 for code in counted.tolist()]
    rows = GroupedRows(
        parts,
        np.repeat(np.arange(len(parts)), lengths),
        np.concatenate([none, *map(np.arange, lengths)]),
        np.repeat(np.array([correlation.rules.index(part.rule) for part in parts], np.int64), lengths),
        np.concatenate([none, *(part.times for part in parts)]),
        groups,
        np.concatenate([none, *(part.same for part in parts)]),
        counted,
        numbers,
    )
    some = rows.only(grouped & (counted >= 0))
    return some.only(np.lexsort((some.same, some.place, some.times, some.groups)))


def _groups(correlation: Correlation, parts: Sequence[Happenings], size: int) -> tuple[Ints, Mask]:
    """The group of every row as a number, and which rows are in one: those that have all group-by fields."""
    groups, grouped = np.zeros(size, np.int64), np.ones(size, bool)
    for name in correlation.group_by:
        codes, texts = _texts(correlation, name, parts)
        grouped &= codes >= 0
        _, groups = np.unique(groups * (len(texts) + 1) + codes + 1, return_inverse=True)
    return groups, grouped


def _texts(correlation: Correlation, name: str, parts: Sequence[Happenings]) -> tuple[Ints, list[str]]:
    """A field of every row as a number of its text, -1 where it is missing, and the texts."""
    numbers: dict[str, int] = {}
    codes = [np.empty(0, np.int64)]
    for part in parts:
        column = part.values.get(correlation.field_of(name, part.rule))
        if column is None:
            codes.append(np.full(len(part.times), -1, np.int64))
            continue
        places = [numbers.setdefault(text_of(value), len(numbers)) for value in column.values]  # type: ignore[arg-type]
        codes.append(np.array([*places, -1], np.int64)[column.codes])
    return np.concatenate(codes), list(numbers)
