"""Small lists that people keep (CSV or a workbook), read by their headings: which row says what under which name.

Knows how headings are recognised and how a fault names its row. Refuses to know what the columns mean.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sekisho.formats.fault import Fault, Faults
from sekisho.formats.grids import Grid, GridRow
from sekisho.formats.list_documents import grids_of


@dataclass(frozen=True, slots=True)
class Heading:
    """A list's columns: every spelling of each heading by the column's name, and which of them a list must have.

    ``kept_as`` is the Japanese sentence that says how to save such a list.
    """

    spellings: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    kept_as: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: the texts by column (NFKC, without blanks around them; empty: nothing), and where it stands."""

    cells: Mapping[str, str]
    name: str
    number: int
    sheet: str | None

    def fault(self, column: str, why: str, remedy: str, value: str | None = None) -> Fault:
        """What is wrong in a column of this row."""
        return Fault(self.name, why, remedy, sheet=self.sheet, row=self.number, column=column, value=value)


def read_rows(content: bytes, name: str, heading: Heading) -> list[ListRow]:
    """The rows under the headings of a file called ``name``, in any encoding used in Japan. Raises Faults."""
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise Faults([Fault(name, "空のファイルです", heading.kept_as)])
    if content.startswith(b"%PDF"):
        raise Faults([Fault(name, "PDFです。表の行と列を確かに読めません", heading.kept_as)])
    grids, _ = grids_of(content, name, lambda cells: set(heading.needed) <= set(_places(cells, heading)))
    grid, head = _headed(grids, name, heading)
    places = _places(head.cells, heading)
    rows = [row for row in grid.rows[grid.rows.index(head) + 1 :] if row.filled]
    return [ListRow(_cells(row, places, heading), name, row.number, grid.sheet) for row in rows]


def _cells(row: GridRow, places: Mapping[str, int], heading: Heading) -> Mapping[str, str]:
    there = {column: row.cells[place] for column, place in places.items() if place < len(row.cells)}
    return {column: unicodedata.normalize("NFKC", there.get(column, "")).strip() for column in heading.spellings}


def _headed(grids: Sequence[Grid], name: str, heading: Heading) -> tuple[Grid, GridRow]:
    """The first table with the headings that are needed, and its row of headings."""
    best: tuple[Grid, GridRow] | None = None
    for grid in grids:
        for row in grid.rows:
            there = [column for column in heading.needed if column in _places(row.cells, heading)]
            if len(there) == len(heading.needed):
                return grid, row
            if there and best is None:
                best = grid, row
    if best is None:
        why = f"{' と '.join(heading.needed)} の見出しがありません"
        raise Faults([Fault(name, why, f"一行目を見出しにしてください。{heading.kept_as}", row=1)])
    grid, row = best
    missing = next(column for column in heading.needed if column not in _places(row.cells, heading))
    raise Faults([Fault(name, f"{missing} の列がありません", "列を足してください。", sheet=grid.sheet, row=row.number)])


def _places(cells: Sequence[str], heading: Heading) -> dict[str, int]:
    """Where each column stands; the first heading of a name counts."""
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        told = unicodedata.normalize("NFKC", cell).strip().casefold()
        for column, names in heading.spellings.items():
            if told in names:
                places.setdefault(column, place)
    return places
