"""Why one value of a file cannot be read: the reason and the remedy, without a place. A leaf that readers of cells share."""

import math
from datetime import date, datetime, time, timedelta

#: What a cell of a spreadsheet holds. An empty cell is the empty string.
Cell = str | int | float | bool | date | datetime | time | timedelta


class Misread(ValueError):  # noqa: N818 - a statement about a cell, not a failure of the program
    """A cell does not hold what its column asks for. ``why`` and ``remedy`` are worded as in ``Fault``."""

    def __init__(self, why: str, remedy: str) -> None:
        self.why = why
        self.remedy = remedy
        super().__init__(f"{why}。{remedy}")


def whole_number(cell: Cell) -> int | None:
    """The whole number in a cell (readers of spreadsheets give every number as a float), or None."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or not math.isfinite(cell):
        return None
    return int(cell) if cell == int(cell) else None


def as_text(cell: Cell) -> str:
    """The cell as people see it, as far as its value tells."""
    if isinstance(cell, bool):
        return str(cell).upper()
    number = whole_number(cell)
    return str(cell if number is None else number)
