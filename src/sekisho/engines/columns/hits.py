"""What a rule was true of, as columns: where it stands, when, and the values that correlations ask for.

Knows how hits of many batches become one. Refuses to know how they were found.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sekisho.detection.event import Event
from sekisho.engines.columns.column import MISSING, Codes, Column, Mask, Numbering, Rows
from sekisho.engines.reference.values import scalars

#: The time of an event that states none.
NO_TIME = int(np.iinfo(np.int64).min)

Times = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hits:
    """The events of one rule. ``times`` are microseconds since 1970 or ``NO_TIME``; in ``values`` no list stands."""

    files: Column
    lines: Rows
    times: Times
    ids: Column
    values: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.lines)

    def only(self, rows: Rows | Mask) -> "Hits":
        """Some of them."""
        return Hits(
            _only(self.files, rows),
            self.lines[rows],
            self.times[rows],
            _only(self.ids, rows),
            {name: _only(column, rows) for name, column in self.values.items()},
        )


def hits_of(events: Sequence[Event], names: Iterable[str]) -> Hits:
    """Events as hits, with the values of some fields; of a list the first value."""
    return Hits(
        numbered([event.ref.file for event in events]),
        np.fromiter((event.ref.line for event in events), np.int64, len(events)),
        np.fromiter((NO_TIME if event.time is None else event.time for event in events), np.int64, len(events)),
        numbered([event.id for event in events]),
        {name: numbered([next(iter(scalars(event.fields.get(name))), None) for event in events]) for name in names},
    )


def numbered(values: Sequence[str | int | float | bool | None]) -> Column:
    """Values as a column."""
    numbering = Numbering()
    codes = numbering.codes(values)
    return Column(codes, numbering.values())


def joined(hits: Sequence[Hits]) -> Hits:
    """Hits of one rule one after another."""
    if len(hits) == 1:
        return hits[0]
    return Hits(
        joined_columns([each.files for each in hits]),
        np.concatenate([each.lines for each in hits]),
        np.concatenate([each.times for each in hits]),
        joined_columns([each.ids for each in hits]),
        {name: joined_columns([each.values[name] for each in hits]) for name in hits[0].values},
    )


def joined_columns(columns: Sequence[Column]) -> Column:
    """Columns one after another: only their distinct values are looked at again."""
    numbering = Numbering()
    codes: list[Codes] = []
    for column in columns:
        places = np.append(numbering.codes(column.values), np.int32(MISSING))
        codes.append(places[column.codes])
    return Column(np.concatenate(codes), numbering.values())


def _only(column: Column, rows: Rows | Mask) -> Column:
    codes = column.codes[rows]
    if len(codes) * 4 > len(column.values):
        return Column(codes, column.values)
    used, places = np.unique(codes, return_inverse=True)
    missing = int(len(used) > 0 and used[0] == MISSING)
    return Column((places - missing).astype(np.int32), [column.values[code] for code in used[missing:]])
