"""What lies below an entrustment: through diamonds and cycles, not through what has ended, and the same on both databases."""

from dataclasses import replace

import pytest

from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.records.queries import Reach, entrustments_within
from tests.factories.office import AT, NEIGHBOUR_EDGE, small_registry

pytestmark = pytest.mark.django_db
DEPARTMENT = Reach(department="D-01")


def edge(key, *upper, department=None):
    return replace(NEIGHBOUR_EDGE, key=key, upper=upper, department=department)


def stored(*changes):
    with open_ledger(by="M-1", at=AT.replace(year=AT.year + 1)) as ledger:
        record_changes(ledger, [Change(None, each) for each in changes])


@pytest.fixture
def added():
    """What the department reaches besides what it reached before."""
    small_registry()
    before = set(entrustments_within(DEPARTMENT).values_list("key", flat=True))
    return lambda: sorted(set(entrustments_within(DEPARTMENT).values_list("key", flat=True)) - before)


def test_a_diamond_is_reached_once(added):
    top = edge("Z-1", department="D-01")
    stored(top, edge("Z-2", "Z-1"), edge("Z-3", "Z-1"), edge("Z-4", "Z-2", "Z-3"))
    assert added() == ["Z-1", "Z-2", "Z-3", "Z-4"]


def test_a_cycle_ends(added):
    stored(edge("Z-1", "Z-3", department="D-01"), edge("Z-2", "Z-1"), edge("Z-3", "Z-2"))
    assert added() == ["Z-1", "Z-2", "Z-3"]


def test_what_stands_beside_is_not_reached(added):
    stored(edge("Z-1", department="D-01"), edge("Z-8"), edge("Z-9", "Z-8"))
    assert added() == ["Z-1"]


def test_nothing_is_reached_through_what_has_ended(added):
    middle = edge("Z-2", "Z-1")
    stored(edge("Z-1", department="D-01"), middle, edge("Z-3", "Z-2"))
    with open_ledger(by="M-1", at=AT.replace(year=AT.year + 2)) as ledger:
        record_changes(ledger, [Change(middle, None)])
    assert added() == ["Z-1"]
