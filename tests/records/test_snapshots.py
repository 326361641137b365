"""What goes in comes out: every kind, every column, for a day and for a moment of knowledge."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from sekisho import declared, observed, promised
from sekisho.planes import KINDS
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, StaleChangeError, UnknownReferenceError, record_changes
from sekisho_site.records.queries import current_records, has_records, provenance, snapshot_records
from tests.factories.values import bare, filled

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)
DAY = date(2026, 5, 1)
LATER = AT + timedelta(days=10)


def record(*changes, at=AT):
    with open_ledger(by="M-1", at=at) as ledger:
        record_changes(ledger, changes)


def store(*records, at=AT):
    record(*(Change(None, each) for each in records), at=at)


@pytest.mark.parametrize("make", [filled, bare])
def test_every_kind_comes_back_as_it_went_in(make):
    records = [make(kind) for kind in KINDS]
    store(*records)
    connection.check_constraints()
    assert sorted(snapshot_records(DAY), key=repr) == sorted(records, key=repr)
    assert {type(each) for each in current_records()} == set(KINDS)


def test_values_that_come_back_are_whole():
    store(filled(declared.Party), filled(declared.Entrustment), bare(declared.Purpose), bare(declared.Department),
          bare(declared.Site), bare(declared.System))  # fmt: skip
    [edge] = current_records([declared.Entrustment])
    assert isinstance(edge.starts_on, date)
    assert isinstance(edge.upper, tuple)
    assert edge.handles_personal_data is list(type(edge.handles_personal_data))[-1]
    assert hash(edge) == hash(filled(declared.Entrustment))
    with pytest.raises(AttributeError):
        edge.key = "E-2"


def test_the_database_is_the_one_that_was_asked_for(request):
    assert connection.vendor == request.config.getoption("--database")


def test_a_fact_after_the_day_is_not_there_yet():
    later = bare(observed.AuthorityNotice, issued_on=DAY + timedelta(days=1))
    store(bare(declared.Party), later)
    assert later not in snapshot_records(DAY)
    assert later in snapshot_records(DAY + timedelta(days=1))


def test_a_fact_without_a_day_is_always_there():
    undated = bare(promised.Contract, signed_on=None)
    store(bare(declared.Party), undated)
    assert undated in snapshot_records(date(2000, 1, 1))


def test_what_was_known_then_can_be_read_again():
    first, second = bare(declared.Party, name="甲社"), bare(declared.Party, name="乙社")
    store(first)
    record(Change(first, second), at=LATER)
    assert list(snapshot_records(DAY)) == [second]
    assert list(snapshot_records(DAY, LATER - timedelta(microseconds=1))) == [first]
    assert list(snapshot_records(DAY, LATER)) == [second]
    assert not list(snapshot_records(DAY, AT - timedelta(microseconds=1)))


def test_what_has_ended_is_known_to_have_been():
    party = bare(declared.Party)
    store(party)
    record(Change(party, None), at=LATER)
    assert not list(current_records())
    assert list(snapshot_records(DAY, AT)) == [party]
    assert has_records()


def test_what_has_ended_may_begin_again():
    party = bare(declared.Party)
    store(party)
    record(Change(party, None), at=LATER)
    store(party, at=LATER + timedelta(days=1))
    assert list(current_records()) == [party]


def test_a_change_of_what_no_longer_stands_is_refused():
    with pytest.raises(StaleChangeError, match="会社"):
        record(Change(bare(declared.Party), bare(declared.Party, name="乙社")))
    assert not has_records()


def test_a_list_that_names_an_unknown_key_is_refused():
    complaint = bare(observed.Complaint, parties=("P-9",))
    with pytest.raises(UnknownReferenceError, match=r"外部の申告 K-1: 「関係しそうな会社」の P-9 "):
        store(complaint)
    assert not has_records()


def test_records_are_read_in_few_questions(django_assert_max_num_queries):
    store(*(bare(declared.Party, f"P-{number}") for number in range(50)))
    with django_assert_max_num_queries(len(KINDS)):
        assert len(list(snapshot_records(DAY))) == 50


def test_where_a_record_came_from():
    party = bare(declared.Party)
    record(Change(None, party, "会社!A2"))
    origin = provenance(declared.Party, ["K-1", "K-2"])["K-1"]
    assert (origin.place, origin.recorded_by, origin.known_from) == ("会社!A2", "M-1", AT)
    assert (origin.file, origin.sha256) == (None, None)
    assert "K-2" not in provenance(declared.Party, ["K-1", "K-2"])
