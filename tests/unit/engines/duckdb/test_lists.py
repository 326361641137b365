"""With lists beside, whole runs over files, Parquet files and stores tell what the reference engine tells of filled events."""

import json
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sekisho.declared import Entrustment, ExternalService, Party, RosterEntry, WorkApproval
from sekisho.detection.lists import Lists, entries_of
from sekisho.detection.plan import Rule, RuleBook, Text
from sekisho.detection.plan import Test as Asked
from sekisho.detection.rules import own_folder
from sekisho.detection.sigma import read_rules
from sekisho.engines import reference
from sekisho.engines.behaviour.doors import door_entries
from sekisho.engines.duckdb import detect
from sekisho.formats.events import read_file
from sekisho.formats.eventstore import StoreWriter
from sekisho.observed import Account, Departure, Training
from sekisho.terms import ApprovalKind, Ternary, TrainingCourse
from tests.unit.formats.eventstore.making import received

FIRST = date(2026, 4, 1)
PERSON = {"employer": "株式会社みなと坂コンタクト", "entrustment": "E-1", "starts_on": FIRST}
RECORDS = [
    Party(key="P-1", name="株式会社みなと坂コンタクト"),
    Entrustment(key="E-1", entruster="P-0", entrustee="P-1", handles_personal_data=Ternary.YES, systems=("S-1",)),
    RosterEntry(key="R-1", person="M-1", **PERSON),
    RosterEntry(key="R-2", person="M-2", **PERSON),
    Departure(key="LV", person="M-2", party="P-1", left_on=date(2026, 5, 1)),
    Training(key="TR", person="M-1", party="P-1", course=TrainingCourse.AT_START, completed_on=FIRST),
    Account(key="AC", party="P-1", account="adm", person="M-1", privileged=Ternary.YES, listed_on=FIRST),
    WorkApproval(
        key="WK", approval=ApprovalKind.PRIVILEGED, party="P-1", account="adm", requested_by="M-1", approved_by="M-9",
        starts_on=date(2026, 5, 3),
    ),
    ExternalService(key="SV", party="P-1", service="箱", domain="box.example.com"),
]  # fmt: skip
LOGIN = {"category": "authentication", "action": "login", "outcome": "success"}
LINES = [
    {"at": 2, "category": "door", "action": "enter", "user": "M-1"},
    {"at": 2, **LOGIN, "user": "M-1"},
    {"at": 2, **LOGIN, "user": "M-2"},  # left, was not seen at the door, never trained
    {"at": 2, **LOGIN, "user": "M-7"},  # on no roster
    {"at": 2, **LOGIN, "user": "M-7", "roster": "listed", "training": "done"},  # the log says otherwise
    {"at": 2, **LOGIN, "user": "adm"},  # privileged, nobody asked
    {"at": 3, **LOGIN, "user": "adm"},  # somebody asked
    {"at": 2, "category": "datastore", "action": "export", "system": "S-1", "user": "M-1", "records": 5000},
    {"at": 2, "category": "datastore", "action": "export", "system": "S-9", "user": "M-1", "records": 5000},
    {
        "at": 2,
        "category": "http",
        "method": "POST",
        "url": "https://box.example.com/",
        "service_class": "storage",
        "bytes_out": 10**8,
    },
    {
        "at": 2,
        "category": "http",
        "method": "POST",
        "url": "https://x.example.net/",
        "service_class": "storage",
        "bytes_out": 10**8,
    },
]


def lines():
    for line in LINES:
        told = {"party": "P-1", "timestamp": f"2026-05-0{line['at']}T12:00:00+09:00"} | line
        del told["at"]
        yield told


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines()))
    return path


def as_store(log, root):
    with StoreWriter(root) as writer:
        writer.take_in(received(log.read_text(), log.name), read_file(log))
    return root


def as_parquet(log, path):
    events = list(read_file(log))
    names = list(dict.fromkeys(name for event in events for name in event.fields if name != "timestamp"))
    columns = {name: pa.array([event.fields.get(name) for event in events]) for name in names}
    times = pa.array([event.time for event in events], pa.timestamp("us", "UTC"))
    pq.write_table(pa.table({"timestamp": times, **columns}), path)
    return path


def lines_more(found, before):
    """The lines of alerts that are told beyond what was told before, by title."""
    fresh = {}
    for title, _, where in sorted(places(found) - places(before)):
        fresh.setdefault(title, set()).update(where)
    return fresh


def places(found):
    return {(alert.title, alert.count, tuple(ref.line for ref in alert.events)) for alert in found}


@pytest.mark.parametrize("kind", ["file", "store", "parquet"])
def test_both_engines_judge_what_lists_say(log, kind, tmp_path):
    made = {"file": lambda log, _: log, "store": as_store, "parquet": as_parquet}
    path = made[kind](log, tmp_path / "other")
    events, book = list(read_file(log)), read_rules([own_folder()])
    entries = list(entries_of(events))
    assert door_entries([path]) == entries
    lists = Lists.of(RECORDS, entries=entries)
    expected = reference.alerts(book, reference.matches(book, map(lists.filled, events)))
    assert places(detect(book, [path], processes=1, lists=lists)) == places(expected)
    plain = reference.alerts(book, reference.matches(book, events))
    more, fewer = lines_more(expected, plain), lines_more(plain, expected)
    assert more["取扱者名簿にない人・研修を受けていない人のログイン"] == {3, 4}
    assert more["入室の記録のない人のログイン"] == {3, 4, 5}
    assert more["申請のない特権の使用"] == {6}
    assert more["一度の検索・出力での大量の取得"] == {8}
    assert fewer["許可のない外部ストレージへの送信"] == {10}


@pytest.mark.parametrize("kind", ["file", "store", "parquet"])
def test_keywords_see_what_lists_say(log, kind, tmp_path):
    path = {"file": lambda log, _: log, "store": as_store, "parquet": as_parquet}[kind](log, tmp_path / "other")
    book = RuleBook((Rule(id="word", name=None, title="語", level="low", condition=Asked(None, Text(("unlisted",)))),))
    lists = Lists.of(RECORDS)
    filled = map(lists.filled, read_file(log))
    expected = places(reference.alerts(book, reference.matches(book, filled)))
    assert places(detect(book, [path], processes=1, lists=lists)) == expected
    assert {line for _, _, where in expected for line in where} == {4, 11}
