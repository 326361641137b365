"""Who touched what: over files, Parquet and a store; lists, records by key, and reads that do not say whose."""

import hashlib
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sekisho.detection.inquiry import Question
from sekisho.engines.behaviour.inquiry import inquire
from sekisho.formats.events import read_events
from sekisho.formats.eventstore import Received, StoreWriter
from tests.unit.engines.behaviour.writing import at, write

EVENTS = [
    {"timestamp": at(0), "user": "op1", "device": "PC-1", "site": "S-1", "src_ip": "10.0.0.1", "category": "datastore",
     "action": "lookup", "object": "customers", "customer": "C-1", "records": 1},
    {"timestamp": at(0, 23, 59), "user": "op2", "device": "PC-2", "category": "datastore", "action": "lookup",
     "object": "customers", "customer": ["C-1", "C-2"]},
    {"timestamp": at(2), "user": "op2", "category": "datastore", "action": "export", "object": "customers", "records": 500},
    {"timestamp": at(3), "user": "op3", "category": "datastore", "action": "update", "object": "bills", "key": "C-1"},
    {"timestamp": at(3), "user": "op3", "category": "file", "action": "read", "object": "C-1.txt"},
]  # fmt: skip


@pytest.fixture(params=["file", "store"])
def logs(request, tmp_path):
    """The same events as a file and as a store."""
    path = write(tmp_path / "a.jsonl", EVENTS)
    if request.param == "file":
        return path
    content = path.read_bytes()
    with StoreWriter(tmp_path / "store") as writer:
        writer.take_in(Received(hashlib.sha256(content).hexdigest(), "a.jsonl", "jsonl", len(content)), read_events([path]))
    return tmp_path / "store"


def test_a_customers_records_were_touched_by_these_from_there(logs):
    found = inquire([logs], Question.of(customer="C-1"))
    assert [(each.account, each.count, each.devices, each.sites, each.addresses) for each in found.people] == [
        ("op1", 1, ("PC-1",), ("S-1",), ("10.0.0.1",)),
        ("op2", 1, ("PC-2",), (), ()),
    ]
    assert [event.ref.line for event in found.events] == [1, 2]
    assert found.unknown_whose == (1, 500)


def test_a_customer_inside_a_list_is_whole_and_no_other(logs):
    assert inquire([logs], Question.of(customer="C-2")).count == 1
    assert inquire([logs], Question.of(customer="C-")).count == 0


def test_a_record_is_found_by_its_table_and_key(logs):
    assert [each.account for each in inquire([logs], Question.of(record="bills:C-1")).people] == ["op3"]
    assert inquire([logs], Question.of(record="bills:C-9")).unknown_whose == (0, 0)


def test_days_are_closed_at_both_ends(logs):
    day = date(2026, 3, 1)
    assert inquire([logs], Question.of(customer="C-1", first=day, last=day)).count == 2
    assert inquire([logs], Question.of(customer="C-1", first=date(2026, 3, 2))).count == 0


def test_the_reverse_lists_customers_and_objects(logs):
    found = inquire([logs], Question.of(user="op2"))
    assert dict(found.counts) == {"customers": 2, "objects": 1}
    assert [(each.kind, each.name, each.count) for each in found.touched] == [
        ("customer", "C-1", 1),
        ("customer", "C-2", 1),
        ("object", "customers", 2),
    ]


def test_further_accounts_of_a_person_count(logs):
    assert inquire([logs], Question.of(user="M-1"), accounts=["op1", "op3"]).count == 3


def test_parquet_that_is_no_store_is_read_by_its_columns(tmp_path):
    path = tmp_path / "a.parquet"
    columns = {"timestamp": [at(0), "nonsense"], "user": ["op1", "op2"], "customer": [["C-1"], ["C-1", "C-2"]]}
    pq.write_table(pa.table(columns), path)
    found = inquire([path], Question.of(customer="C-1"))
    assert (found.count, found.undated) == (2, 1)
    assert [(event.ref.line, event.time) for event in found.events][1] == (2, None)
