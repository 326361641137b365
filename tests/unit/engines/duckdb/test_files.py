"""Over files, whole runs tell what the reference engine tells, in one process or several."""

import json
import random

import pytest

from sekisho.detection.event import Unreadable
from sekisho.detection.plan import (
    ANY_RUN,
    All,
    Any,
    Compare,
    Correlation,
    CorrelationType,
    Exists,
    Is,
    Not,
    OtherField,
    Regex,
    Rule,
    RuleBook,
    Text,
    Threshold,
)
from sekisho.detection.plan import Test as Asked
from sekisho.engines import reference
from sekisho.engines.duckdb import detect, detecting
from sekisho.engines.duckdb.pieces import tasks
from sekisho.formats.events import found_files, read_events


def rule(id, condition, **more):
    return Rule(id=id, name=None, title=id, level="low", condition=condition, **more)


def contains(field, text):
    return Asked(field, Text((ANY_RUN, text, ANY_RUN)))


CHANNEL = Asked("Channel", Text(("Security",)))
BOOK = RuleBook(
    (
        rule("channel", All((CHANNEL, Any((Asked("EventID", Is(4624)), Asked("EventID", Is(4625))))))),
        rule("word", contains(None, "s-1234")),
        rule("word-in-place", All((CHANNEL, contains(None, "拠点")))),
        rule("nested", Asked("user.name", Text(("s-0001",)))),
        rule("list", contains("tags", "b")),
        rule("not", All((Asked("EventID", Exists(True)), Not(contains("user", "s"))))),
        rule("other", Asked("user", OtherField("target"))),
        rule("number", Asked("bytes", Compare(">=", 1000))),
        rule("device", Asked("device", Regex("^PC-0[1-3]$"))),
        rule("inner", Asked("user", Exists(True)), silent=True),
    ),
    (
        Correlation(
            id="many",
            name=None,
            title="many",
            level="high",
            type=CorrelationType.EVENT_COUNT,
            rules=("inner",),
            timespan=20_000_000,
            thresholds=(Threshold("gte", 3),),
            group_by=("user",),
        ),
    ),
)


def line(number, choose):
    record = {
        "Channel": choose.choice(["Security", "System", "security"]),
        "EventID": choose.choice([4624, "4625", 4634]),
        "timestamp": f"2026-04-01T09:{number // 60 % 60:02d}:{number % 60:02d}+09:00",
        "user": choose.choice(["s-0001", "S-0002", {"name": "s-0001"}, None, "", ["s-0003", "x"]]),
        "target": choose.choice(["S-0001", "s-0002"]),
        "tags": choose.choice([[], ["a"], ["a", "B"], [{"k": "b"}]]),
        "bytes": choose.choice([1, 1000, "2000", 1.5, True]),
        "text": choose.choice(["", "S-1234", "s-\\u00312", "拠点", "x" * 50, {"deep": ["S-1234"]}]),
        "Computer": f"PC-{number % 7:02d}",
    }
    if number % 5 == 0:
        record["event_id"] = f"e{number % 35}"
    return json.dumps(record, ensure_ascii=bool(number % 2))


BROKEN = ["", "{broken", '{"timestamp": "yesterday", "user": "s-1234"}', "[1, 2]", '{"a": 1}{"user": "s-1234"}', "NaN"]


@pytest.fixture
def folder(tmp_path):
    choose = random.Random(4)  # noqa: S311 - example data
    for name in "abc":
        lines = [line(number, choose) for number in range(150)]
        for place, broken in enumerate(BROKEN if name == "b" else []):
            lines.insert(place * 20 + 7, broken)
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (tmp_path / "same.jsonl").write_bytes((tmp_path / "a.jsonl").read_bytes())
    rows = "".join(f"2026-04-01 09:00:{number:02d},s-1234,{number * 100}\n" for number in range(40))
    (tmp_path / "table.csv").write_text("timestamp,user,bytes\n" + rows, "utf-8")
    return tmp_path


def by_reference(folder, layout):
    made = list(read_events([folder], layout=layout))
    unreadable = [each for each in made if isinstance(each, Unreadable)]
    events = [each for each in made if not isinstance(each, Unreadable)]
    return {*unreadable}, reference.alerts(BOOK, reference.matches(BOOK, events))


@pytest.mark.parametrize("layout", ["auto", "jsonl", "windows-json"])
@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("size", [2_000, 50_000, 10**9])
def test_files_cut_anywhere_tell_the_same(folder, layout, processes, size, monkeypatch):
    if layout != "auto":
        (folder / "table.csv").unlink()
    monkeypatch.setattr(detecting, "tasks", lambda found: tasks(found, size))
    told = list(detect(BOOK, [folder], layout, processes=processes))
    unreadable, alerts = by_reference(folder, layout)
    assert {each for each in told if isinstance(each, Unreadable)} == unreadable
    assert [each for each in told if not isinstance(each, Unreadable)] == alerts
    assert {alert.rule for alert in alerts} >= {"channel", "word", "list", "number", "many"}


def test_large_files_are_cut_between_lines(folder):
    made = [piece for task in tasks(found_files([folder]), 2_000) for piece in task if piece.path.name == "a.jsonl"]
    whole = (folder / "a.jsonl").read_bytes()
    assert len(made) > 10
    assert [piece.start for piece in made][1:] == [piece.end for piece in made][:-1]
    assert all(whole[piece.start - 1 : piece.start] == b"\n" for piece in made[1:])


SHIPPED = {
    "log_name": "Microsoft-Windows-Sysmon/Operational",
    "computer_name": "PC-1",
    "source_name": "Microsoft-Windows-Sysmon",
    "@timestamp": "2026-04-01T00:00:00Z",
}
SHIPPED_BOOK = RuleBook(
    (
        rule("image", All((Asked("EventID", Is(1)), contains("Image", "a.exe")))),
        rule("channel", contains("Channel", "sysmon")),
        rule("without-data", All((Asked("EventID", Is(5)), Asked("Image", Exists(False))))),
        rule("data", contains("Data", "word")),
        rule("keyword", contains(None, "word")),
        rule("own-name", contains("winlog.event_data.Image", "a.exe")),
        rule("process", All((Asked("category", Text(("process",))), Asked("device", Text(("PC-1",)))))),
    )
)


def shipped(number, choose):
    """An event as winlogbeat ships it: in its old form, in its new one, dotted, or one that names its fields itself."""
    event = choose.choice([1, "1", 5])
    data = choose.choice([{}, {"Image": "C:\\A.exe"}, {"Image": ["b.exe", "a.exe"], "param1": "a word"}, {"Channel": "x"}])
    winlog = {"channel": SHIPPED["log_name"], "computer_name": "PC-1", "event_id": event, "event_data": data}
    forms = [
        {**SHIPPED, "event_id": event, "event_data": data},
        {**SHIPPED, "event_id": event},
        {"@timestamp": SHIPPED["@timestamp"], "winlog": winlog, "event": {"code": event}},
        {"@timestamp": SHIPPED["@timestamp"], **{f"winlog.{name}": value for name, value in winlog.items()}},
        {"Channel": SHIPPED["log_name"], "EventID": event, **data, "Computer": "PC-1"},
    ]
    return json.dumps(choose.choice(forms) | {"message": f"{number} word" if number % 9 == 0 else "x"})


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("broken", ["", "{broken\n"])
@pytest.mark.parametrize("layout", ["auto", "windows-json", "jsonl"])
def test_events_of_winlogbeat_are_the_same_by_both_ways(seed, broken, layout, tmp_path):
    choose = random.Random(seed)  # noqa: S311 - example data
    lines = "".join(f"{shipped(number, choose)}\n" for number in range(120))
    (tmp_path / "a.jsonl").write_text(lines + broken, "utf-8")
    told = [each for each in detect(SHIPPED_BOOK, [tmp_path], layout, processes=1) if not isinstance(each, Unreadable)]
    made = [each for each in read_events([tmp_path], layout=layout) if not isinstance(each, Unreadable)]
    assert told == reference.alerts(SHIPPED_BOOK, reference.matches(SHIPPED_BOOK, made))
    if layout != "jsonl":
        assert {alert.rule for alert in told} == {rule.id for rule in SHIPPED_BOOK.rules}
