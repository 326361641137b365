"""Which rules are true of a few events that are at hand: by columns, or one by one where that is sooner.

Knows batches of events as they come. Refuses to know where they come from and what becomes of the matches.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from sekisho.detection.alert import Match
from sekisho.detection.event import Event
from sekisho.detection.plan import RuleBook, needed_fields
from sekisho.engines.columns.gathering import Gathering
from sekisho.engines.columns.judging import Judge
from sekisho.engines.columns.routes import Routes
from sekisho.engines.reference import holds
from sekisho.engines.reference.matching import carried

#: Of events that are all different events: every rule that is true of one, event by event.
Matches = Callable[[Sequence[Event]], Iterable[Match]]

#: So many rules times events are asked one by one sooner than columns are made of them.
_FEW = 2_000


class Matching:
    """The rules of a book, ready to be held to one batch after another."""

    def __init__(self, book: RuleBook) -> None:
        self._rules = book.rules
        self._matched = Matched(book)
        self._judge = Judge(book.rules)
        self._routes = Routes(self._judge)

    def matches(self, events: Sequence[Event]) -> Iterator[Match]:
        """What holds, as :data:`Matches`."""
        return self._matched.of(events, self.places(events))

    def places(self, events: Sequence[Event]) -> list[tuple[int, int]]:
        """What holds, by the places of event and rule in their sequences, in order."""
        if len(events) * len(self._rules) <= _FEW:
            asked = ((row, place) for row in range(len(events)) for place in range(len(self._rules)))
            return [(row, place) for row, place in asked if holds(self._rules[place].condition, events[row])]
        gathering = Gathering(self._routes)
        gathering.add([dict(event.fields) for event in events])
        return sorted((int(row), place) for place, rows in self._judge.rows(gathering.batch()) for row in rows)


class Matched:
    """Matches made of the places of their events and rules."""

    def __init__(self, book: RuleBook) -> None:
        self._rules, self._needed = book.rules, needed_fields(book)

    def of(self, events: Sequence[Event], places: Iterable[tuple[int, int]]) -> Iterator[Match]:
        """The matches at some places, each with the fields that correlations ask of its rule."""
        for row, place in places:
            event, rule = events[row], self._rules[place]
            yield Match(rule.id, event.ref, event.time, carried(event, self._needed[rule.id]), event.id)
