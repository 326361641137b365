"""Records to a workbook that people fill in: the empty template, and the export that reads back without a change.

Refuses to write what would not be read back exactly: every distinct value is read again before it is written. The same records
give the same bytes, in whatever order they come.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from sekisho.formats.books import TITLES, WORKBOOKS
from sekisho.formats.cells import reader, shown, unholdable
from sekisho.formats.cover import write_catalogues, write_cover
from sekisho.formats.fault import Fault, Faults
from sekisho.formats.layout import Book, begin_sheet, write_choices
from sekisho.formats.misread import Misread
from sekisho.formats.place import Place, letters
from sekisho.formats.sheet import blanks, example_row
from sekisho.record import Column, Record

_REQUIRED = object()
_Held = str | int | date | None
_EXAMPLE_LOOK = {"italic": True, "font_color": "#7F7F7F", "bg_color": "#F2F2F2"}


def write_template(workbook: str) -> bytes:
    """An empty workbook (a name of ``WORKBOOKS``) with an example row on every sheet; its range is 差分."""
    return _written(workbook, {}, as_of=None, whole=False, examples=True)


def write_workbook(workbook: str, records: Iterable[Record], *, as_of: date, whole: bool = True) -> bytes:
    """The workbook with those of ``records`` whose kind it holds, in the order of keys.

    Raises Faults, all of them, when a value cannot be held by a cell so that it is read back as it is.
    """
    rows: dict[type[Record], list[Record]] = defaultdict(list)
    for item in records:
        if type(item) in WORKBOOKS[workbook]:
            rows[type(item)].append(item)
    for same_kind in rows.values():
        same_kind.sort(key=attrgetter("key"))
    return _written(workbook, rows, as_of=as_of, whole=whole, examples=False)


def _written(
    workbook: str, rows: Mapping[type[Record], Sequence[Record]], *, as_of: date | None, whole: bool, examples: bool
) -> bytes:
    kinds = WORKBOOKS[workbook]
    faults: list[Fault] = []
    cells = {kind: _cells(TITLES[workbook], kind, rows.get(kind, ()), faults) for kind in kinds}
    if faults:
        raise Faults(faults)
    book = Book(TITLES[workbook])
    write_cover(book, workbook, {kind: len(found) for kind, found in cells.items()}, as_of=as_of, whole=whole)
    for kind in kinds:
        sheet = begin_sheet(book, kind)
        for place, cell in enumerate(example_row(kind) if examples else ()):
            book.write(sheet, 1, place, cell, **_EXAMPLE_LOOK)
        for row, values in enumerate(cells[kind], start=1):
            for place, cell in enumerate(values):
                book.write(sheet, row, place, cell)
    write_catalogues(book, kinds)
    write_choices(book, kinds)
    return book.close()


def _cells(file: str, kind: type[Record], rows: Sequence[Record], faults: list[Fault]) -> list[tuple[_Held, ...]]:
    """The rows as cells, column by column; what cannot be held goes to ``faults``."""
    columns = kind.schema.columns
    addresses = {column.name: letters(place) for place, column in enumerate(columns)}
    written = []
    for column in columns:
        cell_of = _by_distinct(column, blanks(kind))
        cells: list[_Held] = []
        for number, item in enumerate(rows, start=2):
            cell = cell_of(getattr(item, column.name))
            if isinstance(cell, Misread):
                place = Place(file, kind.schema.sheet, number, addresses)
                faults.append(place.fault(column, repr(getattr(item, column.name)), cell))
                cell = None
            cells.append(cell)
        written.append(cells)
    return list(zip(*written, strict=True))


def _by_distinct(column: Column, blank: Mapping[str, Any]) -> Callable[[Any], _Held | Misread]:
    read = reader(column, checked=False)
    seen: dict[Any, _Held | Misread] = {}

    def cell_of(value: Any) -> _Held | Misread:
        if value not in seen:
            seen[value] = _verified(shown(column, value), value, read, blank.get(column.name, _REQUIRED))
        return seen[value]

    return cell_of


def _verified(cell: _Held, value: Any, read: Callable[[Any], Any], blank: Any) -> _Held | Misread:
    """The cell, if reading it gives ``value`` again; ``blank`` is what a blank cell means."""
    if isinstance(cell, str) and (refusal := unholdable(cell)):
        return refusal
    try:
        back = blank if cell is None else read(float(cell) if isinstance(cell, int) else cell)
    except Misread as misread:
        return misread
    same = back == value and cell != ""
    return cell if same else Misread("書き出すと同じ値として読み戻せません", "値を直してから書き出してください。")
