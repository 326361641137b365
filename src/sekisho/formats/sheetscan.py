"""What a reader of values does not tell about a sheet: formulas, error values, merged ranges, and how far the cells reach.

Knows the XML of a worksheet. Refuses to know what the sheet is for. Most sheets are only searched for signs; one that has any
is walked through, cell by cell.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from sekisho.formats.fault import Fault, Faults
from sekisho.formats.place import letters

ROW_LIMIT = 200_000
COLUMN_LIMIT = 200
#: Rows times columns up to the last cell: what the reader would hold in memory.
AREA_LIMIT = 8_000_000

_CELLS = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLAIN_CELLS = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"')
_FILLED_CELLS = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?:[^>]*[^/>])?>')
_SIGNS = re.compile(rb"<(?:\w+:)?(?:f|mergeCell)[\s/>]|\st\s*=\s*[\"']e[\"']")
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Range:
    """A rectangle of cells, rows and columns counted from 1, all ends included."""

    address: str
    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies in the rectangle."""
        return self.first[0] <= row <= self.last[0] and self.first[1] <= column <= self.last[1]


@dataclass(frozen=True, slots=True)
class SheetScan:
    """Cells (row, column, counted from 1) that hold a formula or an error value, and the merged ranges of a sheet."""

    formulas: frozenset[tuple[int, int]] = frozenset()
    errors: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[Range, ...] = ()


def scan_sheet(xml: bytes, file: str, sheet: str) -> SheetScan:
    """Look through the XML of one worksheet. Raises Faults when its cells reach too far to be read."""
    plain = sum(1 for _ in _PLAIN_CELLS.finditer(xml)) == sum(1 for _ in _CELLS.finditer(xml))
    if plain and not _SIGNS.search(xml):
        reach = _filled_reach(xml)
        scan = SheetScan()
    else:
        scan, reach = _walked(xml)
    rows, columns = reach
    if rows > ROW_LIMIT or columns > COLUMN_LIMIT or rows * columns > AREA_LIMIT:
        raise Faults(
            [
                Fault(
                    file,
                    f"表がとても離れた所（{letters(columns - 1)}{rows}）まで続いています",
                    "表の外のセルの中身を消すか、ブックを分けてください。",
                    sheet=sheet,
                )
            ]
        )
    return scan


def _filled_reach(xml: bytes) -> tuple[int, int]:
    columns: set[bytes] = set()
    rows = 0
    last = b""
    for match in _FILLED_CELLS.finditer(xml):
        column, row = match.groups()
        columns.add(column)
        if row != last:
            last, rows = row, max(rows, int(row))
    return rows, max((_column_number(column.decode()) for column in columns), default=0)


def _walked(xml: bytes) -> tuple[SheetScan, tuple[int, int]]:
    formulas, errors, reach = set(), set(), (0, 0)
    merged = []
    for element, position in _elements(xml):
        if position is None:
            merged.append(_range(str(element.get("ref", ""))))
            continue
        if len(element):
            reach = max(reach[0], position[0]), max(reach[1], position[1])
        if element.find("{*}f") is not None:
            formulas.add(position)
        elif element.get("t") == "e":
            errors.add(position)
    return SheetScan(frozenset(formulas), frozenset(errors), tuple(found for found in merged if found)), reach


def _elements(xml: bytes) -> Iterator[tuple[etree._Element, tuple[int, int] | None]]:
    """Cells with their position, as a reader finds it (address, else next to the one before), and merged ranges without."""
    row = column = 0
    wanted = ("{*}row", "{*}c", "{*}mergeCell")
    for event, element in etree.iterparse(
        io.BytesIO(xml), events=("start", "end"), tag=wanted, resolve_entities=False, no_network=True, huge_tree=False
    ):
        kind = etree.QName(element).localname
        if kind == "row" and event == "start":
            number = str(element.get("r", ""))
            row, column = (int(number) if number.isdecimal() else row + 1), 0
        elif kind == "c" and event == "end":
            match = _ADDRESS.fullmatch(str(element.get("r", "")))
            row, column = (int(match[2]), _column_number(match[1])) if match else (row, column + 1)
            yield element, (row, column)
            element.clear()
        elif kind == "mergeCell" and event == "end":
            yield element, None
        elif kind == "row":
            element.clear()


def _range(address: str) -> Range | None:
    corners = [_ADDRESS.fullmatch(corner) for corner in address.split(":")]
    cells = [(int(corner[2]), _column_number(corner[1])) for corner in corners if corner]
    return Range(address, cells[0], cells[-1]) if cells else None


def _column_number(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
