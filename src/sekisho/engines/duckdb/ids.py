"""Events of one id are one event: the one that stands first by file and line, wherever the others stand.

Knows how to find the first among many millions of ids without holding them as Python values. Refuses to judge.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import duckdb
import numpy as np
import pyarrow as pa

from sekisho.engines.columns.column import MISSING
from sekisho.engines.columns.hits import Hits

#: Ids with the file and the line of each.
Named: TypeAlias = pa.Table
NAMED = pa.schema({"id": pa.string(), "file": pa.string(), "line": pa.int64()})
_FIRST = """
    SELECT id, min({'file': file, 'line': line}) AS first FROM named WHERE id IN (SELECT id FROM asked) GROUP BY id
"""


def named(ids: Iterable[object], files: Iterable[str], lines: Iterable[int]) -> list[Named]:
    """The ids of some events; nothing where none has one."""
    kept = [(str(id), file, line) for id, file, line in zip(ids, files, lines, strict=False) if id is not None and id != ""]
    if not kept:
        return []
    return [pa.table([pa.array(each) for each in zip(*kept, strict=True)], schema=NAMED)]


def moved(some: Iterable[Named], before: Mapping[str, int]) -> list[Named]:
    """The same ids with their lines counted from the beginning of the file."""
    moved_on = []
    for each in some:
        places = zip(each["file"].to_pylist(), each["line"].to_pylist(), strict=True)
        lines = [line + before.get(file, 0) for file, line in places]
        moved_on.append(each.set_column(2, "line", pa.array(lines, pa.int64())))
    return moved_on


def only_first(hits: Mapping[str, Hits], some: Sequence[Named]) -> dict[str, Hits]:
    """The hits without those of events that are another one again."""
    asked = {str(id) for each in hits.values() for id in each.ids.values}
    if not asked or not some:
        return dict(hits)
    with duckdb.connect() as connection:
        connection.register("named", pa.concat_tables(some))
        connection.register("asked", pa.table({"id": sorted(asked)}))
        first = {id: (place["file"], place["line"]) for id, place in connection.execute(_FIRST).fetchall()}
    return {rule: only_standing(each, first) for rule, each in hits.items()}


def only_standing(hits: Hits, first: Mapping[str, tuple[str, int]]) -> Hits:
    """Each event with an id once: where it stands first. An id of which ``first`` does not tell stands nowhere else."""

    def stands(id: int, file: int, line: int) -> bool:
        here = (str(hits.files.values[file]), line)
        return id == MISSING or first.get(str(hits.ids.values[id]), here) == here

    codes = (hits.ids.codes.tolist(), hits.files.codes.tolist(), hits.lines.tolist())
    found = hits.only(np.fromiter(map(stands, *codes), bool, len(hits)))
    return found.only(_once(found))


def _once(hits: Hits) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Without what a store and a file both hold: the same event at the same place."""
    kept: np.ndarray[tuple[int], np.dtype[np.bool_]] = np.equal(hits.ids.codes, MISSING)
    _, places = np.unique(hits.ids.codes, return_index=True)
    kept[places] = True
    return kept
