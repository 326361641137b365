"""The values of windows that slide over sorted rows, all windows at once.

Knows sums, distinct values, runs in order. Refuses to know rules: rows come sorted by group and time, and a window is the rows
from ``first`` up to, not including, ``last``; both never go back within a group.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import fsum, isfinite

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Number = int | float

#: Up to here a float holds every whole number; and a sum of whole numbers that 64 bits hold.
_WHOLE, _SUM = 2**53, 2**62


@dataclass(frozen=True, slots=True)
class Windows:
    """One window per group and moment: it ends at ``ends``, and holds the rows ``first`` … ``last - 1``."""

    groups: Ints
    ends: Ints
    first: Ints
    last: Ints

    def only(self, which: Mask) -> "Windows":
        """Some of them."""
        return Windows(self.groups[which], self.ends[which], self.first[which], self.last[which])


def windows(groups: Ints, times: Ints, span: int) -> Windows:
    """The windows of rows that are sorted by group and time; each looks back over ``span``, closed at both ends."""
    if not len(times):
        none = np.empty(0, np.int64)
        return Windows(none, none, none, none)
    closes = np.append((groups[1:] != groups[:-1]) | (times[1:] != times[:-1]), True)
    last = np.flatnonzero(closes) + 1
    own, ends = groups[last - 1], times[last - 1]
    return Windows(own, ends, _first(groups, times, last, span), last)


def _first(groups: Ints, times: Ints, last: Ints, span: int) -> Ints:
    """Where the windows begin that hold rows up to ``last``."""
    ends, earliest = times[last - 1], int(times.min())
    width = int(times.max()) - earliest + span + 1
    own = np.cumsum(np.diff(groups, prepend=groups[0]) != 0)
    if (int(own[-1]) + 1) * width < _SUM:  # group and time fit into one number, so that one search finds all
        since = own * width + (times - earliest)
        found: Ints = np.searchsorted(since, since[last - 1] - span)
        return np.maximum(found, np.searchsorted(own, own[last - 1]))
    first = np.empty(len(last), np.int64)
    rows = np.flatnonzero(np.diff(groups, prepend=groups[0] - 1))
    begins = np.searchsorted(last - 1, rows)
    for begin, end, row, stop in zip(begins, [*begins[1:], len(last)], rows, [*rows[1:], len(times)], strict=True):
        first[begin:end] = row + np.searchsorted(times[row:stop], ends[begin:end] - span)
    return first


def distinct(codes: Ints, groups: Ints, slides: Windows) -> Ints:
    """How many different codes each window holds.

    A row repeats its code in every window that holds the row before it with the same code, which is one run of windows: the
    repetitions are added where a run begins and taken away where it ends.
    """
    order = np.lexsort((np.arange(len(codes)), codes, groups))
    same = (codes[order][1:] == codes[order][:-1]) & (groups[order][1:] == groups[order][:-1])
    row, before = order[1:][same], order[:-1][same]
    begin = np.searchsorted(slides.last, row, side="right")
    end = np.searchsorted(slides.first, before, side="right")
    steps = np.zeros(len(slides.last) + 1, np.int64)
    runs = begin < end
    np.add.at(steps, begin[runs], 1)
    np.add.at(steps, end[runs], -1)
    repeated: Ints = np.cumsum(steps)[:-1]
    return slides.last - slides.first - repeated


def kinds(places: Ints, count: int, slides: Windows) -> Ints:
    """How many of ``count`` kinds of rows (``places``) each window holds."""
    found = np.zeros(len(slides.last), np.int64)
    for place in range(count):
        rows = np.where(places == place, np.arange(len(places)), -1)
        latest = np.maximum.accumulate(rows) if len(rows) else rows
        found += latest[slides.last - 1] >= slides.first
    return found


def longest_in_order(places: Ints, count: int, slides: Windows, asked: Mask) -> Ints:
    """The longest run of rising places in each window that is ``asked`` about (0 elsewhere); rows of one moment are in order.

    For every length the latest row is kept with which a run of that length can begin.
    """
    found = np.zeros(len(slides.last), np.int64)
    rows, firsts, groups = places.tolist(), slides.first.tolist(), slides.groups.tolist()
    wanted = set(slides.groups[asked].tolist())
    begun: list[list[int]] = []
    row, group = 0, None
    for place, last in enumerate(slides.last.tolist()):
        if groups[place] != group:
            group, begun = groups[place], [[-1] * count for _ in range(count)]
        if group in wanted:
            for at in range(row, last):
                _extend(begun, rows[at], at)
            first = firsts[place]
            found[place] = max((length + 1 for length in range(count) if max(begun[length]) >= first), default=0)
        row = last
    return np.where(asked, found, 0)


def _extend(begun: list[list[int]], kind: int, row: int) -> None:
    """One more row: ``begun[n][kind]`` is the latest beginning of a run of ``n + 1`` rows that ends with that kind."""
    for length in range(len(begun) - 1, 0, -1):
        before = max(begun[length - 1][:kind], default=-1)
        begun[length][kind] = max(begun[length][kind], before)
    begun[0][kind] = row


def sums(numbers: Sequence[Number], slides: Windows) -> Floats:
    """The sum of each window, rounded once at the end (as ``math.fsum`` does)."""
    largest = max(map(abs, numbers), default=0)
    if set(map(type, numbers)) <= {int} and largest <= _WHOLE and largest * len(numbers) < _SUM:
        whole = np.concatenate(([0], np.cumsum(np.array(numbers, np.int64))))
        return (whole[slides.last] - whole[slides.first]).astype(np.float64)
    floats = list(map(float, numbers))
    if not all(map(isfinite, floats)):
        spans = zip(slides.first.tolist(), slides.last.tolist(), strict=True)
        return np.array([fsum(floats[first:last]) for first, last in spans])
    ratios = [number.as_integer_ratio() for number in floats]
    scale = max((below for _, below in ratios), default=1)
    total = [0, *accumulate(above * (scale // below) for above, below in ratios)]
    spans = zip(slides.first.tolist(), slides.last.tolist(), strict=True)
    return np.array([(total[last] - total[first]) / scale for first, last in spans])


def percentiles(numbers: Sequence[Number], slides: Windows, value: Callable[[Sequence[Number]], float]) -> Floats:
    """A value of the sorted numbers of each window."""
    found = np.zeros(len(slides.last), np.float64)
    inside: list[Number] = []
    first = last = 0
    for place, (begin, end) in enumerate(zip(slides.first.tolist(), slides.last.tolist(), strict=True)):
        for number in numbers[last:end]:
            insort(inside, number)
        last = end
        for number in numbers[first:begin]:
            del inside[bisect_left(inside, number)]
        first = begin
        found[place] = value(inside)
    return found
