# ruff: noqa: S608  (texts of SQL are put together from constants of this package; values are bound)
"""Events of log files, Parquet files and stores as one relation ``events`` of text columns in a DuckDB database.

Knows which columns were asked for and where they stand; what a source lacks is NULL. Log files are read by ``formats.events``,
Parquet is left where it is (a view: only the columns and rows that a step needs are read). Refuses to know what is summed.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from sekisho.detection.event import Event, Unreadable, Value
from sekisho.formats.events import Found, PathKind, found_files, read_file
from sekisho.formats.events.mapping import Mapping as ColumnMapping
from sekisho.formats.eventstore import Store, open_store
from sekisho.formats.fault import Fault, Faults

_AT_ONCE = 50_000
_MEMORY = "3GB"
#: The character between the values of a field that stands several times in one event.
LISTED = 0x1F
#: The relation's own columns: where the event stands, when it was (µs since 1970, UTC), and its number.
_OWN = (("file", "VARCHAR"), ("line", "BIGINT"), ("time", "BIGINT"), ("id", "VARCHAR"))


@dataclass(slots=True)
class Gathered:
    """What was read: lines that could not be, how many sources there are, and the stores among them (for their manifests)."""

    unreadable: list[Unreadable] = field(default_factory=list)
    stores: list[Store] = field(default_factory=list)
    sources: int = 0


@contextmanager
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory that spills into a folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sekisho-") as spill, duckdb.connect() as db:
        db.execute(f"SET temp_directory = '{spill}'; SET memory_limit = '{_MEMORY}'; SET TimeZone = 'UTC'")
        db.execute("SET preserve_insertion_order = false")
        yield db


def gather(  # noqa: PLR0913  (each is a choice of its own)
    db: duckdb.DuckDBPyConnection,
    paths: Iterable[str | Path],
    fields: Sequence[str],
    *,
    layout: str = "auto",
    mapping: ColumnMapping | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Gathered:
    """Make the relation ``events`` (file, line, time, id and ``fields``, all text) of everything that stands at ``paths``.

    ``first`` and ``last`` (days in UTC, both included) let a store leave out the parts of other days; events of files come all.
    Events of one id are one event. Raises Faults when a path or a store cannot be read.
    """
    told = Gathered()
    columns = ", ".join(f"{_quoted(name)} VARCHAR" for name in fields)
    db.execute(f"CREATE TABLE loaded ({', '.join(' '.join(own) for own in _OWN)}, {columns})")
    views = ["SELECT * FROM loaded"]
    for place, found in enumerate(found_files(paths)):
        told.sources += 1
        if found.kind is PathKind.LOG:
            _load(db, found, fields, layout, mapping, told)
        else:
            views += _views(db, found, fields, f"parts_{place}", told, (first, last))
    _make_view(db, views, fields, with_ids=told.sources > len(told.stores))
    return told


def _make_view(db: duckdb.DuckDBPyConnection, views: Sequence[str], fields: Sequence[str], *, with_ids: bool) -> None:
    """The relation over everything. A store holds each id once; files and several sources have to be looked through."""
    everything = " UNION ALL ".join(views)
    numbered = with_ids and db.execute(f"SELECT 1 FROM ({everything}) WHERE id IS NOT NULL LIMIT 1").fetchall()
    if not numbered and len(views) <= 2:
        db.execute(f"CREATE VIEW events AS {everything}")
        return
    names = ", ".join([*(name for name, _ in _OWN), *map(_quoted, fields)])
    db.execute(
        f"""CREATE TABLE events AS SELECT {names} FROM ({everything}) WHERE id IS NULL UNION ALL
        SELECT {names} FROM ({everything}) WHERE id IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY id ORDER BY time NULLS LAST, file, line) = 1"""
    )
    db.execute("DROP TABLE loaded")


def _load(  # noqa: PLR0913, PLR0917  (what one file is read by)
    db: duckdb.DuckDBPyConnection,
    found: Found,
    fields: Sequence[str],
    layout: str,
    mapping: ColumnMapping | None,
    told: Gathered,
) -> None:
    """The events of one log file, some ten thousand at once."""
    rows: list[Event] = []
    for made in read_file(found.path, layout, mapping, name=found.name, wanted=frozenset(fields)):
        if isinstance(made, Unreadable):
            told.unreadable.append(made)
            continue
        rows.append(made)
        if len(rows) == _AT_ONCE:
            _insert(db, rows, fields)
            rows.clear()
    _insert(db, rows, fields)


def _insert(db: duckdb.DuckDBPyConnection, rows: Sequence[Event], fields: Sequence[str]) -> None:
    if not rows:
        return
    columns = {
        "file": pa.array([row.ref.file for row in rows], pa.string()),
        "line": pa.array([row.ref.line for row in rows], pa.int64()),
        "time": pa.array([row.time for row in rows], pa.int64()),
        "id": pa.array([row.id for row in rows], pa.string()),
        **{name: pa.array([_text(row.fields.get(name)) for row in rows], pa.string()) for name in fields},
    }
    db.register("batch", pa.table(columns))
    db.execute("INSERT INTO loaded SELECT * FROM batch")
    db.unregister("batch")


def _text(value: Value) -> str | None:
    """A value as text; of a field that stands several times all, parted by ``LISTED``; of an empty text nothing."""
    if isinstance(value, list):
        return chr(LISTED).join(text for item in value if (text := _text(item)) is not None) or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None or value == "" else _sound(str(value))


def _sound(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _views(  # noqa: PLR0913, PLR0917  (what one source is told)
    db: duckdb.DuckDBPyConnection,
    found: Found,
    fields: Sequence[str],
    name: str,
    told: Gathered,
    days: tuple[date | None, date | None],
) -> list[str]:
    """SELECTs over the Parquet files of one source: one for all files with the same columns of interest."""
    if found.kind is PathKind.STORE:
        store = open_store(found.path)
        told.stores.append(store)
        told.unreadable.extend(store.unreadable())
        files = store.parts(first=days[0], last=days[1])
    else:
        files = [found.path]
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for file in files:
        alike.setdefault(_kinds(file, fields), []).append(str(file))
    views = []
    for number, (kinds, some) in enumerate(alike.items()):
        view = f"{name}_{number}"
        db.read_parquet(some, file_row_number=True).create_view(view)
        views.append(f"SELECT {_own(dict(kinds), found.name)}, {_fields(dict(kinds), fields)} FROM {view}")
    return views


def _kinds(file: Path, fields: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The columns of a Parquet file that are of interest, with their types."""
    try:
        schema = pq.read_schema(file)
    except (pa.ArrowInvalid, OSError) as error:
        remedy = "ファイルを作り直すか、外してください。"
        raise Faults([Fault(str(file), "Parquetとして読めません", remedy)]) from error
    wanted = {*fields, "timestamp", "event_id", *(f"sekisho.{name}" for name in ("file", "line", "time", "id"))}
    return tuple((column.name, _kind(column.type)) for column in schema if column.name in wanted)


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return "list"
    if pa.types.is_integer(kind):
        return "count"
    if pa.types.is_timestamp(kind):
        return "moment" if kind.tz is None else "moment in UTC"
    return "text"


def _own(kinds: dict[str, str], name: str) -> str:
    if "sekisho.time" in kinds:
        return '"sekisho.file" AS file, "sekisho.line" AS line, "sekisho.time" AS "time", "sekisho.id" AS id'
    time = "NULL::BIGINT"
    if "timestamp" in kinds:
        time = f"epoch_us({_moment(kinds['timestamp'])})"
    number = "event_id::VARCHAR" if "event_id" in kinds else "NULL::VARCHAR"
    quoted = name.replace("'", "''")
    return f"""'{quoted}' AS file, file_row_number + 1 AS line, {time} AS "time", {number} AS id"""


def _moment(kind: str) -> str:
    """The time of a plain Parquet file, as ``formats.events`` reads it: what states no offset is UTC.

    A moment, ISO 8601, or seconds since 1970 (milli-, micro- or nanoseconds, by the number of digits).
    """
    if kind.startswith("moment"):
        return '"timestamp"::TIMESTAMPTZ'
    if kind == "count":
        digits = 'length("timestamp"::VARCHAR)'
        factor = f"CASE WHEN {digits} <= 11 THEN 1000000 WHEN {digits} <= 14 THEN 1000 ELSE 1 END"
        whole = f'CASE WHEN {digits} <= 17 THEN "timestamp"::HUGEINT * {factor} ELSE "timestamp"::HUGEINT // 1000 END'
        return f"make_timestamptz(({whole})::BIGINT)"
    zoned = """regexp_matches("timestamp"::VARCHAR, '(Z|z|[+-][0-9]{2}:?[0-9]{2})\\s*$')"""
    text = '"timestamp"::VARCHAR'
    return f"TRY_CAST(CASE WHEN {zoned} THEN {text} ELSE {text} || '+00:00' END AS TIMESTAMPTZ)"


def _fields(kinds: dict[str, str], fields: Sequence[str]) -> str:
    def column(name: str) -> str:
        if name not in kinds:
            return f"NULL::VARCHAR AS {_quoted(name)}"
        value = _quoted(name)
        if kinds[name] == "list":
            value = f"array_to_string({value}, chr({LISTED}))"
        elif kinds[name] == "moment in UTC":
            value = f"{value}::VARCHAR || ':00'"  # DuckDB writes the offset as +00
        return f"nullif({value}::VARCHAR, '') AS {_quoted(name)}"

    return ", ".join(column(name) for name in fields)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
