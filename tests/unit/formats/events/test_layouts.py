"""Every layout, in every encoding that Japanese systems write, named and recognised."""

import gzip
from pathlib import Path

import pytest

from sekisho.detection.alert import iso
from sekisho.detection.event import SCHEMA, Category
from sekisho.formats.events import kind_of, layouts, read_file
from sekisho.formats.events.layout import BESIDE
from sekisho.formats.events.paths import PathKind
from sekisho.formats.fault import Faults
from tests.unit.formats.events.logs import JSONL, LOGS, Log, events, read, told, write

ENCODINGS = ("utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-16-le", "utf-16-be")
IDS = [f"{log.layout}-{number}" for number, log in enumerate(LOGS)]


def _holds(log: Log, path: Path, layout: str) -> None:
    made = read(path, layout, **log.options)
    assert told(made) == []
    found = events(made)
    assert tuple(sorted(event.ref.line for event in found)) == log.lines
    for event, fields, time in zip(found, log.fields, log.times, strict=True):
        assert fields.items() <= event.fields.items()
        assert iso(event.time) == time


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("log", LOGS, ids=IDS)
def test_each_layout_in_each_encoding_is_recognised(log: Log, encoding: str, tmp_path: Path) -> None:
    _holds(log, write(tmp_path, log.text, encoding), "auto")


@pytest.mark.parametrize("log", LOGS, ids=IDS)
def test_each_layout_is_read_when_it_is_named_and_packed(log: Log, tmp_path: Path) -> None:
    _holds(log, write(tmp_path, gzip.compress(log.text.encode("cp932"))), log.layout)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "log", [log for log in LOGS if "\r" not in log.text and log.layout != "pgaudit"], ids=lambda log: log.layout
)
def test_any_end_of_line(log: Log, end: str, tmp_path: Path) -> None:
    _holds(log, write(tmp_path, log.text.replace("\n", end).encode("cp932")), "auto")


def test_only_wanted_fields_are_kept(tmp_path: Path) -> None:
    for number, log in enumerate(LOGS):
        path = write(tmp_path, log.text, name=f"{number}.log")
        wanted = frozenset({"user", "category", "操作種別", "EventID"})
        full = events(read(path, log.layout, **log.options))
        few = events(read(path, log.layout, wanted=wanted, **log.options))
        assert [dict(event.fields) for event in few] == [
            {name: value for name, value in event.fields.items() if name in wanted} for event in full
        ]
        assert [event.time for event in few] == [event.time for event in full]


def test_layouts_fill_columns_of_the_schema_with_its_words() -> None:
    for layout in layouts().values():
        filled = {*layout.fill, *layout.constants}
        categories = {layout.constants.get("category")}
        for case in (*layout.cases, *layout.extracts):
            filled |= case.then.keys()
            categories.add(case.then.get("category"))  # type: ignore[arg-type]
            assert case.then.get("outcome") in (None, "success", "failure")
        assert filled <= {*SCHEMA, *BESIDE}
        assert categories - {None} <= {category.value for category in Category}
        assert layout.title
        assert layout.about


def test_the_value_of_the_source_stands_where_the_schema_has_the_same_name(tmp_path: Path) -> None:
    path = write(tmp_path, "日時,user,ユーザー名,action\n2026-04-01 09:00,U-1,山田,見た\n")
    assert {"user": "U-1", "ユーザー名": "山田", "action": "見た"}.items() <= events(read(path))[0].fields.items()


def test_a_layout_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Faults, match="形式「excel」はありません"):
        read_file(write(tmp_path, JSONL.text), "excel")


def test_text_that_is_no_log_is_told_with_all_layouts(tmp_path: Path) -> None:
    [(line, why)] = told(read(write(tmp_path, "これは報告書です。\n二行目です。\n")))
    assert line == 1
    assert all(name in why for name in layouts())


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_file_has_no_events_and_no_faults(text: str, tmp_path: Path) -> None:
    assert read(write(tmp_path, text)) == []


def test_what_a_path_is(tmp_path: Path) -> None:
    (tmp_path / "store" / "events").mkdir(parents=True)
    (tmp_path / "store" / "sources").mkdir()
    assert kind_of(tmp_path) is PathKind.FOLDER
    assert kind_of(tmp_path / "store") is PathKind.STORE
    assert kind_of(write(tmp_path, b"PAR1....", name="x")) is PathKind.PARQUET
    assert kind_of(write(tmp_path, JSONL.text)) is PathKind.LOG
    with pytest.raises(Faults, match="ファイルもフォルダーもありません"):
        kind_of(tmp_path / "nothing")
