"""Which events each rule is true of.

Knows that events of one id are one event, and what a match carries. Refuses to know correlations.
"""

from collections.abc import Iterable, Iterator

from sekisho.detection.alert import Match
from sekisho.detection.event import Event, Scalar
from sekisho.detection.plan import RuleBook, needed_fields
from sekisho.engines.reference.conditions import holds
from sekisho.engines.reference.values import scalars


def matches(book: RuleBook, events: Iterable[Event]) -> Iterator[Match]:
    """Every rule of the book that is true of an event, once per event.

    Of events with one id the one that stands first (by file and line) is judged, in whatever order they come. A match
    carries the fields that correlations ask of its rule, as far as they are there; of a list the first value.
    """
    asked = needed_fields(book)
    for event in _once(events):
        for rule in book.rules:
            if holds(rule.condition, event):
                yield Match(rule.id, event.ref, event.time, carried(event, asked[rule.id]), event.id)


def _once(events: Iterable[Event]) -> Iterator[Event]:
    every = list(events)
    first: dict[str, Event] = {}
    for event in every:
        if event.id is not None and (event.id not in first or event.ref < first[event.id].ref):
            first[event.id] = event
    for event in every:
        if event.id is None:
            yield event
        elif first.get(event.id) is event:
            yield first.pop(event.id)


def carried(event: Event, names: Iterable[str]) -> dict[str, Scalar]:
    """Of these fields those that an event has, of a list the first value."""
    there = {name: scalars(event.fields.get(name)) for name in names}
    return {name: values[0] for name, values in there.items() if values}
