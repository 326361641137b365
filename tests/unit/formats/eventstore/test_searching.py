"""One page of what a store holds about somebody between two moments."""

import pytest

from sekisho.formats.eventstore import open_store
from sekisho.formats.eventstore.searching import Sought, page_of
from tests.unit.formats.eventstore.making import DAY, HOUR, NOON, event, take_in

MIDNIGHT = NOON + 12 * HOUR


@pytest.fixture
def store(tmp_path):
    """Two files about the same days: u1 every hour in both, u2 in the first, and one event of nobody's company."""
    root = tmp_path / "store"
    both = [
        event(2 * hour + line, NOON + hour * HOUR, user=user, party="P-1", action="look")
        for hour in range(36)
        for line, user in enumerate(("u1", "u2"), 1)
    ]
    take_in(root, "a", both)
    alone = [event(hour + 1, NOON + hour * HOUR + 1, file="b.jsonl", user="u1", party="P-2") for hour in range(36)]
    take_in(root, "b", [*alone, event(99, NOON, file="b.jsonl", user="u1")], name="b.jsonl")
    return open_store(root)


def told(page):
    return page.total, page.start, [(each.ref.file, (each.time - NOON) // HOUR) for each in page.events]


def test_a_page_is_by_time_over_all_files_and_days(store):
    sought = Sought(MIDNIGHT - HOUR, MIDNIGHT + 2 * HOUR, {"user": "u1"})
    first = [("a.jsonl", 11), ("b.jsonl", 11), ("a.jsonl", 12), ("b.jsonl", 12)]
    assert told(page_of(store, sought, most=4, start=0)) == (6, 0, first)
    last = (6, 4, [("a.jsonl", 13), ("b.jsonl", 13)])
    assert told(page_of(store, sought, most=4, start=4)) == last
    assert told(page_of(store, sought, most=4, start=4_000)) == last
    assert told(page_of(store, sought, most=4, near=MIDNIGHT + HOUR)) == last


def test_only_events_of_the_companies_that_may_be_seen(store):
    about = {"user": "u1"}
    whole, one = Sought(NOON, NOON + HOUR, about), Sought(NOON, NOON + HOUR, about, frozenset({"P-2"}))
    assert page_of(store, whole, most=9).total == 3
    assert told(page_of(store, one, most=9)) == (1, 0, [("b.jsonl", 0)])
    assert page_of(store, Sought(NOON, NOON + HOUR, about, frozenset()), most=9).total == 0


def test_only_the_fields_that_are_wanted_are_read(store):
    [only] = page_of(store, Sought(NOON, NOON + HOUR, {"user": "u2"}, None, {"action", "object"}), most=1).events
    assert only.fields == {"action": "look"}


@pytest.mark.parametrize("about", [{"user": "nobody"}, {"device": "PC-1"}])
def test_nothing_about_what_the_store_does_not_know(store, about):
    assert told(page_of(store, Sought(NOON, NOON + 2 * DAY, about), most=9)) == (0, 0, [])
