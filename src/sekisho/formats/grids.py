"""Tables of a document as grids of cleaned text, whatever the document was: Markdown, HTML, CSV or a workbook.

Knows what a row is and where it stood. Refuses to know what the columns mean.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sekisho.formats.cell_text import cleaned


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row; ``number`` is its line in the file or its row in the sheet, from 1.

    ``heads``: every cell is marked as a heading. ``whole``: one cell stretches over the whole row. ``struck``: places
    of cells that are struck out as a whole.
    """

    number: int
    cells: tuple[str, ...]
    heads: bool = False
    whole: bool = False
    struck: frozenset[int] = frozenset()

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that hold something."""
        return tuple(cell for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class Grid:
    """One table, or one sheet; ``title`` is the heading above it."""

    rows: tuple[GridRow, ...]
    title: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class SpanningCell:
    """A cell that may stretch over columns and rows; ``struck``: all its text is struck out."""

    text: str
    columns: int = 1
    rows: int = 1
    struck: bool = False


_WIDEST = 60


def spread(rows: Iterable[tuple[int, list[SpanningCell], bool]]) -> tuple[GridRow, ...]:
    """Rows of cells that stretch, as a grid in which each place holds the text of the cell that covers it.

    Each row is (number, cells, whether all are headings).
    """
    grid: list[GridRow] = []
    hanging: dict[int, tuple[SpanningCell, int]] = {}
    for number, cells, heads in rows:
        line: list[SpanningCell] = []
        waiting = list(cells)
        following: dict[int, tuple[SpanningCell, int]] = {}
        while waiting or any(column >= len(line) for column in hanging):
            column = len(line)
            if column in hanging:
                cell, left = hanging[column]
                line.append(cell)
                following |= {column: (cell, left - 1)} if left > 1 else {}
            elif waiting:
                cell = waiting.pop(0)
                for place in range(column, column + min(cell.columns, _WIDEST)):
                    line.append(cell)
                    following |= {place: (cell, cell.rows - 1)} if cell.rows > 1 else {}
            else:
                line.append(SpanningCell(""))
        whole = len(cells) == 1 and cells[0].columns > 1 and not hanging
        struck = frozenset(place for place, cell in enumerate(line) if cell.struck)
        grid.append(GridRow(number, tuple(cleaned(cell.text) for cell in line), heads, whole, struck))
        hanging = following
    return tuple(grid)
