"""Rows of a plain Parquet file become events as lines of JSON do."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sekisho.detection.event import Event, EventRef, Unreadable
from sekisho.formats.events.parquet_rows import read_parquet

NINE = datetime(2026, 4, 1, 0, 0, 0, 250_000, tzinfo=UTC)
MICROS = 1_775_001_600_250_000


@pytest.fixture
def written(tmp_path):
    def write(rows, **schema):
        table = pa.Table.from_pylist(rows, pa.schema(schema.items()) if schema else None)
        pq.write_table(table, tmp_path / "log.parquet")
        return tmp_path / "log.parquet"

    return write


def test_columns_are_fields_and_rows_are_lines(written):
    path = written(
        [
            {"timestamp": NINE, "event_id": "e1", "user": "太郎", "n": 5, "share": 0.5, "ok": True, "empty": ""},
            {"timestamp": None, "event_id": None, "user": None, "n": None, "share": None, "ok": None, "empty": None},
        ]
    )
    first, second = read_parquet(path, "log")
    stamp = "2026-04-01T00:00:00.250000+00:00"
    fields = {"timestamp": stamp, "event_id": "e1", "user": "太郎", "n": 5, "share": 0.5, "ok": True, "empty": ""}
    assert first == Event(EventRef("log", 1), MICROS, fields, "e1")
    assert second == Event(EventRef("log", 2), None, {}, None)


@pytest.mark.parametrize("stamp", ["2026-04-01T09:00:00.25+09:00", "2026-04-01T00:00:00.25Z"])
def test_times_may_be_text_with_an_offset(written, stamp):
    [event] = read_parquet(written([{"timestamp": stamp}]))
    assert event.time == MICROS


def test_other_types_are_what_json_would_hold(written):
    row = {"day": date(2026, 4, 1), "cost": Decimal("1.50"), "raw": b"\xffa", "tags": ["x", None], "inner": {"a": 1, "b": None}}
    [event] = read_parquet(written([row]))
    assert event.fields == {"day": "2026-04-01", "cost": "1.50", "raw": "\\xffa", "tags": ["x"], "inner.a": 1}


def test_a_time_that_is_none_makes_its_row_unreadable(written):
    first, second = read_parquet(written([{"timestamp": "soon"}, {"timestamp": "2026-04-01T00:00:00Z"}]), "log")
    assert isinstance(first, Unreadable)
    assert first.ref == EventRef("log", 1)
    assert second.ref == EventRef("log", 2)


def test_a_damaged_file_is_told(written):
    path = written([{"a": 1}])
    path.write_bytes(path.read_bytes()[:-10])
    [told] = read_parquet(path, "log")
    assert (told.ref.file, told.why.endswith("。")) == ("log", True)


def test_only_what_is_wanted(written):
    [event] = read_parquet(written([{"timestamp": NINE, "a": 1, "b": 2}]), wanted=frozenset({"b"}))
    assert (event.time, event.fields) == (MICROS, {"b": 2})
