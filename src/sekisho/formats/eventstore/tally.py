"""What is counted of a file while it is taken in: volume a day and stream, record numbers, steps of the clock backwards.

Knows which columns name party, system and origin. Refuses to judge what was counted.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from sekisho.detection.streams import DayVolume, Stream, Traits
from sekisho.formats.eventstore.clocks import Clocks
from sekisho.formats.eventstore.columns import TIME
from sekisho.formats.eventstore.numbers import Numbers
from sekisho.formats.eventstore.places import UNKNOWN_DAY

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STREAM = ("party", "system")
_ORIGINS = ("Computer", "device", "Hostname", "hostname", "host")


class Tally:
    """Counts one file."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._volumes: dict[tuple[Stream, str], DayVolume] = {}
        self._unreadable: Counter[str] = Counter()
        self._last_seen: int | None = None
        self._clocks = Clocks(source)
        self._numbers = Numbers(source)

    def at(self, time: int | None) -> None:
        """An event of this time was read just now (needed only among unreadable lines)."""
        if time is not None:
            self._last_seen = time

    def unreadable(self) -> None:
        """A line could not be read; it is counted on the day of the last event before it."""
        self._unreadable[_day(self._last_seen)] += 1

    def count(self, table: pa.Table) -> None:
        """Events that were kept, in the order of the file."""
        origin = next((name for name in _ORIGINS if name in table.column_names), None)
        streams = {name: plain(table, name) for name in _STREAM}
        self._count_days(streams, table[TIME])
        named = {**streams, "origin": plain(table, origin)}
        self._clocks.count(table, named)
        self._numbers.count(table, named)

    def _count_days(self, streams: dict[str, pa.ChunkedArray], times: pa.ChunkedArray) -> None:
        days = times.cast(pa.timestamp("us")).cast(pa.date32())
        grouped = pa.table({**streams, "day": days, "time": times}).group_by([*_STREAM, "day"])
        for row in grouped.aggregate([("time", "min"), ("time", "max"), ([], "count_all")]).to_pylist():
            stream = Stream(self._source, row["party"], row["system"])
            day = UNKNOWN_DAY if row["day"] is None else str(row["day"])
            self._add(DayVolume(stream, day, row["count_all"], 0, row["time_min"], row["time_max"]))

    def _add(self, volume: DayVolume) -> None:
        key = volume.stream, volume.day
        before = self._volumes.get(key)
        self._volumes[key] = before.plus(volume) if before else volume

    def traits(self) -> Traits:
        """All that was counted."""
        for day, lines in self._unreadable.items():
            self._add(DayVolume(Stream(self._source), day, 0, lines))
        self._unreadable.clear()
        order = sorted(self._volumes, key=lambda key: (key[0], key[1]))
        volumes = tuple(self._volumes[key] for key in order)
        return Traits(volumes, self._numbers.found(), self._clocks.found())


def _day(time: int | None) -> str:
    return UNKNOWN_DAY if time is None else str((_EPOCH + timedelta(microseconds=time)).date())


def plain(table: pa.Table, name: str | None) -> pa.ChunkedArray:
    """A column by which rows can be grouped: of a list its first text; empty where it is missing."""
    if name is None or name not in table.column_names:
        return pa.chunked_array([pa.repeat("", len(table))])
    column = table[name]
    if pa.types.is_list(column.type):
        rows: Sequence[Sequence[str | None] | None] = column.to_pylist()
        column = pa.chunked_array([pa.array([row[0] if row else None for row in rows], pa.string())])
    return pc.fill_null(column, "")
