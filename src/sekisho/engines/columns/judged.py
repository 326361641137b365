"""One field of a batch with what its tests say: from a test to rows, and from rows to yes and no.

Knows that a test is asked once per distinct value, and that open tests are asked only of values somebody came to. Refuses to
know conditions.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np

from sekisho.detection.event import Value
from sekisho.engines.columns.column import Codes, Column, Mask, Rows, Words
from sekisho.engines.columns.field_tests import Answers, FieldTests
from sekisho.engines.reference.values import OfOneValue, judge, scalars

#: More fitting values than these are looked up row by row instead of gathered value by value.
_MANY = 64


class _Tables:
    """For a test a truth value per distinct value, and False at the end, where ``MISSING`` points."""

    def __init__(self, answers: Answers, values: Sequence[Value]) -> None:
        self._answers = answers
        self._values = values
        self._tables: dict[int, Mask] = {}
        self._decided: dict[int, Mask] = {}

    def table(self, test: int, asked: Codes) -> Mask:
        """The truth values, at least of the values ``asked`` about, right."""
        found = self._tables.get(test)
        if found is None:
            found = self._tables[test] = np.zeros(len(self._values) + 1, bool)
            found[self._answers.fitting[test]] = True
        if (open_test := self._answers.open.get(test)) is not None:
            self._decide(test, open_test, asked, found)
        return found

    def _decide(self, test: int, matcher: OfOneValue, asked: Codes, table: Mask) -> None:
        decided = self._decided.setdefault(test, ~table)
        for code in np.unique(asked[~decided[asked]]):
            table[code] = any(judge(matcher, scalar) for scalar in scalars(self._values[code]))
            decided[code] = True


class Judged:
    """A column and the answers of its field's tests."""

    def __init__(self, tests: FieldTests, column: Column) -> None:
        self.column = column
        answers = tests.answers(column.values)
        self.fitting = answers.fitting
        self._tables = _Tables(answers, column.values)

    @cached_property
    def _counts(self) -> Rows:
        return np.bincount(self.column.codes + 1, minlength=len(self.column.values) + 1)[1:]

    @cached_property
    def _order(self) -> Rows:
        return np.argsort(self.column.codes, kind="stable")

    @cached_property
    def _starts(self) -> Rows:
        missing = len(self.column.codes) - int(self._counts.sum())
        return np.concatenate(([0], np.cumsum(self._counts))) + missing

    def sizes(self) -> Mapping[int, int]:
        """For each test that some value (maybe) fits, in how many rows such a value stands."""
        return {test: int(self._counts[codes].sum()) for test, codes in self.fitting.items()}

    def rows(self, tests: Iterable[int]) -> Rows:
        """The rows, in order, whose value (maybe) fits one of the tests."""
        codes = [self.fitting[test] for test in tests if test in self.fitting]
        every = np.unique(np.concatenate(codes)) if codes else np.empty(0, np.int32)
        if len(every) > _MANY:
            table = np.zeros(len(self.column.values) + 1, bool)
            table[every] = True
            return np.flatnonzero(table[self.column.codes])
        pieces = [self._order[self._starts[code] : self._starts[code + 1]] for code in every]
        return np.sort(np.concatenate(pieces)) if pieces else np.empty(0, np.int64)

    def holds(self, test: int, rows: Rows) -> Mask:
        """Which of the rows have a value that fits."""
        codes = self.column.codes[rows]
        return self._tables.table(test, codes)[codes]


class JudgedWords:
    """All values of some rows, for keywords; the same questions as of a field."""

    def __init__(self, tests: FieldTests, words: Words, size: int) -> None:
        self._words = words
        self._size = size
        answers = tests.answers(words.values)
        self.fitting = answers.fitting
        self._tables = _Tables(answers, words.values)
        self._masks: dict[int, Mask] = {}

    def sizes(self) -> Mapping[int, int]:
        """For each test that some value (maybe) fits, in how many rows at most."""
        counts = np.bincount(self._words.codes, minlength=len(self._words.values))
        return {test: int(counts[codes].sum()) for test, codes in self.fitting.items()}

    def rows(self, tests: Iterable[int]) -> Rows:
        """The rows, in order, that hold a value that fits one of the tests."""
        mask = np.zeros(self._size, bool)
        for test in tests:
            if test in self.fitting:
                mask |= self._mask(test)
        return np.flatnonzero(mask)

    def holds(self, test: int, rows: Rows) -> Mask:
        """Which of the rows hold a value that fits."""
        return self._mask(test)[rows]

    def _mask(self, test: int) -> Mask:
        found = self._masks.get(test)
        if found is None:
            found = self._masks[test] = np.zeros(self._size, bool)
            table = self._tables.table(test, self.fitting[test])
            found[self._words.rows[table[self._words.codes]]] = True
        return found
