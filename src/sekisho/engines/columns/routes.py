"""Which fields are worth reading of an event, told by the few fields that say what kind of event it is.

Knows that rules ask for a channel and a number (or a category) first, and that an event of a kind no rule asks for need not be
taken apart. Never loses an alternative: a rule counts as left unless one of its clauses cannot be met at all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sekisho.detection.event import Value
from sekisho.detection.plan import Is, Matcher, OtherField, Text
from sekisho.engines.columns.column import Batch, Column
from sekisho.engines.columns.judging import Judge

#: Fields that tell the kind of an event: at most so many, and each asked for by at least this share of the rules.
_FIELDS, _SHARE = 2, 0.1
#: Kinds that are remembered; a field of rubbish must not fill the memory.
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read of events of one kind. ``words``: keywords are asked, so all of their values."""

    fields: tuple[str, ...]
    words: bool


class Routes:
    """The way from the kind of an event to the fields that rules could still ask of it."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.fields = _kinds(judge)
        self._known: dict[tuple[object, ...], Wanted] = {}
        names = sorted({name for test in judge.tests for name in _names(test.field, test.matcher)})
        self._names = names
        places = {name: place for place, name in enumerate(names)}
        self._asks = np.zeros((len(judge.ready), len(names) + 1), bool)
        for row, each in enumerate(judge.ready):
            for number in each.tests:
                test = judge.tests[number]
                self._asks[row, [places[name] for name in _names(test.field, test.matcher)]] = True
                self._asks[row, -1] |= test.field is None
        self._own = np.array([test.field in self.fields for test in judge.tests], bool)

    def wanted(self, kind: Sequence[Value]) -> Wanted:
        """What to read of events whose ``fields`` hold these values (None: missing)."""
        key = tuple((type(value), str(value)) for value in kind)
        found = self._known.get(key)
        if found is None:
            found = self._read(kind)
            if len(self._known) < _REMEMBERED:
                self._known[key] = found
        return found

    def _read(self, kind: Sequence[Value]) -> Wanted:
        column = {
            name: Column(np.zeros(1, np.int32), [value])
            for name, value in zip(self.fields, kind, strict=True)
            if value is not None
        }
        sizes = self._judge.sizes(Batch(1, column))
        asks: list[bool] = self._asks[self._judge.needs.left(~self._own | (sizes > 0))].any(axis=0).tolist()
        return Wanted(tuple(name for name, asked in zip(self._names, asks, strict=False) if asked), asks[-1])


def _kinds(judge: Judge) -> tuple[str, ...]:
    """The fields that most rules cannot do without and that they compare with whole values."""
    asked: Counter[str] = Counter()
    for each in judge.ready:
        asked.update({name for clause in each.clauses if (name := _asked_whole(judge, clause))})
    common = [name for name, times in asked.most_common(_FIELDS) if times >= _SHARE * len(judge.ready)]
    return tuple(common)


def _asked_whole(judge: Judge, clause: frozenset[int]) -> str | None:
    tests = [judge.tests[number] for number in clause]
    names = {test.field for test in tests}
    whole = all(isinstance(test.matcher, Is) or _is_whole(test.matcher) for test in tests)
    return names.pop() if whole and len(names) == 1 else None


def _is_whole(matcher: Matcher) -> bool:
    return isinstance(matcher, Text) and all(isinstance(part, str) for part in matcher.parts)


def _names(field: str | None, matcher: Matcher) -> tuple[str, ...]:
    names = (field, matcher.field if isinstance(matcher, OtherField) else None)
    return tuple(name for name in names if name is not None)
