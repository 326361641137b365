"""The index of reach follows the chain through every change, and verify notices when it does not."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection

from sekisho.declared import Department, Entrustment, Party
from sekisho_site.records.chain import scopes
from sekisho_site.records.models import ReachedEntrustment
from sekisho_site.records.operations import reaching
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.records.queries import verify_workspace
from tests.factories.office import small_registry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 1, 9, tzinfo=UTC)
PARTIES = [f"P-{number}" for number in range(5)]
DEPARTMENTS = ["D-1", "D-2", None]
KEYS = [f"E-{number}" for number in range(8)]


def said_by_the_chain():
    with connection.cursor() as cursor:
        cursor.execute(scopes())
        return set(cursor.fetchall())


def kept():
    return set(ReachedEntrustment.objects.values_list("scope", "entrustment_id"))


def drawn(random, key, standing):
    """An entrustment as chance has it, below any that ever stood: cycles, diamonds and ended uppers come about."""
    entruster, entrustee = random.sample(PARTIES, 2)
    upper = tuple(random.sample(sorted(standing), min(len(standing), random.randint(0, 2))))
    return Entrustment(key=key, entruster=entruster, entrustee=entrustee, upper=upper, department=random.choice(DEPARTMENTS))


@pytest.mark.parametrize("few", [0, 500], ids=["written whole", "written in part"])
@pytest.mark.parametrize("seed", range(4))
def test_any_course_of_changes_is_followed(seed, few, monkeypatch):
    monkeypatch.setattr(reaching, "_FEW", few)
    random, now, ever = Random(seed), {}, set()  # noqa: S311  (chance for a test, no secret)
    with open_ledger(by="M-1", at=AT) as ledger:
        begun = [*(Party(key=key, name=key) for key in PARTIES), *(Department(key=key, name=key) for key in DEPARTMENTS[:2])]
        record_changes(ledger, [Change(None, record) for record in begun])
    for step in range(25):
        key = random.choice(KEYS)
        ends = key in now and random.random() < 0.3
        after = None if ends else drawn(random, key, ever | {key} if key in ever else ever)
        with open_ledger(by="M-1", at=AT + timedelta(minutes=step + 1)) as ledger:
            record_changes(ledger, [Change(now.get(key), after)])
        ever.add(key)
        now[key] = after
        if after is None:
            del now[key]
        assert kept() == said_by_the_chain()
    assert kept()


def test_an_index_changed_past_the_log_is_noticed(home):
    small_registry()
    assert not verify_workspace().faults
    ReachedEntrustment.objects.create(scope="P:P-001", entrustment_id="E-0003")
    assert [fault.place for fault in verify_workspace().faults] == ["委託"]
