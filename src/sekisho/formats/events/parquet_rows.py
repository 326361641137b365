"""Rows of a Parquet file that is no store: columns are fields, the line is the number of the row.

Knows Parquet's types of values. Refuses to know what the columns mean: time and id stand where JSON Lines have them.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sekisho.detection.event import EventRef, Unreadable
from sekisho.formats.events.flat import flattened
from sekisho.formats.events.layout import layouts
from sekisho.formats.events.making import Made, Maker
from sekisho.formats.events.unread import Unread

_BATCH = 16_384


def read_parquet(path: Path, name: str | None = None, wanted: frozenset[str] | None = None) -> Iterator[Made]:
    """Every row as an event, streamed; what cannot be read comes as Unreadable. ``name`` is what the events call the file."""
    maker = Maker(str(path) if name is None else name, layouts()["jsonl"], wanted)
    line = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_BATCH):
                for row in batch.to_pylist():
                    line += 1
                    yield _event(maker, line, row)
    except (pa.ArrowException, OSError) as error:
        why = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        where = EventRef(maker.file, line + 1)
        yield Unreadable(where, f"Parquetとして読めません（{why}）。作り直したファイルを渡してください。")


def _event(maker: Maker, line: int, row: dict[str, Any]) -> Made:
    try:
        return maker.event(line, flattened({name: _plain(value) for name, value in row.items()}))
    except Unread as unread:
        return maker.unreadable(line, unread)


def _plain(value: Any) -> Any:
    """The value as JSON would hold it: moments in ISO 8601, decimals as they are written, bytes as text."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case bytes():
            return value.decode("utf-8", "backslashreplace")
        case dict():
            return {str(key): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case None | str() | bool() | int() | float():
            return value
        case _:
            return str(value)
