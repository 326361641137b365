"""Where a row stands in a workbook, and the addresses of its cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sekisho.formats.fault import Fault
from sekisho.formats.misread import Misread
from sekisho.record import Column


@dataclass(frozen=True, slots=True)
class Place:
    """One row of a sheet. ``letters`` are the column letters by field name, as they stand in this file."""

    file: str
    sheet: str
    row: int
    letters: Mapping[str, str] = field(repr=False, compare=False)

    def __str__(self) -> str:
        """The row as people call it, ``委託!14``."""
        return f"{self.sheet}!{self.row}"

    def cell(self, column: Column) -> str:
        """The address with its sheet, ``委託!F14``."""
        return f"{self.sheet}!{self.letters.get(column.name, '')}{self.row}"

    def fault(self, column: Column, value: str | None, misread: Misread) -> Fault:
        """What is wrong with one cell of this row."""
        letter = self.letters.get(column.name)
        return Fault(
            file=self.file,
            sheet=self.sheet,
            cell=f"{letter}{self.row}" if letter else None,
            row=self.row,
            column=column.heading,
            value=value,
            why=misread.why,
            remedy=misread.remedy,
        )


def letters(place: int) -> str:
    """The letters of the column at ``place``, counted from 0.

    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    found = ""
    place += 1
    while place:
        place, digit = divmod(place - 1, 26)
        found = chr(ord("A") + digit) + found
    return found
