"""The marked-up copy: the workbook people sent, with every faulty cell coloured, its reason in a note, and a list of faults.

Knows cells as they stand in the file, not what they mean. The copy can be corrected in Excel and sent again.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import time, timedelta
from typing import Any

from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]

from sekisho.formats.books import CHOICES_SHEET, FAULTS_SHEET, WORKBOOKS
from sekisho.formats.cells import unholdable
from sekisho.formats.container import open_container
from sekisho.formats.fault import Fault, Faults
from sekisho.formats.layout import Book, begin_sheet
from sekisho.formats.values import Rows, read_values
from sekisho.record import Record

_FAULTY_LOOK = {"bg_color": "#FFC7CE", "border": 1, "border_color": "#C00000"}
_HEADINGS = ("シート", "セル", "見出し", "値", "まちがい", "直し方")

_WIDTHS = (20, 10, 22, 30, 50, 60)
_FIRST_CELL = re.compile(r"[A-Z]+[0-9]+")
_KIND_OF_SHEET: Mapping[str, type[Record]] = {kind.schema.sheet: kind for kinds in WORKBOOKS.values() for kind in kinds}


def write_marked(content: bytes, faults: Iterable[Fault]) -> bytes:
    """The cells of the file ``content`` with ``faults`` marked. A file that cannot be read gives the list of faults alone."""
    listed = tuple(faults)
    try:
        return _copied(_sheets(content), listed)
    except XlsxWriterException:  # a name of a sheet that Excel itself would not give
        return _copied((), listed)


def _copied(sheets: Iterable[tuple[str, Rows]], faults: Sequence[Fault]) -> bytes:
    book = Book("直す所")
    _write_faults(book, faults)
    by_sheet: dict[str, dict[str, list[Fault]]] = defaultdict(lambda: defaultdict(list))
    for fault in faults:
        if fault.sheet and fault.cell and (address := _FIRST_CELL.match(fault.cell)):
            by_sheet[fault.sheet][address.group()].append(fault)
    for name, rows in sheets:
        _write_sheet(book, name, rows, by_sheet.get(name, {}))
    return book.close()


def _write_faults(book: Book, faults: Sequence[Fault]) -> None:
    sheet = book.paper.add_worksheet(FAULTS_SHEET)
    sheet.freeze_panes(1, 0)
    for place, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        book.write(sheet, 0, place, heading, bold=True, bottom=1)
    for row, fault in enumerate(faults, start=1):
        texts = (fault.sheet, fault.cell, fault.column, fault.value, fault.why, fault.remedy)
        for place, text in enumerate(texts):
            book.write(sheet, row, place, _safe(text), text_wrap=True)


def _sheets(content: bytes) -> list[tuple[str, Rows]]:
    try:
        values = read_values(open_container(content, ""), "")
    except Faults:
        return []
    return [(name, rows) for name, rows in values.items() if name != FAULTS_SHEET]


def _write_sheet(book: Book, name: str, rows: Rows, faults: Mapping[str, list[Fault]]) -> None:
    kind = _KIND_OF_SHEET.get(name)
    as_laid_out = kind and list(rows[:1]) == [[column.heading for column in kind.schema.columns]]
    sheet: Any = begin_sheet(book, kind) if kind and as_laid_out else book.paper.add_worksheet(name)
    if name == CHOICES_SHEET:
        sheet.hide()
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if not (as_laid_out and number == 0):
                book.write(sheet, number, place, str(cell) if isinstance(cell, (time, timedelta)) else cell)
    for address, here in faults.items():
        _mark(book, sheet, rows, address, here)


def _mark(book: Book, sheet: Any, rows: Rows, address: str, faults: Iterable[Fault]) -> None:
    row, place = _position(address)
    cell = rows[row][place] if row < len(rows) and place < len(rows[row]) else ""
    book.write(sheet, row, place, str(cell) if isinstance(cell, (time, timedelta)) else cell, **_FAULTY_LOOK)
    sheet.write_comment(row, place, "\n".join(_safe(fault.reason) or "" for fault in faults), {"x_scale": 2})


def _position(address: str) -> tuple[int, int]:
    number = 0
    name = address.rstrip("0123456789")
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return int(address[len(name) :]) - 1, number - 1


def _safe(text: str | None) -> str | None:
    return text if text is None or not unholdable(text) else text.encode("unicode_escape").decode()[:1000]
