"""What a store holds about somebody or something between two moments: how many events, and one page of them.

Knows that few columns tell which rows are meant, so that only the page itself is read whole. Refuses to judge, and to search
by anything but equal texts.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sekisho.detection.event import Event
from sekisho.formats.eventstore.columns import FILE, ID, LINE, TIME, column_of, field_of, to_events
from sekisho.formats.eventstore.places import damaged
from sekisho.formats.eventstore.reading import Store

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ORDER = [("time", "ascending"), ("part", "ascending"), ("group", "ascending"), ("row", "ascending")]
_ROWS = pa.schema([("time", pa.int64()), ("part", pa.int64()), ("group", pa.int64()), ("row", pa.int64())])


@dataclass(frozen=True, slots=True)
class Sought:
    """Events from ``first`` until ``last`` (microseconds since 1970, UTC; the last one excluded) whose fields are these texts.

    ``parties``: only events of one of these (None: of all, and those that name none). ``fields`` are the names that are
    wanted of them (none: all).
    """

    first: int
    last: int
    about: Mapping[str, str]
    parties: frozenset[str] | None = None
    fields: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """``events`` are those from number ``start`` (0-based) of ``total``, by time."""

    total: int
    start: int
    events: Sequence[Event]


def page_of(store: Store, sought: Sought, *, most: int, start: int | None = None, near: int = 0) -> Page:
    """The page of ``most`` events in which number ``start`` stands, or the first event not before ``near``; else the last page.

    Raises ``Faults`` when the store is damaged.
    """
    parts = store.parts(first=_day(sought.first), last=_day(sought.last - 1))
    found = pa.concat_tables([_ROWS.empty_table(), *(table for each in enumerate(parts) for table in _meant(*each, sought))])
    if start is None:
        start = pc.sum(pc.less(found["time"], near)).as_py() or 0
    start = min(start, max(found.num_rows - 1, 0)) // most * most
    order = pc.select_k_unstable(found, start + most, _ORDER) if found.num_rows else pa.array([], pa.int64())
    rows = found.take(order.slice(start, most)).to_pylist()
    return Page(found.num_rows, start, _read(parts, rows, sought.fields))


def _meant(number: int, path: Path, sought: Sought) -> Iterator[pa.Table]:
    """The rows of one part that are meant: their times and where they stand."""
    try:
        with pq.ParquetFile(path) as part:
            about = {column_of(name): value for name, value in sought.about.items()}
            limits = {**about, **({"party": ""} if sought.parties is not None else {})}
            names = set(part.schema_arrow.names)
            if not names.issuperset(limits) or any(part.schema_arrow.field(name).type != pa.string() for name in limits):
                return
            for group in range(part.num_row_groups):
                table = part.read_row_group(group, columns=[TIME, *limits])
                mask = pc.and_(pc.greater_equal(table[TIME], sought.first), pc.less(table[TIME], sought.last))
                for name, value in about.items():
                    mask = pc.and_(mask, pc.equal(table[name], value))
                if sought.parties is not None:
                    mask = pc.and_(mask, pc.is_in(table["party"], pa.array(sorted(sought.parties), pa.string())))
                rows = pc.indices_nonzero(mask.combine_chunks()).cast(pa.int64())
                where = [pa.repeat(pa.scalar(each, pa.int64()), len(rows)) for each in (number, group)]
                yield pa.table([table[TIME].take(rows), *where, rows], schema=_ROWS)
    except (pa.ArrowInvalid, OSError) as error:
        raise damaged(path, "Parquet として読めません") from error


def _read(parts: Sequence[Path], rows: Sequence[Mapping[str, int]], fields: Collection[str]) -> list[Event]:
    """The events of the rows, in their order; each group of rows is read once."""
    found: dict[tuple[int, int, int], Event] = {}
    for number, group in sorted({(row["part"], row["group"]) for row in rows}):
        inside = [row["row"] for row in rows if (row["part"], row["group"]) == (number, group)]
        with pq.ParquetFile(parts[number]) as part:
            own = (FILE, LINE, TIME, ID)
            names = [name for name in part.schema_arrow.names if name in own or not fields or field_of(name) in fields]
            table = part.read_row_group(group, columns=names).take(inside)
        found |= {(number, group, row): event for row, event in zip(inside, to_events(table), strict=True)}
    return [found[row["part"], row["group"], row["row"]] for row in rows]


def _day(micros: int) -> date:
    return (_EPOCH + timedelta(microseconds=micros)).date()
