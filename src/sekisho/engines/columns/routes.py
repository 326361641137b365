"""Which fields are worth reading of an event, told by the few fields that say what kind of event it is.

Knows that rules ask for a channel and a number (or a category) first, and that an event of a kind no rule asks for need not be
taken apart. Never loses an alternative: of every rule there stays what it asks of the kind alone (its outline), and whatever
else it asks counts as possible.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sekisho.detection.event import Value
from sekisho.detection.plan import Exists, Is, Matcher, OtherField, Test, Text
from sekisho.engines.columns.column import Batch, Column
from sekisho.engines.columns.conditions import Every, Leaf, Neither, Node, Some
from sekisho.engines.columns.judging import Judge

#: Fields that tell the kind of an event: at most so many, and each asked for by at least this share of the rules.
_FIELDS, _SHARE = 2, 0.1
#: Kinds that are remembered; a field of rubbish must not fill the memory.
_REMEMBERED = 20_000
_TRUE = Every(())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read of events of one kind.

    ``words``: keywords are asked of this very kind, so all of their values. ``rare_words``: keywords are asked of every kind,
    so whoever can tell beforehand which events hold one need not take the others apart.
    """

    fields: tuple[str, ...]
    words: bool
    rare_words: bool


class Routes:
    """The way from the kind of an event to the fields that rules could still ask of it."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.fields = _kinds(judge)
        self._known: dict[tuple[object, ...], Wanted] = {}
        self.rare_words: list[Matcher] = []
        own = frozenset(number for number, test in enumerate(judge.tests) if _tells_kind(test, self.fields))
        asked: dict[Node, set[str | None]] = {}
        for each in judge.ready:
            outline = _outline(each.node, own) or _TRUE
            tests = [judge.tests[number] for number in each.tests]
            asked.setdefault(outline, set()).update(name for test in tests for name in _names(test))
            if _is_everywhere(outline):
                self.rare_words.extend(test.matcher for test in tests if test.field is None)
        self._asked: Mapping[Node, set[str | None]] = asked

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
        there = {name: value for name, value in zip(self.fields, kind, strict=True) if value is not None}
        batch = Batch(1, {name: Column(np.zeros(1, np.int32), [value]) for name, value in there.items()})
        true = frozenset(np.flatnonzero(self._judge.sizes(batch)).tolist())
        left = [(outline, names) for outline, names in self._asked.items() if _holds(outline, true)]
        fields = {name for _, names in left for name in names if name is not None}
        worded = [outline for outline, names in left if None in names]
        return Wanted(tuple(sorted(fields)), not all(map(_is_everywhere, worded)), any(map(_is_everywhere, worded)))


def _is_everywhere(outline: Node) -> bool:
    """Whether a rule asks of events of a kind that no rule knows, too."""
    return _holds(outline, frozenset())


def _kinds(judge: Judge) -> tuple[str, ...]:
    """The fields that most rules compare with whole values."""
    asked: Counter[str] = Counter()
    for each in judge.ready:
        tests = [judge.tests[number] for number in each.tests]
        asked.update({test.field for test in tests if test.field and _is_whole(test)})
    return tuple(name for name, times in asked.most_common(_FIELDS) if times >= _SHARE * len(judge.ready))


def _is_whole(test: Test) -> bool:
    matcher = test.matcher
    return isinstance(matcher, Is) or (isinstance(matcher, Text) and all(isinstance(part, str) for part in matcher.parts))


def _tells_kind(test: Test, fields: tuple[str, ...]) -> bool:
    """Whether the field's value alone decides the test for certain."""
    decided = _is_whole(test) and not (isinstance(test.matcher, Text) and test.matcher.cased)
    return test.field in fields and (decided or isinstance(test.matcher, Exists))


def _outline(node: Node, own: frozenset[int]) -> Node | None:
    """What a node asks of its ``own`` tests, whatever the others say: it is true whenever the node is. None: always."""
    match node:
        case Leaf(test):
            return node if test in own else None
        case Neither(of):
            return node if _is_own(of, own) else None
        case Every(of):
            parts = tuple(dict.fromkeys(part for each in of if (part := _outline(each, own)) is not None))
            return None if not parts else parts[0] if len(parts) == 1 else Every(parts)
        case Some(of):
            ways = [_outline(each, own) for each in of]
            return None if None in ways else Some(tuple(dict.fromkeys(way for way in ways if way is not None)))


def _is_own(node: Node, own: frozenset[int]) -> bool:
    match node:
        case Leaf(test):
            return test in own
        case Neither(of):
            return _is_own(of, own)
        case Every(of) | Some(of):
            return all(_is_own(each, own) for each in of)


def _holds(node: Node, true: frozenset[int]) -> bool:
    match node:
        case Leaf(test):
            return test in true
        case Neither(of):
            return not _holds(of, true)
        case Every(of):
            return all(_holds(each, true) for each in of)
        case Some(of):
            return any(_holds(each, true) for each in of)


def _names(test: Test) -> tuple[str | None, ...]:
    return (test.field, test.matcher.field) if isinstance(test.matcher, OtherField) else (test.field,)
