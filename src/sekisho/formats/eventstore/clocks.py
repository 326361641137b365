"""Steps of a clock backwards, found while a file is taken in.

Knows that within a file the events of one origin follow one another. Refuses to judge: what is out of order altogether is
told with its numbers.
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from sekisho.detection.streams import StepBack, Stream
from sekisho.formats.eventstore.columns import LINE, TIME

#: Events that come a little late are no step of a clock.
TOLERANCE = 5 * 60 * 1_000_000

#: Party, system and origin.
_Key = tuple[str, str, str]


class Clocks:
    """Follows the clocks of one file."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._last: dict[_Key, int] = {}
        self._rows: dict[_Key, int] = {}
        self._steps: dict[_Key, tuple[int, int, int, int]] = {}  # line, before, after, times
        self._rising = self._falling = 0
        self._end: int | None = None

    def count(self, table: pa.Table, named: Mapping[str, pa.ChunkedArray]) -> None:
        """Follow events in the order of the file. ``named`` are the columns party, system and origin."""
        rows = pa.table({**named, "line": table[LINE], "time": table[TIME]}).filter(pc.is_valid(table[TIME]))
        if not len(rows):
            return
        times = rows["time"]
        before = [] if self._end is None else [pa.array([self._end], pa.int64())]
        steps = pc.pairwise_diff(pa.chunked_array([*before, *times.chunks]).combine_chunks())
        self._end = times[len(times) - 1].as_py()
        self._rising += pc.sum(pc.greater(steps, 0)).as_py() or 0
        self._falling += pc.sum(pc.less(steps, 0)).as_py() or 0
        falls = pc.min(steps).as_py()
        if (falls is None or falls >= 0) and times[0].as_py() >= max(self._last.values(), default=times[0].as_py()):
            self._follow_order(rows)
        else:
            self._follow_each(rows)

    def _follow_order(self, rows: pa.Table) -> None:
        """No event is before another: only where each origin ends is kept."""
        grouped = rows.group_by(["party", "system", "origin"]).aggregate([("time", "max"), ([], "count_all")])
        for row in grouped.to_pylist():
            key = row["party"], row["system"], row["origin"]
            self._last[key] = row["time_max"]
            self._rows[key] = self._rows.get(key, 0) + row["count_all"]

    def _follow_each(self, rows: pa.Table) -> None:
        columns = (rows[name].to_pylist() for name in ("party", "system", "origin", "line", "time"))
        for party, system, origin, line, time in zip(*columns, strict=True):
            key = party, system, origin
            before = self._last.get(key, time)
            if time < before - TOLERANCE:
                first = self._steps.get(key, (line, before, time, 0))
                self._steps[key] = (*first[:3], first[3] + 1)
            self._last[key] = time
            self._rows[key] = self._rows.get(key, 0) + 1

    def found(self) -> tuple[StepBack, ...]:
        """The steps backwards by origin. A file that is newest first has none: its order is not that of a clock."""
        if self._falling > self._rising:
            return ()
        return tuple(
            StepBack(Stream(self._source, party, system), origin, line, before, after, times, self._rows[party, system, origin])
            for (party, system, origin), (line, before, after, times) in sorted(self._steps.items())
        )
