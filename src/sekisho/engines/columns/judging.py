"""Which rows of a batch every rule of a book is true of.

Knows in what order tests are combined so that few rows are touched: rules without a fitting value fall away together, the
others begin with their rarest clause and shrink from there. Refuses to know where the rows come from.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from sekisho.detection.plan import Exists, OtherField, Rule, Test
from sekisho.engines.columns.column import Batch, Codes, Mask, Rows
from sekisho.engines.columns.conditions import Clause, Every, Leaf, Neither, Node, Some, ready
from sekisho.engines.columns.field_tests import FieldTests
from sekisho.engines.columns.judged import Judged, JudgedWords
from sekisho.engines.reference.values import refers, scalars


class Judge:
    """A book of rules, ready to be held to batches."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.ready, self.tests = ready(rules)
        by_field: defaultdict[str | None, list[int]] = defaultdict(list)
        for number, test in enumerate(self.tests):
            by_field[test.field].append(number)
        self.fields = {field: FieldTests(self._asked(numbers)) for field, numbers in by_field.items()}
        self.needs = _Needs([each.clauses for each in self.ready], len(self.tests))

    def _asked(self, numbers: list[int]) -> Iterator[tuple[int, Exists]]:
        for number in numbers:
            matcher = self.tests[number].matcher
            # whether another field is the same is asked of pairs of rows; here it counts that there is a value at all
            yield number, Exists(True) if isinstance(matcher, OtherField) else matcher  # type: ignore[misc]

    def named(self) -> frozenset[str]:
        """The fields that rules name."""
        others = {test.matcher.field for test in self.tests if isinstance(test.matcher, OtherField)}
        return frozenset(name for name in self.fields if name is not None) | others

    def sizes(self, batch: Batch) -> npt.NDArray[np.int64]:
        """For each test in how many rows it may hold; 0 is certain."""
        return _State(self, batch).sizes

    def rows(self, batch: Batch) -> Iterator[tuple[int, Rows]]:
        """For each rule (its place in the book) that is true of any row: these rows, in order."""
        state = _State(self, batch)
        clauses = self.needs.chosen(state.sizes, batch.size)
        for place, clause in clauses:
            each = self.ready[place]
            rows = np.arange(batch.size) if clause is None else state.rows(clause)
            found = rows[state.holds(each.node, rows)]
            if len(found):
                yield place, found


class _Needs:
    """The clauses of all rules side by side: one pass says which rules are left."""

    def __init__(self, clauses: Sequence[tuple[Clause, ...]], tests: int) -> None:
        self._never, self._always = tests, tests + 1
        self._clauses: list[Clause | None] = []
        starts: list[int] = []
        for each in clauses:
            starts.append(len(self._clauses))
            self._clauses.extend(each or (None,))
        members = [[self._always] if clause is None else sorted(clause) or [self._never] for clause in self._clauses]
        self._members = np.array(list(chain.from_iterable(members)), np.int64)
        self._clause_starts = np.cumsum([0, *map(len, members)])[:-1]
        self._rule_starts = np.array(starts, np.int64)

    def chosen(self, sizes: npt.NDArray[np.int64], everything: int) -> Iterator[tuple[int, Clause | None]]:
        """The rules that may be true of something, each with the clause of which the fewest rows (``sizes``) are."""
        if not len(self._rule_starts):
            return
        known = np.concatenate((sizes, (0, everything)))
        widths = np.add.reduceat(known[self._members], self._clause_starts)
        narrowest = np.minimum.reduceat(widths, self._rule_starts)
        borders = np.append(self._rule_starts, len(widths))
        for place in np.flatnonzero(narrowest):
            first, last = borders[place], borders[place + 1]
            yield int(place), self._clauses[first + int(np.argmin(widths[first:last]))]


class _State:
    """The answers for one batch while its rules are gone through."""

    def __init__(self, judge: Judge, batch: Batch) -> None:
        self._tests = judge.tests
        self._batch = batch
        self._judged: dict[str | None, Judged | JudgedWords] = {
            name: Judged(judge.fields[name], column) for name, column in batch.columns.items() if name in judge.fields
        }
        if batch.words is not None and None in judge.fields:
            self._judged[None] = JudgedWords(judge.fields[None], batch.words, batch.size)
        self.sizes = np.zeros(len(judge.tests), np.int64)
        for judged in self._judged.values():
            for test, size in judged.sizes().items():
                self.sizes[test] = size
        self._pairs: dict[tuple[Test, int, int], bool] = {}

    def rows(self, clause: Clause) -> Rows:
        """The rows of which one test of the clause may be true."""
        by_field: defaultdict[str | None, list[int]] = defaultdict(list)
        for test in clause:
            if self.sizes[test]:
                by_field[self._tests[test].field].append(test)
        pieces = [self._judged[field].rows(tests) for field, tests in by_field.items()]
        if len(pieces) == 1:
            return pieces[0]
        return np.unique(np.concatenate(pieces)) if pieces else np.empty(0, np.int64)

    def holds(self, node: Node, rows: Rows) -> Mask:
        """Which of the rows the node is true of."""
        match node:
            case Leaf(test):
                return self._test(test, rows)
            case Neither(of):
                return ~self.holds(of, rows)
            case Every(of):
                return self._every(of, rows)
            case Some(of):
                return self._some(of, rows)

    def _every(self, of: tuple[Node, ...], rows: Rows) -> Mask:
        left = np.arange(len(rows))
        for node in sorted(of, key=self._width):
            left = left[self.holds(node, rows[left])]
            if not len(left):
                break
        found = np.zeros(len(rows), bool)
        found[left] = True
        return found

    def _some(self, of: tuple[Node, ...], rows: Rows) -> Mask:
        found = np.zeros(len(rows), bool)
        for node in of:
            if not self._width(node):
                continue
            left = np.flatnonzero(~found)
            if not len(left):
                break
            found[left] = self.holds(node, rows[left])
        return found

    def _width(self, node: Node) -> int:
        """In how many rows at most the node is true; 0 is certain, the rest a guess by which to put things in order."""
        match node:
            case Leaf(test):
                return int(self.sizes[test])
            case Neither():
                return self._batch.size + 1
            case Every(of):
                return min(map(self._width, of), default=self._batch.size)
            case Some(of):
                return sum(map(self._width, of))

    def _test(self, test: int, rows: Rows) -> Mask:
        if not self.sizes[test]:
            return np.zeros(len(rows), bool)
        asked = self._tests[test]
        if isinstance(asked.matcher, OtherField):
            return self._other(asked, asked.matcher, rows)
        return self._judged[asked.field].holds(test, rows)

    def _other(self, asked: Test, matcher: OtherField, rows: Rows) -> Mask:
        one, other = (self._batch.columns.get(name or "") for name in (asked.field, matcher.field))
        if one is None or other is None:
            return np.zeros(len(rows), bool)

        def fits(here: int, there: int) -> bool:
            if here < 0 or there < 0:
                return False
            found = self._pairs.get((asked, here, there))
            if found is None:
                ones, others = scalars(one.values[here]), scalars(other.values[there])
                found = self._pairs[asked, here, there] = any(refers(matcher, a, b) for a in ones for b in others)
            return found

        codes: list[Codes] = [one.codes[rows], other.codes[rows]]
        return np.fromiter(map(fits, *(each.tolist() for each in codes)), bool, len(rows))
