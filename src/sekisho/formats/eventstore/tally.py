"""What is counted of a file while it is taken in: volume a day and stream, record numbers, steps of the clock backwards.

Knows which columns name party, system and origin. Refuses to judge what was counted.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from sekisho.detection.streams import DayVolume, Stream, Traits
from sekisho.formats.eventstore.columns import TIME
from sekisho.formats.eventstore.places import UNKNOWN_DAY

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STREAM = ("party", "system")


class Tally:
    """Counts one file."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._volumes: dict[tuple[Stream, str], DayVolume] = {}
        self._unreadable: Counter[str] = Counter()
        self._last_seen: int | None = None

    def at(self, time: int | None) -> None:
        """An event of this time was read just now (needed only among unreadable lines)."""
        if time is not None:
            self._last_seen = time

    def unreadable(self) -> None:
        """A line could not be read; it is counted on the day of the last event before it."""
        self._unreadable[_day(self._last_seen)] += 1

    def count(self, table: pa.Table) -> None:
        """Events that were kept, in the order of the file."""
        names = [name for name in _STREAM if name in table.column_names]
        days = table[TIME].cast(pa.timestamp("us")).cast(pa.date32())
        keys = {name: _plain(table[name]) for name in names}
        grouped = pa.table({**keys, "day": days, "time": table[TIME]}).group_by([*names, "day"])
        for row in grouped.aggregate([("time", "min"), ("time", "max"), ([], "count_all")]).to_pylist():
            stream = Stream(self._source, *(row.get(name) or "" for name in _STREAM))
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
        return Traits(volumes=tuple(self._volumes[key] for key in order))


def _day(time: int | None) -> str:
    return UNKNOWN_DAY if time is None else str((_EPOCH + timedelta(microseconds=time)).date())


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column by which rows can be grouped: of a list its first text."""
    if not pa.types.is_list(column.type):
        return column
    return pa.chunked_array([pa.array([row[0] if row else None for row in column.to_pylist()], pa.string())])
