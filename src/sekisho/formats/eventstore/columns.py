"""Events as columns and back: one column of text per field, and the store's own columns under reserved names.

Knows how values become text and which kind of value they were. Refuses to know files and days.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sekisho.detection.event import Event, EventRef, Scalar, Value

#: The store's own columns. A field of the source whose name begins alike gets the prefix once more (``column_of``).
RESERVED = "sekisho."
FILE, LINE, TIME, ID, RAW, SOURCE = (RESERVED + name for name in ("file", "line", "time", "id", "raw", "source"))
OWN: Mapping[str, pa.DataType] = {
    FILE: pa.string(),
    LINE: pa.int64(),
    TIME: pa.int64(),
    ID: pa.string(),
    RAW: pa.binary(16),
    SOURCE: pa.string(),
}

#: Under this key a column says what its texts were: ``number`` or ``bool``; nothing is said of text and of mixtures.
KIND = b"sekisho.kind"
_KINDS: Mapping[frozenset[type], str] = {
    frozenset({str}): "text",
    frozenset({bool}): "bool",
    frozenset({int}): "number",
    frozenset({float}): "number",
    frozenset({int, float}): "number",
}
_TEXT, _LIST = pa.string(), pa.list_(pa.field("element", pa.string()))
_NONE = type(None)


@dataclass(frozen=True, slots=True)
class Field:
    """The values of one field over some rows: texts or lists of texts, and what they were before (None: nothing yet)."""

    values: pa.Array | pa.ChunkedArray
    kind: str | None


def column_of(field: str) -> str:
    """The column in which a field of the source stands.

    >>> column_of("user"), column_of("sekisho.file")
    ('user', 'sekisho.sekisho.file')
    """
    return RESERVED + field if field.startswith(RESERVED) else field


def field_of(column: str) -> str | None:
    """The field that a column holds, None for the store's own columns.

    >>> field_of("user"), field_of("sekisho.sekisho.file"), field_of("sekisho.file")
    ('user', 'sekisho.file', None)
    """
    if column.startswith(RESERVED + RESERVED):
        return column.removeprefix(RESERVED)
    return None if column.startswith(RESERVED) else column


def to_table(events: Sequence[Event], raw: Sequence[bytes | None] | None, source: str) -> pa.Table:
    """The events as one table, in their order. ``raw`` are the hashes of their lines, if they have lines."""
    count = len(events)
    own: Mapping[str, Any] = {
        FILE: [event.ref.file for event in events],
        LINE: [event.ref.line for event in events],
        TIME: [event.time for event in events],
        ID: [event.id for event in events],
        RAW: raw if raw is not None else pa.nulls(count, OWN[RAW]),
        SOURCE: pa.repeat(source, count),
    }
    fields = {name: Field(pa.array(values, OWN[name]), None) for name, values in own.items()}
    return _table(fields | {column_of(name): field for name, field in _fields(events).items()})


def _fields(events: Sequence[Event]) -> Mapping[str, Field]:
    """Columns by the shapes of events.

    Most lines of a log have the same fields in the same order, so that whole rows are turned around at once; a field that
    some shapes lack is scattered over the rows that have it.
    """
    shapes: dict[tuple[str, ...], tuple[list[int], list[tuple[Value, ...]]]] = {}
    for place, event in enumerate(events):
        names = tuple(event.fields)
        shape = shapes.get(names)
        if shape is None:
            shape = shapes[names] = ([], [])
        shape[0].append(place)
        shape[1].append(tuple(event.fields.values()))
    found: dict[str, list[tuple[pa.Array, Field]]] = {}
    for names, (places, rows) in shapes.items():
        where = pa.array(places, pa.int64())
        for name, values in zip(names, zip(*rows, strict=True), strict=True):
            found.setdefault(name, []).append((where, _field(values)))
    return {name: _scattered(pieces, len(events)) for name, pieces in found.items()}


def _scattered(pieces: Sequence[tuple[pa.Array, Field]], count: int) -> Field:
    joined = _joined([field for _, field in pieces])
    if len(pieces) == 1 and len(pieces[0][0]) == count:
        return joined
    places = pa.chunked_array([where for where, _ in pieces]).combine_chunks()
    order = pc.inverse_permutation(places, max_index=count - 1)
    return Field(joined.values.take(order), joined.kind)


def _field(values: Sequence[Value]) -> Field:
    types = set(map(type, values)) - {_NONE}
    if list in types:
        rows = [value if value is None or isinstance(value, list) else [value] for value in values]
        inner = {type(item) for row in rows if row for item in row} - {_NONE}
        texts = [None if row is None else [_text(item) for item in row] for row in rows]
        return Field(_array(texts, _LIST), _KINDS.get(frozenset(inner), "mixed") if inner else None)
    if types <= {str}:
        return Field(_array(values, _TEXT), "text" if types else None)
    return Field(_texts(values, types), _KINDS.get(frozenset(types), "mixed"))


def _texts(values: Sequence[Value], types: set[type]) -> pa.Array:
    if types == {int}:
        with suppress(OverflowError):  # beyond 64 bits the slower way is right too
            return pa.array(values, pa.int64()).cast(_TEXT)
    return _array([_text(value) for value in values], _TEXT)


def _text(value: object) -> str | None:
    """A value as JSON writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None or isinstance(value, str) else repr(value) if isinstance(value, float) else str(value)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:  # half a surrogate pair, which no text file can hold
        return pa.array([_sound(value) for value in values], kind)


def _sound(value: Any) -> Any:
    if isinstance(value, list):
        return [_sound(item) for item in value]
    return value if value is None else value.encode("utf-8", "replace").decode()


def _joined(fields: Sequence[Field]) -> Field:
    """Fields below one another. A list among texts makes them all lists; kinds that differ are mixed."""
    kinds = {field.kind for field in fields if field.kind}
    kind = kinds.pop() if len(kinds) == 1 else "mixed" if kinds else None
    if len(fields) == 1:
        return Field(fields[0].values, kind)
    types = {field.values.type for field in fields}
    arrays = [field.values if len(types) == 1 else _listed(field.values) for field in fields]
    return Field(pa.chunked_array(chunk for array in arrays for chunk in _chunks(array)), kind)


def _chunks(array: pa.Array | pa.ChunkedArray) -> Sequence[pa.Array]:
    return array.chunks if isinstance(array, pa.ChunkedArray) else [array]


def _listed(array: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Texts as lists of one text; a missing one stays missing."""
    if isinstance(array, pa.ChunkedArray):
        return pa.chunked_array([_listed(chunk) for chunk in array.chunks], _LIST)
    if pa.types.is_list(array.type):
        return array
    return pa.ListArray.from_arrays(pa.array(range(len(array) + 1), pa.int32()), array, mask=pc.is_null(array))


def join(tables: Sequence[pa.Table]) -> pa.Table:
    """Tables below one another. What one of them lacks is missing there; columns keep their first order."""
    if len(tables) == 1:
        return tables[0]
    names = list(dict.fromkeys(name for table in tables for name in table.column_names))
    return _table({name: _joined([_of(table, name, tables) for table in tables]) for name in names})


def _of(table: pa.Table, name: str, tables: Sequence[pa.Table]) -> Field:
    if name in table.column_names:
        return Field(table[name], kind_of(table.schema.field(name)))
    alike = next(other for other in tables if name in other.column_names)
    return Field(pa.nulls(len(table), alike.schema.field(name).type), None)


def kind_of(field: pa.Field) -> str | None:
    """What the texts of a column were: ``text``, ``number``, ``bool``, ``mixed``; None: there is no value."""
    told = (field.metadata or {}).get(KIND)
    return told.decode() if told else None


def _table(fields: Mapping[str, Field]) -> pa.Table:
    schema = pa.schema(
        [
            pa.field(name, field.values.type, metadata={KIND: field.kind.encode()} if field.kind else None)
            for name, field in fields.items()
        ]
    )
    return pa.table([field.values for field in fields.values()], schema=schema)


def without_empty(table: pa.Table) -> pa.Table:
    """The table without columns in which no row has a value; the store's own columns always stay."""
    kept = [name for name in table.column_names if name in OWN or table[name].null_count < len(table)]
    return table if len(kept) == table.num_columns else table.select(kept)


def to_events(table: pa.Table | pa.RecordBatch) -> Iterator[Event]:
    """The events of a table, in its order, as their reader gave them; what was null is missing."""
    names = [(field_of(column.name), column) for column in table.schema]
    fields = [(name, values_of(table.column(column.name), kind_of(column))) for name, column in names if name is not None]
    own = {name: table.column(name).to_pylist() for name in (FILE, LINE, TIME, ID)}
    labels = [name for name, _ in fields]
    rows = zip(*(values for _, values in fields), strict=True) if fields else iter([()] * len(table))
    for file, line, time, number, row in zip(own[FILE], own[LINE], own[TIME], own[ID], rows, strict=True):
        held = {name: value for name, value in zip(labels, row, strict=True) if value is not None}
        yield Event(EventRef(file, line), time, held, number)


def values_of(column: pa.Array | pa.ChunkedArray, kind: str | None) -> Sequence[Value]:
    """The values of a column as their reader gave them; ``kind`` is what ``kind_of`` tells of the column."""
    values: list[Value] = column.to_pylist()
    if kind not in ("number", "bool"):
        return values
    read = _bool if kind == "bool" else _number
    return [
        [None if item is None else read(str(item)) for item in value]
        if isinstance(value, list)
        else None
        if value is None
        else read(str(value))
        for value in values
    ]


def _bool(text: str) -> Scalar:
    return text == "true"


def _number(text: str) -> Scalar:
    try:
        return int(text)
    except ValueError:
        return float(text)
