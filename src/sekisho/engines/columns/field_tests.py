"""All the tests that rules ask of one field, sorted by how they are answered fastest.

Knows which tests a look into a dictionary decides, which a literal found in the text decides, and which stay open until
somebody asks about a value. Refuses to know rows. What a test means stands in ``engines.reference.values`` alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from sekisho.detection.event import Scalar, Value
from sekisho.detection.plan import ANY_RUN, Compare, Exists, Is, Matcher, Text
from sekisho.engines.columns.column import Codes
from sekisho.engines.columns.needles import Found, Needles, Where
from sekisho.engines.reference.values import OfOneValue, fold, judge, number_of, scalars, text_of

#: A test by its number in the book, with what it asks.
Numbered = tuple[int, Matcher]
_NOBODY = np.empty(0, np.int32)
#: Up to here a float holds every whole number.
_WHOLE = 2**53
_COMPARED = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


@dataclass(frozen=True, slots=True)
class Answers:
    """For each test the numbers of the values that fit (``open`` tests: may fit). A test without any is not there."""

    fitting: Mapping[int, Codes]
    open: Mapping[int, OfOneValue]


@dataclass(frozen=True, slots=True)
class _Needle:
    test: int
    where: Where
    open: bool


class FieldTests:
    """The tests of one field."""

    def __init__(self, tests: Iterable[Numbered]) -> None:
        self._same: defaultdict[str, list[int]] = defaultdict(list)
        self._numbers: defaultdict[int | float, list[tuple[int, Is]]] = defaultdict(list)
        self._ranges: list[tuple[int, Compare]] = []
        self._there: list[int] = []
        self._open: dict[int, OfOneValue] = {}
        self._unguided: list[int] = []
        needles: defaultdict[str, list[_Needle]] = defaultdict(list)
        for number, matcher in tests:
            self._sort(number, matcher, needles)
        self._needles = Needles(list(needles)) if needles else None
        each = list(needles.values())
        self._starts = np.cumsum([0, *map(len, each)])
        flat = list(chain.from_iterable(each))
        self._needle_tests = np.array([needle.test for needle in flat], np.int64)
        self._needle_where = np.array([int(needle.where) for needle in flat], np.int64)

    def _sort(self, number: int, matcher: Matcher, needles: defaultdict[str, list[_Needle]]) -> None:
        match matcher:
            case Exists():
                self._there.append(number)
            case Compare():
                self._ranges.append((number, matcher))
            case Is(bool()):
                self._same[text_of(matcher.value)].append(number)
            case Is():
                self._numbers[matcher.value].append((number, matcher))
            case Text():
                self._sort_text(number, matcher, needles)
            case _:
                self._open[number] = matcher  # type: ignore[assignment]
                self._unguided.append(number)

    def _sort_text(self, number: int, text: Text, needles: defaultdict[str, list[_Needle]]) -> None:
        literals = [part for part in text.parts if isinstance(part, str)]
        whole = len(literals) == len(text.parts)
        if whole and not text.cased:
            self._same[fold("".join(literals))].append(number)
            return
        needle = max(map(fold, literals), key=len, default="")
        if not needle:
            self._open[number] = text
            self._unguided.append(number)
            return
        where = _decided_by_needle(text)
        if where is None:
            self._open[number] = text
        needles[needle].append(_Needle(number, where or Where.ANYWHERE, where is None))

    def answers(self, values: Sequence[Value]) -> Answers:
        """What the tests say of distinct values; lists fit when one of theirs does."""
        fitting: dict[int, Codes] = {}
        texts, owners = _folded(values) if self._same or self._needles is not None else ([], _NOBODY)
        self._find_same(texts, owners, fitting)
        if self._needles is not None:
            self._find_needles(self._needles.find(texts), owners, len(values), fitting)
        if self._numbers or self._ranges:
            self._find_numbers(values, fitting)
        whole = np.arange(len(values), dtype=np.int32) if len(values) else _NOBODY
        if len(values):
            fitting.update(dict.fromkeys(chain(self._there, self._unguided), whole))
        return Answers(fitting, {number: self._open[number] for number in fitting.keys() & self._open.keys()})

    def _find_same(self, texts: Sequence[str], owners: Codes, fitting: dict[int, Codes]) -> None:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(texts):
            if text in self._same:
                found[text].append(place)
        for text, places in found.items():
            codes = np.unique(owners[places])
            fitting.update(dict.fromkeys(self._same[text], codes))

    def _find_needles(self, pieces: Iterable[Found], owners: Codes, size: int, fitting: dict[int, Codes]) -> None:
        pairs = [self._pairs(found, owners, size) for found in pieces]
        every = np.unique(np.concatenate(pairs)) if pairs else np.empty(0, np.int64)
        tests, codes = np.divmod(every, max(size, 1))
        borders = np.flatnonzero(np.diff(tests)) + 1
        for part, test in zip(
            np.split(codes.astype(np.int32), borders), tests[np.concatenate(([0], borders))] if len(tests) else (), strict=False
        ):
            fitting[int(test)] = part

    def _pairs(self, found: Found, owners: Codes, size: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """(test, value) as one number, for every needle that stands where its test wants it."""
        counts = (self._starts[1:] - self._starts[:-1])[found.literals]
        hit = np.repeat(np.arange(len(found.literals)), counts)
        within = np.arange(len(hit)) - np.repeat(np.cumsum(counts) - counts, counts)
        needle = self._starts[found.literals][hit] + within
        wanted = self._needle_where[needle]
        fits = (found.where[hit] & wanted) == wanted
        pairs: np.ndarray[tuple[int], np.dtype[np.int64]] = np.unique(
            self._needle_tests[needle][fits] * size + owners[found.texts[hit][fits]]
        )
        return pairs

    def _numbers_of_ints(self, values: Sequence[Value], fitting: dict[int, Codes]) -> bool:
        """The same where all values are whole numbers that a float holds: all at once."""
        if set(map(type, values)) != {int} or max(map(abs, values)) > _WHOLE:  # type: ignore[arg-type]
            return False
        numbers = np.array(values, np.float64)
        asked = [(test, "==", float(wanted)) for wanted, tests in self._numbers.items() for test, _ in tests]
        asked.extend((test, compare.operator, float(compare.number)) for test, compare in self._ranges)
        for test, operator, number in asked:
            codes = np.flatnonzero(_COMPARED[operator](numbers, number)).astype(np.int32)
            if len(codes):
                fitting[test] = codes
        return True

    def _find_numbers(self, values: Sequence[Value], fitting: dict[int, Codes]) -> None:
        if self._numbers_of_ints(values, fitting):
            return
        written: list[tuple[int | float, Scalar, int]] = [
            (number, scalar, code)
            for code, value in enumerate(values)
            for scalar in scalars(value)
            if (number := number_of(scalar)) is not None
        ]
        hits: defaultdict[int, list[int]] = defaultdict(list)
        for number, scalar, code in written:
            for test, same in self._numbers.get(number, ()):
                if judge(same, scalar):
                    hits[test].append(code)
        for test, compare in self._ranges:
            hits[test] = [code for _, scalar, code in written if judge(compare, scalar)]
        fitting.update({test: np.unique(np.array(codes, np.int32)) for test, codes in hits.items() if codes})


def _folded(values: Sequence[Value]) -> tuple[list[str], Codes]:
    """The texts of all values without case, and the value that each belongs to."""
    if set(map(type, values)) == {str} and all(map(str.isascii, values)):  # type: ignore[arg-type]
        return list(map(str.lower, values)), np.arange(len(values), dtype=np.int32)  # type: ignore[arg-type]
    every = [(fold(text_of(scalar)), code) for code, value in enumerate(values) for scalar in scalars(value)]
    return [text for text, _ in every], np.fromiter((code for _, code in every), np.int32, len(every))


def _decided_by_needle(text: Text) -> Where | None:
    """Where the one literal has to stand when it decides the test alone; None when more has to be looked at."""
    if text.cased:
        return None
    match text.parts:
        case (str(), last) if last is ANY_RUN:
            return Where.START
        case (first, str()) if first is ANY_RUN:
            return Where.END
        case (first, str(), last) if first is ANY_RUN and last is ANY_RUN:
            return Where.ANYWHERE
    return None
