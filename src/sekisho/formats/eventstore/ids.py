"""Which ids of events the store has seen: sorted runs of 128-bit hashes, asked without reading any event.

Knows that a run is two columns of unsigned numbers, the upper halves (sorted) and the lower halves of BLAKE2b hashes. A
handful of ids is looked up by halving, many at once by one pass over the run. Refuses to know events.
"""

import mmap
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sekisho.formats.eventstore.places import damaged

#: The hash of an id.
Key = bytes

_WIDTH = 16
_PASS_PAYS = 64  # rows of a run that one pass reads while a single look-up by halving takes place


def keys_of(ids: Sequence[str | None]) -> list[Key | None]:
    """The hash of each id; None where there is no id."""
    return [None if each is None else key_of(each) for each in ids]


def key_of(number: str) -> Key:
    """The hash of one id."""
    return blake2b(number.encode("utf-8", "replace"), digest_size=_WIDTH).digest()


def _halves(keys: Iterable[Key]) -> "tuple[array[int], array[int]]":
    """Upper and lower halves of keys as numbers, ordered as the keys are."""
    numbers = array("Q", b"".join(keys))
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers[::2], numbers[1::2]


def write_run(path: Path, keys: Iterable[Key]) -> int:
    """Write a run of distinct keys; how many they are."""
    upper, lower = _halves(sorted(keys))
    with path.open("wb") as out:
        upper.tofile(out)
        lower.tofile(out)
    return len(upper)


@dataclass(frozen=True, slots=True)
class IdRun:
    """A run that is asked. ``count`` is what its manifest says."""

    path: Path
    count: int

    def _columns(self) -> tuple[memoryview, memoryview]:
        try:
            with self.path.open("rb") as opened:
                size = self.path.stat().st_size
                held = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) if size else b"").cast("Q")
        except (FileNotFoundError, TypeError) as error:
            raise damaged(self.path, "番号の索引が読めません") from error
        if size != self.count * _WIDTH:
            raise damaged(self.path, "番号の索引の長さが目録と違います")
        return held[: self.count], held[self.count :]

    def known(self, keys: Sequence[Key]) -> set[Key]:
        """Which of the keys stand in this run."""
        upper, lower = self._columns()
        if self.count > len(keys) * _PASS_PAYS:
            return {key for key in keys if _stands(key, upper, lower)}
        asked = pa.array(_halves(keys)[0], pa.uint64())
        column = pa.Array.from_buffers(pa.uint64(), self.count, [None, pa.py_buffer(upper)])
        hits = set(column.filter(pc.is_in(column, value_set=asked)).to_pylist())
        return {key for key in keys if hits and _half(key, 0) in hits and _stands(key, upper, lower)}

    def keys(self) -> pa.Table:
        """All keys of the run, sorted."""
        halves = self._columns()
        columns = [pa.Array.from_buffers(pa.uint64(), self.count, [None, pa.py_buffer(half)]) for half in halves]
        return pa.table(columns, names=["upper", "lower"])


def _half(key: Key, which: int) -> int:
    return int.from_bytes(key[8 * which : 8 * which + 8], "big")


def _stands(key: Key, upper: memoryview, lower: memoryview) -> bool:
    high, low = _half(key, 0), _half(key, 1)
    place = bisect_left(upper, high)
    while place < len(upper) and upper[place] == high:
        if lower[place] == low:
            return True
        place += 1
    return False


def known_among(keys: Sequence[Key], runs: Sequence[IdRun]) -> set[Key]:
    """Which of the keys stand in any of the runs."""
    found: set[Key] = set()
    for run in runs:
        found |= run.known(keys)
    return found


def merge_runs(runs: Sequence[IdRun], target: Path) -> int:
    """Write the keys of several runs as one; how many they are. Runs share no key: a known id is never kept twice."""
    joined = pa.concat_tables([run.keys() for run in runs])
    ordered = joined.sort_by([("upper", "ascending"), ("lower", "ascending")]).combine_chunks()
    with target.open("wb") as out:
        for name in ("upper", "lower"):
            for chunk in ordered[name].chunks:
                out.write(memoryview(chunk.buffers()[1])[: len(chunk) * 8])
    return len(ordered)
