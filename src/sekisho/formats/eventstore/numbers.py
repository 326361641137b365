"""Record numbers of events, gathered into stretches without a hole while a file is taken in.

Knows which fields hold numbers that their source gives one after another. Refuses to judge holes: another file may fill them.
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from sekisho.detection.streams import Numbering, Stream, Stretch, joined_stretches
from sekisho.formats.eventstore.columns import TIME

_NUMBERS = ("EventRecordID", "RecordNumber", "winlog.record_id", "record_number")
_LOGS = ("Channel", "winlog.channel", "log_name")
_PLAUSIBLE = r"^[0-9]{1,18}$"
#: More stretches than this in one file are no numbering that could be judged (only some events are collected).
_MANY = 1_000

_Key = tuple[str, str, str]


class Numbers:
    """Gathers the record numbers of one file."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._stretches: dict[_Key, list[Stretch]] = {}
        self._broken: dict[_Key, int] = {}

    def count(self, table: pa.Table, named: Mapping[str, pa.ChunkedArray]) -> None:
        """Take the numbers of events, in any order. ``named`` are the columns party, system and origin."""
        field = next((name for name in _NUMBERS if name in table.column_names), None)
        if field is None or pa.types.is_list(table[field].type):
            return
        log = next((name for name in _LOGS if name in table.column_names and not pa.types.is_list(table[name].type)), None)
        logs = pc.fill_null(table[log], "") if log else pa.repeat("", len(table))
        rows = pa.table(
            {
                "party": named["party"],
                "system": named["system"],
                "origin": pc.binary_join_element_wise(named["origin"], logs, " "),
                "number": table[field],
                "time": table[TIME],
            }
        ).filter(pc.match_substring_regex(table[field], _PLAUSIBLE))
        if len(rows):
            self._gather(rows.set_column(3, "number", rows["number"].cast(pa.int64())))

    def _gather(self, rows: pa.Table) -> None:
        for group in rows.group_by(["party", "system", "origin"]).aggregate([]).to_pylist():
            key = group["party"], group["system"], group["origin"]
            mine = pc.and_(pc.equal(rows["origin"], key[2]), pc.equal(rows["party"], key[0]))
            kept = rows.filter(pc.and_(mine, pc.equal(rows["system"], key[1]))).sort_by("number").combine_chunks()
            self._add(key, _stretches(kept))

    def _add(self, key: _Key, found: list[Stretch]) -> None:
        joined = joined_stretches([*self._stretches.get(key, ()), *found])
        if key in self._broken or len(joined) > _MANY:
            self._broken[key] = self._broken.get(key, 0) + len(found)
            joined = []
        self._stretches[key] = joined

    def found(self) -> tuple[Numbering, ...]:
        """The numbers by origin."""
        return tuple(
            Numbering(Stream(self._source, key[0], key[1]), key[2], tuple(stretches), self._broken.get(key, 0))
            for key, stretches in sorted(self._stretches.items())
        )


def _stretches(rows: pa.Table) -> list[Stretch]:
    """Stretches of rows that are sorted by number."""
    breaks = pc.indices_nonzero(pc.greater(pc.pairwise_diff(rows["number"].combine_chunks()), 1)).to_pylist()
    numbers, times = rows["number"], rows["time"]
    found = []
    for start, end in zip([0, *breaks], [*breaks, len(rows)], strict=True):
        first, last = numbers[start].as_py(), numbers[end - 1].as_py()
        found.append((first, last, times[start].as_py(), times[end - 1].as_py()))
    return found
