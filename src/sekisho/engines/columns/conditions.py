"""A book of rules made ready for columns: every distinct test once, under a number, and what each rule cannot do without.

Knows which tests must have a fitting value before a rule can be true of anything (``clauses``), so that most rules fall away
before a row is touched. Refuses to know values and rows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from sekisho.detection.plan import All, Any, Condition, Exists, Is, Matcher, Not, Null, OtherField, Rule, Test, Text


@dataclass(frozen=True, slots=True)
class Leaf:
    """The test of that number holds. It never holds of a missing field."""

    test: int


@dataclass(frozen=True, slots=True)
class Every:
    """All of them hold."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of them holds at least."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Neither:
    """It does not hold."""

    of: "Node"


Node = Leaf | Every | Some | Neither

#: Numbers of tests, one of which must hold.
Clause = frozenset[int]


class Numbered:
    """The distinct tests of many conditions."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Test, bool], tuple[int, Test]] = {}

    @property
    def tests(self) -> Sequence[Test]:
        """The tests at their numbers."""
        return tuple(test for _, test in self._numbers.values())

    def node(self, condition: Condition) -> Node:
        """The condition with numbers for tests. What holds of a missing field becomes the opposite of ``Exists``."""
        match condition:
            case All(of):
                return Every(tuple(map(self.node, of)))
            case Any(of):
                return Some(tuple(map(self.node, of)))
            case Not(of):
                return Neither(self.node(of))
            case Test(None, Null() | Exists() | OtherField()):
                raise ValueError("a keyword is a text or an expression that some value fits")
            case Test(field, Null() | Exists(False)):
                return Neither(self._leaf(Test(field, Exists(True))))
            case Test():
                return self._leaf(condition)

    def _leaf(self, test: Test) -> Leaf:
        truth = isinstance(test.matcher, Is) and isinstance(test.matcher.value, bool)  # Python takes Is(1) for Is(True)
        number, _ = self._numbers.setdefault((test, truth), (len(self._numbers), test))
        return Leaf(number)


def clauses(node: Node, field: Callable[[int], str | None], weight: Callable[[int], float]) -> tuple[Clause, ...]:
    """Sets of tests, out of each of which one must hold wherever the node is true; it may be false all the same.

    ``weight`` says how rare a test is thought to be: of several ways to choose, the rarer tests are taken.
    """
    match node:
        case Leaf(test):
            return (frozenset((test,)),)
        case Neither():
            return ()
        case Every(of):
            return tuple(dict.fromkeys(chain.from_iterable(clauses(each, field, weight) for each in of)))
        case Some(of):
            return _one_of([clauses(each, field, weight) for each in of], field, weight)


def _one_of(
    each: list[tuple[Clause, ...]], field: Callable[[int], str | None], weight: Callable[[int], float]
) -> tuple[Clause, ...]:
    """One clause of each alternative joined: once over the rarest ones, once for every field that all of them ask about."""
    if not each:
        return (frozenset(),)
    if not all(each):
        return ()
    found = {frozenset(chain.from_iterable(max(ways, key=lambda clause: min(map(weight, clause), default=0)) for ways in each))}
    shared = set.intersection(*({name for clause in ways if (name := _field(clause, field))} for ways in each))
    for name in sorted(shared):
        found.add(
            frozenset(chain.from_iterable(next(clause for clause in ways if _field(clause, field) == name) for ways in each))
        )
    return tuple(found)


def _field(clause: Clause, field: Callable[[int], str | None]) -> str | None:
    names = {field(test) for test in clause}
    return names.pop() if len(names) == 1 else None


def rarity(matcher: Matcher) -> float:
    """How rare a value that fits is thought to be: long literals are rare, numbers and short words are not."""
    if isinstance(matcher, Text):
        return max((len(part) for part in matcher.parts if isinstance(part, str)), default=0)
    return 3.0


@dataclass(frozen=True, slots=True)
class Ready:
    """One rule, ready: ``tests`` are all that it asks, ``clauses`` what it cannot do without."""

    rule: Rule
    node: Node
    tests: frozenset[int]
    clauses: tuple[Clause, ...]


def ready(rules: Iterable[Rule]) -> tuple[tuple[Ready, ...], Sequence[Test]]:
    """The rules in their order, and the distinct tests that their numbers mean."""
    numbered = Numbered()
    nodes = [(rule, numbered.node(rule.condition)) for rule in rules]
    tests = numbered.tests
    fields, weights = [test.field for test in tests], [rarity(test.matcher) for test in tests]
    return (
        tuple(
            Ready(rule, node, frozenset(leaves(node)), clauses(node, fields.__getitem__, weights.__getitem__))
            for rule, node in nodes
        ),
        tests,
    )


def leaves(node: Node) -> Iterable[int]:
    """The tests of a node, some of them several times."""
    match node:
        case Leaf(test):
            yield test
        case Neither(of):
            yield from leaves(of)
        case Every(of) | Some(of):
            for each in of:
                yield from leaves(each)
