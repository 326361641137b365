"""What was counted: kept while its state stands, counted anew when it does not, and never kept without end."""

from datetime import date

import pytest

from sekisho_site.records.queries import remembering
from sekisho_site.records.queries.reach import Reach
from sekisho_site.records.queries.remembering import forget, remembered

DAY = date(2026, 5, 1)


@pytest.fixture
def counted():
    """How often something was counted, and how to count it."""
    seen = []

    def count():
        seen.append(1)
        return len(seen)

    count.seen = seen
    return count


def test_it_counts_once_while_the_state_stands(counted):
    assert [remembered("a", Reach(), DAY, "state", counted) for _ in range(3)] == [1, 1, 1]


def test_it_counts_anew_when_the_state_is_another_one(counted):
    assert [remembered("a", Reach(), DAY, state, counted) for state in ("one", "two", "two", "one")] == [1, 2, 2, 3]


def test_nobody_is_told_what_another_reach_counted(counted):
    reaches = (Reach(), Reach(department="D-1"), Reach(party="D-1"), Reach(department="D-2"))
    assert [remembered("a", reach, DAY, "state", counted) for reach in reaches] == [1, 2, 3, 4]


def test_it_counts_anew_on_another_day(counted):
    assert [remembered("a", Reach(), day, "state", counted) for day in (DAY, date(2026, 5, 2))] == [1, 2]


def test_what_was_asked_for_longest_ago_is_given_up(counted, monkeypatch):
    monkeypatch.setattr(remembering, "_MOST", 2)
    for name in ("a", "b", "a", "c", "a", "b"):
        remembered(name, Reach(), DAY, "state", counted)
    assert len(counted.seen) == 4  # only b was given up, as a had been asked for again


def test_nothing_is_known_after_forgetting(counted):
    remembered("a", Reach(), DAY, "state", counted)
    forget()
    assert remembered("a", Reach(), DAY, "state", counted) == 2


def test_what_could_not_be_counted_is_not_kept(counted):
    def fails():
        raise ValueError

    with pytest.raises(ValueError):
        remembered("a", Reach(), DAY, "state", fails)
    assert remembered("a", Reach(), DAY, "state", counted) == 1
