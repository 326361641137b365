"""Over stores and other Parquet files, whole runs tell what the reference engine tells of their events."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sekisho.detection.event import Unreadable
from sekisho.engines import reference
from sekisho.engines.duckdb import detect, parquet
from sekisho.formats.events import read_events, read_file
from sekisho.formats.events.parquet_rows import read_parquet
from sekisho.formats.eventstore import StoreWriter, open_store
from tests.unit.engines.duckdb.test_files import BOOK, folder
from tests.unit.formats.eventstore.making import received

__all__ = ["folder"]


def told(paths, **more):
    return [each for each in detect(BOOK, paths, processes=1, **more) if not isinstance(each, Unreadable)]


def alerts(events):
    return reference.alerts(BOOK, reference.matches(BOOK, [each for each in events if not isinstance(each, Unreadable)]))


@pytest.fixture
def store(folder, tmp_path_factory):
    root = tmp_path_factory.mktemp("store")
    with StoreWriter(root) as writer:
        for path in sorted(folder.iterdir()):
            writer.take_in(received(path.read_text(), path.name), read_file(path))
    return root


def test_a_store_tells_what_its_events_tell(store):
    expected = alerts(open_store(store).events())
    assert told([store]) == expected
    assert {alert.rule for alert in expected} >= {"channel", "word", "word-in-place", "nested", "list", "not", "number", "many"}


def test_an_event_in_the_store_and_in_a_file_is_one(store, folder):
    events = [*open_store(store).events(), *read_events([folder])]
    assert told([store, folder]) == alerts(events)


COLUMNS = {
    "Channel": ["Security", "System", None] * 40,
    "EventID": [4624, 4625, 1, None] * 30,
    "timestamp": pa.array(range(0, 120_000_000, 1_000_000), pa.timestamp("us", "UTC")),
    "user": ["s-0001", "S-0002", "s-1234", "", None] * 24,
    "bytes": [0.5, 1000.0, 2e6] * 40,
    "tags": ["a", "b"] * 60,
    "event_id": [f"e{number % 100}" if number % 3 else None for number in range(120)],
}


@pytest.mark.parametrize(
    "others", [{}, {"tags": [["a"], ["B", "c"]] * 60}, {"timestamp": ["2026-04-01T09:00:00Z", "yesterday"] * 60}]
)
def test_any_parquet_file_tells_what_its_rows_tell(others, tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "ROWS", 30)
    path = tmp_path / "logs.parquet"
    pq.write_table(pa.table(COLUMNS | others), path, row_group_size=17)
    expected = alerts(read_parquet(path))
    assert told([path]) == expected
    assert {alert.rule for alert in expected} >= {"channel", "word", "number"}
