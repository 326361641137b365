"""Parts of a store, and other Parquet files: columns with their dictionaries straight into a batch, never row by row.

Knows what a store calls its own columns, and which types of Parquet are values of events as they stand. Refuses to read what
would have to be made flat, or whose times have to be read one by one: such a file goes through its reader.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sekisho.detection.event import Scalar, Value
from sekisho.detection.lists import Lists
from sekisho.engines.columns.column import Codes, Column, Numbering, Rows
from sekisho.engines.columns.filling import filled
from sekisho.engines.columns.hits import NO_TIME, Hits
from sekisho.engines.duckdb.ids import NAMED, Named
from sekisho.formats.eventstore.columns import FILE, ID, LINE, TIME, column_of, field_of, kind_of, values_of

#: So many rows are judged together.
ROWS = 524_288
#: So many columns are read together where all of them are looked through.
_TOGETHER = 64


@dataclass(frozen=True, slots=True)
class Part:
    """Some groups of rows of a Parquet file. ``name`` is what events call the file; None: a part of a store, which knows.

    ``ids``: whether an event of another source may be one of these again.
    """

    path: Path
    name: str | None
    groups: tuple[int, ...]
    ids: bool = True


def parts(path: Path, name: str | None, *, ids: bool = True) -> list[Part]:
    """A Parquet file in parts of about ``ROWS`` rows. Raises ArrowException or OSError when it is none."""
    with pq.ParquetFile(path) as file:
        sizes = [file.metadata.row_group(group).num_rows for group in range(file.metadata.num_row_groups)]
    made: list[Part] = []
    waiting: list[int] = []
    rows = 0
    for group, size in enumerate(sizes):
        if waiting and rows + size > ROWS:
            made.append(Part(path, name, tuple(waiting), ids))
            waiting, rows = [], 0
        waiting.append(group)
        rows += size
    return [*made, Part(path, name, tuple(waiting), ids)] if waiting else made


class PartRows:
    """The rows of a part, column by column as they are asked for."""

    def __init__(self, part: Part, lists: Lists | None = None) -> None:
        self._part = part
        self._lists = lists.columns if lists else {}
        with pq.ParquetFile(part.path) as plain:
            schema, groups = plain.schema_arrow, plain.metadata
        self._names = set(schema.names)
        texts = [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
        self._file = pq.ParquetFile(part.path, read_dictionary=texts)
        self.size = sum(groups.row_group(group).num_rows for group in part.groups)
        self._before = sum(groups.row_group(group).num_rows for group in range(part.groups[0])) if part.groups else 0
        self._is_store = part.name is None
        self._known: dict[str, Column] = {}
        self._answered: dict[str, Column] = {}
        self.fields = [field for name in schema.names if (field := self._field(name)) is not None]

    def _field(self, column: str) -> str | None:
        return field_of(column) if self._is_store else column

    def columns(self, fields: Sequence[str]) -> dict[str, Column]:
        """Some fields as columns, filled by lists where lists answer them; those that stand nowhere here are left out."""
        found = self._as_written(fields)
        return found | {name: self._filled(name, found.get(name)) for name in fields if name in self._lists}

    def _filled(self, name: str, own: Column | None) -> Column:
        if name not in self._answered:
            answering = self._lists[name]
            asked = self._as_written(answering.fields)
            times = self._own[1] if self._is_store else self._times
            self._answered[name] = filled(answering, own, [asked.get(field) for field in answering.fields], times)
        return self._answered[name]

    def _as_written(self, fields: Sequence[str]) -> dict[str, Column]:
        names = {field: column_of(field) if self._is_store else field for field in fields}
        there = {field: name for field, name in names.items() if name in self._names}
        missing = [name for field, name in there.items() if field not in self._known]
        table = self._read(missing)
        self._known |= {
            field: _column(table[name], kind_of(table.schema.field(name))) for field, name in there.items() if name in missing
        }
        return {field: self._known[field] for field in there}

    def texts(self) -> Iterator[tuple[str, "Texts | None"]]:
        """Of every field that any row has its texts; None for lists and for what lists fill."""
        names = [column_of(field) if self._is_store else field for field in self.fields]
        for first in range(0, len(names), _TOGETHER):
            some = self._read(names[first : first + _TOGETHER])
            for field, column, about in zip(self.fields[first:], some.columns, some.schema, strict=False):
                if field not in self._lists and column.null_count < len(column):
                    encoded = _encoded(column)
                    yield field, None if encoded is None else Texts(encoded, kind_of(about))
        yield from ((field, None) for field in self._lists)

    def hits(self, rows: Rows, fields: Sequence[str]) -> Hits:
        """Some rows as hits."""
        found = self.columns(fields)
        values = {name: _firsts(found[name], rows) if name in found else _nothing(len(rows)) for name in fields}
        return self._in_store(rows, values) if self._is_store else self._in_file(rows, values)

    def named(self) -> list[Named]:
        """The ids of the rows, where they have any and it matters."""
        column = ID if self._is_store else "event_id"
        if not self._part.ids or column not in self._names:
            return []
        ids = pc.cast(self._read([column])[column], pa.string())
        rows = np.flatnonzero(pc.fill_null(pc.not_equal(ids, ""), False).to_numpy())
        if not len(rows):
            return []
        hits = self.hits(rows, ())
        files = pa.array(hits.files.values, pa.string()).take(pa.array(hits.files.codes))
        return [pa.table([ids.take(pa.array(rows)), files, pa.array(hits.lines)], schema=NAMED)]

    def _in_store(self, rows: Rows, values: dict[str, Column]) -> Hits:
        lines, times, files, ids = self._own
        return Hits(_only(files, rows), lines[rows], times[rows], _only(ids, rows), values)

    @cached_property
    def _own(self) -> tuple[Rows, Rows, Column, Column]:
        table = self._read([FILE, LINE, TIME, ID])
        files, ids = (_column(table[name], None) for name in (FILE, ID))
        return _numbers(table[LINE], 0), _numbers(table[TIME], NO_TIME), files, ids

    def _in_file(self, rows: Rows, values: dict[str, Column]) -> Hits:
        ids = _only(self.columns(["event_id"])["event_id"], rows) if "event_id" in self._names else _nothing(len(rows))
        texts = [None if value is None or value == "" else str(value) for value in ids.values]
        files = Column(np.zeros(len(rows), np.int32), [self._part.name])
        return Hits(files, rows + self._before + 1, self._times[rows], Column(ids.codes, texts), values)

    @cached_property
    def _times(self) -> Rows:
        if "timestamp" not in self._names:
            return np.full(self.size, NO_TIME, np.int64)
        written = self._read(["timestamp"])["timestamp"]
        return _numbers(pc.cast(written, pa.timestamp("us", written.type.tz)).cast(pa.int64()), NO_TIME)

    def _read(self, names: Sequence[str]) -> pa.Table:
        return self._file.read_row_groups(list(self._part.groups), columns=list(names), use_threads=False)


def is_plain(path: Path) -> bool:
    """Whether every column holds values as events have them, times as moments, and nothing has to be read one by one."""
    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow
    plain: tuple[Callable[[pa.DataType], bool], ...] = (
        pa.types.is_string,
        pa.types.is_integer,
        pa.types.is_boolean,
        pa.types.is_floating,
    )
    others = [field for field in schema if not any(is_so(field.type) for is_so in plain)]
    times = [name for name in ("@timestamp", "time") if name in schema.names]
    return (
        not times
        and all(field.name == "timestamp" and pa.types.is_timestamp(field.type) for field in others)
        and ("timestamp" not in schema.names or pa.types.is_timestamp(schema.field("timestamp").type))
    )


@dataclass(frozen=True, slots=True)
class Texts:
    """A field before anything of it becomes a value: its distinct texts, and which row holds which."""

    _encoded: pa.DictionaryArray
    _kind: str | None

    @property
    def distinct(self) -> pa.Array:
        """Every text once."""
        return self._encoded.dictionary

    def codes(self) -> Codes:
        """The place of its text for every row, or -1."""
        return _codes(self._encoded)

    def values(self, places: Codes) -> Sequence[Value]:
        """The values that stand at some places of ``distinct``."""
        return _values(self.distinct.take(pa.array(places)), self._kind)


class _Moments(Sequence[Value]):
    """Moments in ISO 8601, each written when somebody asks for it."""

    def __init__(self, moments: pa.Array) -> None:
        self._moments = moments

    def __len__(self) -> int:
        return len(self._moments)

    @overload
    def __getitem__(self, place: int) -> Value: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Value]: ...
    def __getitem__(self, place: int | slice) -> Value | Sequence[Value]:
        if isinstance(place, slice):
            return _Moments(self._moments[place])
        moment: Value = self._moments[int(place)].as_py().isoformat()
        return moment


def _column(values: pa.ChunkedArray, kind: str | None) -> Column:
    encoded = _encoded(values)
    if encoded is None:
        numbering = Numbering()
        codes = numbering.codes(values_of(values, kind))
        return Column(codes, numbering.values())
    return Column(_codes(encoded), _values(encoded.dictionary, kind))


def _values(distinct: pa.Array, kind: str | None) -> Sequence[Value]:
    return _Moments(distinct) if pa.types.is_timestamp(distinct.type) else values_of(distinct, kind)


def _encoded(values: pa.ChunkedArray) -> pa.DictionaryArray | None:
    """A column with its values once; None for lists."""
    if pa.types.is_list(values.type):
        return None
    if not pa.types.is_dictionary(values.type):
        values = values.dictionary_encode()
    whole = pa.chunked_array(values.unify_dictionaries().chunks, values.type).combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        return whole.chunk(0) if whole.num_chunks else pa.array([], values.type)
    return whole


def _codes(encoded: pa.DictionaryArray) -> Codes:
    codes: Codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return codes


def _only(column: Column, rows: Rows) -> Column:
    return Column(column.codes[rows], column.values)


def _numbers(values: pa.ChunkedArray, missing: int) -> Rows:
    found: Rows = pc.fill_null(values, missing).to_numpy()
    return found


def _firsts(column: Column, rows: Rows) -> Column:
    """A column of some rows, with the first value of a list instead of the list."""
    if isinstance(column.values, _Moments) or list not in set(map(type, column.values)):
        return _only(column, rows)
    numbering = Numbering()
    firsts: list[Value] = [_first(value) for value in column.values]
    codes = np.append(numbering.codes(firsts), np.int32(-1))[column.codes[rows]]
    return Column(codes, numbering.values())


def _first(value: Value) -> Scalar:
    return next((each for each in value if each is not None), None) if isinstance(value, list) else value


def _nothing(size: int) -> Column:
    return Column(np.full(size, -1, np.int32), ())
