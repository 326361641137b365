"""Reading a store: what it held at one moment, and its events.

Knows which parts count and how they are read in bounded memory. Refuses to write anything but its own presence.
"""

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sekisho.detection.event import Event, EventRef, Unreadable
from sekisho.formats.eventstore.columns import OWN, column_of, field_of, to_events
from sekisho.formats.eventstore.lock import reading
from sekisho.formats.eventstore.manifest import Ledger, Manifest, Part, read_ledger
from sekisho.formats.eventstore.places import UNKNOWN_DAY, Places, damaged, day_of

_BATCH = 16_384


class Store:
    """One store as it was when it was opened; parts of it are not deleted while this object lives."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._places = Places(root)
        self._places.require()
        reading(root, self)
        self._ledger: Ledger = read_ledger(self._places)

    @property
    def manifests(self) -> list[Manifest]:
        """What was ingested, by name and content."""
        return self._ledger.manifests

    @property
    def rows(self) -> int:
        """How many events the store holds."""
        return sum(part.rows for part in self._ledger.parts)

    def parts(self, *, first: date | None = None, last: date | None = None) -> list[Path]:
        """The Parquet files that count, by day and name; of some days only (both included; never those without a time)."""
        return [self._places.events / part.name for part in self._ledger.parts if _within(part, first, last)]

    def events(
        self,
        *,
        first: date | None = None,
        last: date | None = None,
        party: str | None = None,
        fields: Collection[str] | None = None,
    ) -> Iterator[Event]:
        """The events by day, of one party only if asked. ``fields`` are the names that are wanted (None: all)."""
        for path in self.parts(first=first, last=last):
            for batch in _batches(path, None if fields is None else {*fields}, party):
                yield from to_events(batch)

    def unreadable(self) -> Iterator[Unreadable]:
        """The lines that could not be read, file by file."""
        for manifest in self.manifests:
            yield from unreadable_of(self._places, manifest)

    def check(self) -> None:
        """Look whether every part is there, can be read and has the rows that its manifest tells, and nothing else is there."""
        self._places.refuse_foreign()
        for part in self._ledger.parts:
            path = self._places.events / part.name
            if _open(path).metadata.num_rows != part.rows:
                raise damaged(path, "行数が目録と違います")


def open_store(root: Path) -> Store:
    """The store in a folder. Raises ``Faults`` when it is none, or when a manifest is damaged."""
    return Store(root)


def is_store(root: Path) -> bool:
    """Whether a folder says that it is a store (of any version, damaged or not)."""
    return Places(root).mark.is_file()


def unreadable_of(places: Places, manifest: Manifest) -> Iterator[Unreadable]:
    """The lines of one ingested file that could not be read."""
    if not manifest.unreadable:
        return
    path = places.sources / f"{manifest.content}.unreadable"
    try:
        with path.open("rb") as lines:
            for line in lines:
                told = orjson.loads(line)
                yield Unreadable(EventRef(told["file"], told["line"]), told["why"])
    except (FileNotFoundError, orjson.JSONDecodeError, KeyError) as error:
        raise damaged(path, "読めない行の控えが読めません") from error


def _within(part: Part, first: date | None, last: date | None) -> bool:
    if first is None and last is None:
        return True
    day = day_of(part.name)
    if day == UNKNOWN_DAY:
        return False
    return (first is None or day >= first.isoformat()) and (last is None or day <= last.isoformat())


def _open(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except FileNotFoundError as error:
        raise damaged(path, "ファイルがありません") from error
    except (pa.ArrowInvalid, OSError) as error:
        raise damaged(path, "Parquet として読めません") from error


def _batches(path: Path, fields: set[str] | None, party: str | None) -> Iterator[pa.RecordBatch]:
    with _open(path) as opened:
        names = opened.schema_arrow.names
        wanted = [name for name in names if name in OWN or fields is None or field_of(name) in fields]
        if party is not None:
            if column_of("party") not in names:
                return
            wanted = list(dict.fromkeys((*wanted, "party")))
        try:
            for batch in opened.iter_batches(_BATCH, columns=wanted):
                kept = batch if party is None else batch.filter(pc.equal(batch.column("party"), party))
                yield kept if fields is None or party is None or "party" in fields else kept.drop_columns(["party"])
        except (pa.ArrowInvalid, OSError) as error:
            raise damaged(path, "Parquet として読めません") from error
