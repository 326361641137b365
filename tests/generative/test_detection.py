"""What must be true of the reference engine whatever the rules and events are."""

import json
import pickle
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.detection.event import EventRef
from sekisho.detection.plan import All, Any, Not
from sekisho.engines.reference import alerts, holds, matches
from tests.generative.detection_plans import SECOND, books, conditions, events

SHIFT = 86_400 * SECOND


def told(book, events):
    return alerts(book, matches(book, events))


@given(books(), events(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_come_does_not_matter(book, events, random):
    shuffled = random.sample(events, len(events))
    assert told(book, shuffled) == told(book, events)


@given(books(), events(), st.data())
def test_a_copy_of_an_event_with_an_id_changes_nothing(book, events, data):
    known = [event for event in events if event.id is not None]
    if known:
        copy = replace(data.draw(st.sampled_from(known)), ref=EventRef("z.jsonl", 1))
        assert told(book, [*events, copy]) == told(book, events)


@given(books(), events())
def test_alerts_move_with_the_events(book, events):
    later = [replace(event, time=None if event.time is None else event.time + SHIFT) for event in events]

    def moved(time):
        return None if time is None else time + SHIFT

    expected = [replace(alert, first=moved(alert.first), last=moved(alert.last)) for alert in told(book, events)]
    assert told(book, later) == expected


@given(books(), events())
def test_alerts_are_whole(book, events):
    known = {event.ref for event in events}
    silent = {each.id for each in (*book.rules, *book.correlations) if each.silent}
    groups = {correlation.id: correlation.group_by for correlation in book.correlations}
    found = told(book, events)
    assert [alert.rule for alert in found] == sorted(alert.rule for alert in found)
    for alert in found:
        assert alert.events
        assert set(alert.events) <= known
        assert len(set(alert.events)) == len(alert.events)
        assert alert.rule not in silent
        assert tuple(alert.subject) == groups.get(alert.rule, ())
        assert alert.first is None or alert.first <= alert.last
        assert json.loads(json.dumps(alert.as_json()))["rule"] == alert.rule


@settings(max_examples=300)
@given(conditions, conditions, events(max_size=3))
def test_conditions_are_joined_as_in_logic(one, other, events):
    for event in events:
        first, second = holds(one, event), holds(other, event)
        assert holds(Not(one), event) is not first
        assert holds(All((one, other)), event) is (first and second)
        assert holds(Any((one, other)), event) is (first or second)


@given(books())
def test_a_plan_can_be_kept(book):
    assert pickle.loads(pickle.dumps(book)) == book  # noqa: S301  (our own)
