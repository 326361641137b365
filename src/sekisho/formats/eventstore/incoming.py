"""One file on its way into the store: events become parts, in memory that does not grow with the file.

Knows batches, days, and that an id which is known is not kept again. Refuses to make anything count: whoever started it
gives the parts their places.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sekisho.detection.event import Event, Unreadable
from sekisho.formats.eventstore.columns import FILE, ID, LINE, RAW, SOURCE, TIME, join, to_table, without_empty
from sekisho.formats.eventstore.ids import IdRun, Key, keys_of, known_among, write_run
from sekisho.formats.eventstore.manifest import Manifest, Part, Run
from sekisho.formats.eventstore.places import UNKNOWN_DAY, sync
from sekisho.formats.eventstore.tally import Tally

_BATCH = 16_384
_ENOUGH_BYTES = 96_000_000
_ENOUGH_ROWS = 524_288
_ROW_GROUP = 131_072
_DICTIONARY = 4 << 20  # a column whose distinct texts of a row group outgrow this is written without a dictionary
_LEVEL = 3

#: The hashes of the lines on which events stand, in the order asked (ascending in a file).
LineHashes = Callable[[Sequence[int]], list[bytes | None]]


@dataclass(frozen=True, slots=True)
class Received:
    """What is taken in: SHA-256 of the content (hex), the name it came by, size in bytes, and the layout it is read in.

    ``hashes`` gives the hashes of raw lines, if what was received has lines.
    """

    content: str
    name: str
    bytes: int
    layout: str
    hashes: LineHashes | None = None


class Incoming:
    """Gathers the events of one file into parts that lie in ``aside``."""

    def __init__(self, received: Received, aside: Path, runs: Sequence[IdRun]) -> None:
        self._received = received
        self._aside = aside
        self._known = list(runs)
        self._tables: list[pa.Table] = []
        self._parts: list[Part] = []
        self._own_runs: list[Run] = []
        self._tally = Tally(received.layout)
        self._rows = self._repeats = self._unreadable = 0

    def extend(self, items: Iterable[Event | Unreadable]) -> None:
        """Take events and unreadable lines, in the order of the file."""
        with _collecting_seldom():
            self._extend(iter(items))

    def _extend(self, walk: Iterator[Event | Unreadable]) -> None:
        while batch := list(islice(walk, _BATCH)):
            events = [item for item in batch if isinstance(item, Event)]
            if len(events) < len(batch):
                self._keep_unreadable(batch)
            elif events:
                self._tally.at(next((event.time for event in reversed(events) if event.time is not None), None))
            if events:
                self._gather(events)

    def _gather(self, events: Sequence[Event]) -> None:
        hashes = self._received.hashes
        raw = hashes([event.ref.line for event in events]) if hashes else None
        self._tables.append(to_table(events, raw, self._received.layout))
        if sum(table.nbytes for table in self._tables) > _ENOUGH_BYTES or sum(map(len, self._tables)) >= _ENOUGH_ROWS:
            self._flush()

    def _keep_unreadable(self, batch: Sequence[Event | Unreadable]) -> None:
        """Write the lines that could not be read beside the manifest, and count them on the day of the event before."""
        with self._unreadable_file.open("ab") as out:
            for item in batch:
                if isinstance(item, Event):
                    self._tally.at(item.time)
                else:
                    self._unreadable += 1
                    self._tally.unreadable()
                    out.write(orjson.dumps({"file": item.ref.file, "line": item.ref.line, "why": item.why}) + b"\n")

    @property
    def _unreadable_file(self) -> Path:
        return self._aside / f"{self._received.content}.unreadable"

    def _flush(self) -> None:
        """Write what was gathered, one part a day, without the events that are known already."""
        if not self._tables:
            return
        table = self._new(join(self._tables))
        self._tables.clear()
        self._rows += len(table)
        self._tally.count(table)
        gc.collect(0)  # only among what came since the last flush, not among all that the process holds
        for day, rows in by_day(table):
            name = f"day={day}/part-{self._received.content[:24]}-{len(self._parts):05d}.parquet"
            self._parts.append(write_part(rows, self._aside, name))

    def _new(self, table: pa.Table) -> pa.Table:
        """The rows whose id was seen neither before nor above; the ids are kept as a run of their own."""
        if table[ID].null_count == len(table):
            return table
        keys = keys_of(table[ID].to_pylist())
        there = [key for key in keys if key is not None]
        distinct = {*there}
        seen = known_among([*distinct], self._known)
        self._keep_ids(distinct - seen)
        if not seen and len(distinct) == len(there):
            return table
        kept = _first_of_each(keys, seen)
        self._repeats += len(keys) - sum(kept)
        return table.filter(pa.array(kept))

    def _keep_ids(self, fresh: set[Key]) -> None:
        if not fresh:
            return
        path = self._aside / f"{self._received.content[:24]}-{len(self._own_runs):05d}.ids"
        run = Run(path.name, write_run(path, fresh))
        sync(path)
        self._own_runs.append(run)
        self._known.append(IdRun(path, run.count))

    def finish(self) -> Manifest:
        """Write the rest; the manifest of all that was taken."""
        self._flush()
        if self._unreadable:
            sync(self._unreadable_file)
        traits = self._tally.traits()
        return Manifest(
            content=self._received.content,
            name=self._received.name,
            layout=self._received.layout,
            bytes=self._received.bytes,
            rows=self._rows,
            repeats=self._repeats,
            unreadable=self._unreadable,
            first=min((each.first for each in traits.volumes if each.first is not None), default=None),
            last=max((each.last for each in traits.volumes if each.last is not None), default=None),
            traits=traits,
            parts=tuple(self._parts),
            ids=tuple(self._own_runs),
        )


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Let the garbage collector look for cycles once a flush: looking among millions of rows costs a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _first_of_each(keys: Sequence[Key | None], seen: set[Key]) -> list[bool]:
    kept = []
    for key in keys:
        new = key is None or key not in seen
        kept.append(new)
        if new and key is not None:
            seen.add(key)
    return kept


def by_day(table: pa.Table) -> list[tuple[str, pa.Table]]:
    """The rows of each day (UTC), in their order; those without a time are of the day ``unknown``."""
    days = days_of(table)
    if len(pc.unique(days)) < len((runs := pc.run_end_encode(days)).values):
        order = pc.sort_indices(days)  # stable: rows of a day keep their order
        table, runs = table.take(order), pc.run_end_encode(days.take(order))
    start, pieces = 0, []
    for day, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        pieces.append((_day(day), without_empty(table.slice(start, end - start))))
        start = end
    return pieces


def days_of(table: pa.Table) -> pa.Array:
    """The day (UTC) of each row, null where there is no time."""
    return table[TIME].combine_chunks().cast(pa.timestamp("us")).cast(pa.date32())


def _day(day: object) -> str:
    return UNKNOWN_DAY if day is None else str(day)


def write_part(table: pa.Table, aside: Path, name: str) -> Part:
    """Write one part aside, synced; ``name`` is the one it will have under ``events``."""
    path = aside / Path(name).name
    plain = {LINE, TIME, ID, RAW}
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=_LEVEL,
        row_group_size=_ROW_GROUP,
        use_dictionary=[_path(column) for column in table.schema if column.name not in plain],
        dictionary_pagesize_limit=_DICTIONARY,
        write_statistics=[FILE, LINE, TIME, ID, SOURCE],
        write_page_checksum=True,
    )
    sync(path)
    return Part(name, len(table), path.stat().st_size)


def _path(column: pa.Field) -> str:
    """How Parquet calls the values of a column."""
    return f"{column.name}.list.element" if pa.types.is_list(column.type) else column.name
