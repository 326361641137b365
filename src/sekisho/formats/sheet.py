"""One sheet of a workbook, to records of one kind; every fault of it at once.

Knows headings, the example row and how rows become records. Works column by column and reads every distinct value of a column
once, because sheets are long and their values repeat.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import Any

from rapidfuzz import process

from sekisho.formats.cells import EXAMPLE_MARK, reader, shown
from sekisho.formats.fault import Fault
from sekisho.formats.misread import Cell, Misread, as_text
from sekisho.formats.place import Place, letters
from sekisho.formats.sheetscan import SheetScan
from sekisho.record import Column, Record

_UNREAD = object()
_ROWS_ABOVE_HEADINGS = 20
_Row = tuple[int, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Unread:
    """A row with faults: its key, and the values (by field name) of the cells that could be read."""

    kind: type[Record]
    key: str
    values: Mapping[str, Any]
    place: Place


@dataclass(slots=True)
class SheetRows:
    """What a sheet gave: rows without fault, faults, and what could be read of the rows with faults.

    ``legible`` is False when the headings are such that no row could be told from another.
    """

    kind: type[Record]
    legible: bool = True
    rows: list[tuple[Record, Place]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def read_sheet(kind: type[Record], rows: Sequence[Sequence[Cell]], scan: SheetScan, file: str) -> SheetRows:
    """Read the cells ``rows`` (the first row holds the headings) as records of ``kind``."""
    return _SheetReader(kind, rows, scan, file).read()


def example_row(kind: type[Record]) -> tuple[str | int | date | None, ...]:
    """The row of examples that a template shows, its key marked so that it is never taken for a record."""
    cells = [_example(column) for column in kind.schema.columns]
    return (f"{EXAMPLE_MARK}{cells[0]}", *cells[1:])


def blanks(kind: type[Record]) -> dict[str, Any]:
    """What a blank cell means, by field name; a field that is not in it must be filled."""
    empty = {column.name: () if column.many else None for column in kind.schema.columns if column.optional}
    return empty | {f.name: f.default for f in fields(kind) if f.default is not MISSING}  # type: ignore[arg-type]


def _example(column: Column) -> str | int | date | None:
    return shown(column, reader(column)(column.example)) if column.example else None


def _folded(heading: Cell) -> str:
    return unicodedata.normalize("NFKC", str(heading)).strip()


class _SheetReader:
    """Holds one sheet while it is read."""

    def __init__(self, kind: type[Record], rows: Sequence[Sequence[Cell]], scan: SheetScan, file: str) -> None:
        self.kind = kind
        self.file = file
        self.sheet = kind.schema.sheet
        self.scan = scan
        self.result = SheetRows(kind)
        self.headings: Sequence[Cell] = rows[0] if rows else ()
        example = example_row(kind)
        self.body: list[_Row] = [
            (number, row)
            for number, row in enumerate(rows[1:], start=2)
            if any(cell != "" for cell in row) and not self._is_example(row, example)
        ]

    def read(self) -> SheetRows:
        """Headings, then columns, then rows."""
        lower = self._heading_row_below()
        if lower:
            self.result.legible = False
            why, remedy = f"見出しが1行目になく、{lower}行目にあります", "見出しが1行目に来るように、上の行を消してください。"
            self._fault(why, remedy, row=1)
            return self.result
        self._refuse_special_cells()
        places = self._places_of_columns()
        self._refuse_cells_without_heading()
        if "key" in places:
            columns = {column.name: self._column(column, places.get(column.name)) for column in self.kind.schema.columns}
            self._records(columns)
        else:
            self.result.legible = False
        self.result.faults.sort(key=lambda fault: fault.row or 0)
        return self.result

    def _heading_row_below(self) -> int | None:
        """The number of the row that holds the headings when the first row holds none of them (a title was put above)."""
        known = {_folded(column.heading) for column in self.kind.schema.columns}
        if known & {_folded(cell) for cell in self.headings}:
            return None
        looked_at = ((number, {_folded(cell) for cell in row}) for number, row in self.body[:_ROWS_ABOVE_HEADINGS])
        return next((number for number, cells in looked_at if len(known & cells) * 2 > len(known)), None)

    def _is_example(self, row: Sequence[Cell], example: Sequence[Cell | None]) -> bool:
        return len(row) >= len(example) and all(
            cell == ("" if expected is None else expected) for cell, expected in zip(row, example, strict=False)
        )

    @cached_property
    def _letters(self) -> dict[str, str]:
        return {}

    def _fault(self, why: str, remedy: str, **where: Any) -> None:
        self.result.faults.append(Fault(self.file, why, remedy, sheet=self.sheet, **where))

    def _refuse_special_cells(self) -> None:
        for merged in self.scan.merged:
            self._fault(
                "結合されたセルです", "結合を解き、それぞれの行に値を入れてください。", cell=merged.address, row=merged.first[0]
            )
        for row, column in sorted(self.scan.formulas):
            self._refuse_cell(row, column, "数式のセルです", "コピーして「値の貼り付け」をし、値に直してください。")
        for row, column in sorted(self.scan.errors):
            self._refuse_cell(row, column, "エラー値（#N/A など）のセルです", "値を入れ直すか、空欄にしてください。")

    def _refuse_cell(self, row: int, column: int, why: str, remedy: str) -> None:
        heading = str(self.headings[column - 1]) if column <= len(self.headings) else None
        self._fault(why, remedy, cell=f"{letters(column - 1)}{row}", row=row, column=heading or None)

    def _places_of_columns(self) -> dict[str, int]:
        """Where each column stands; unknown, repeated and missing headings are faults."""
        known = {_folded(column.heading): column for column in self.kind.schema.columns}
        places: dict[str, int] = {}
        unknown: list[tuple[int, str]] = []
        for place, heading in enumerate(self.headings):
            column = known.get(_folded(heading))
            if column is None:
                unknown.extend([(place, str(heading))] if _folded(heading) else [])
            elif column.name in places:
                first = f"{letters(places[column.name])}1"
                self._refuse_heading(place, str(heading), f"{first} と同じ見出しです", "どちらかの列を消してください。")
            else:
                places[column.name] = place
        missing = {_folded(column.heading): column for column in known.values() if column.name not in places}
        for place, heading in unknown:
            near = process.extractOne(_folded(heading), missing.keys(), score_cutoff=50)
            if near:
                missing.pop(near[0])
            remedy = f"『{near[0]}』のことなら、見出しを直してください。" if near else "列を消すか、見出しを直してください。"
            self._refuse_heading(place, heading, "このシートにない見出しです", remedy)
        for column in missing.values():
            self._fault(f"『{column.heading}』の列がありません", "様式の見出しのまま列を戻してください。", row=1)
        self._letters.update({name: letters(place) for name, place in places.items()})
        return places

    def _refuse_heading(self, place: int, heading: str, why: str, remedy: str) -> None:
        self._fault(why, remedy, cell=f"{letters(place)}1", row=1, value=heading)

    def _refuse_cells_without_heading(self) -> None:
        """One fault a column, at its first value: a heading that is gone must not hide what else is wrong."""
        found: dict[int, list[tuple[int, Cell]]] = {}
        for number, row in self.body:
            for place, cell in enumerate(row):
                if cell != "" and (place >= len(self.headings) or not _folded(self.headings[place])):
                    found.setdefault(place, []).append((number, cell))
        for place, cells in found.items():
            number, cell = cells[0]
            more = f"（この列にほか {len(cells) - 1:,} 行）" if len(cells) > 1 else ""
            self._fault(
                f"見出しのない列に値があります{more}",
                "値を消すか、決まった列に移してください。",
                cell=f"{letters(place)}{number}",
                row=number,
                value=as_text(cell),
            )

    def _column(self, column: Column, place: int | None) -> list[Any]:
        """The values of one column, row by row; ``_UNREAD`` where there is a fault."""
        if place is None:
            return [_UNREAD] * len(self.body)
        value_of = self._by_distinct(column, place)
        return [value_of(number, row[place] if place < len(row) else "") for number, row in self.body]

    def _by_distinct(self, column: Column, place: int) -> Callable[[int, Cell], Any]:
        read = reader(column)
        blank: Any = blanks(self.kind).get(column.name, Misread("値がありません", "この欄は必ず入れてください。"))
        seen: dict[tuple[type[Any], Cell], Any] = {(str, ""): blank}
        refused = self.scan.formulas | self.scan.errors

        def value_of(number: int, cell: Cell) -> Any:
            known = (cell.__class__, cell)
            if known not in seen:
                try:
                    seen[known] = read(cell)
                except Misread as misread:
                    seen[known] = misread
            value = seen[known]
            if refused and (number, place + 1) in refused:
                return _UNREAD
            if not isinstance(value, Misread):
                return value
            in_merged = any(merged.holds(number, place + 1) for merged in self.scan.merged)
            if cell != "" or not in_merged:
                text = None if cell == "" or not as_text(cell).strip() else as_text(cell)
                self.result.faults.append(self._place(number).fault(column, text, value))
            return _UNREAD

        return value_of

    def _place(self, number: int) -> Place:
        return Place(self.file, self.sheet, number, self._letters)

    def _records(self, columns: Mapping[str, Sequence[Any]]) -> None:
        names = tuple(columns)
        key_column = self.kind.schema.columns[0]
        first: dict[str, Place] = {}
        for (number, _), values in zip(self.body, zip(*columns.values(), strict=True), strict=True):
            place = self._place(number)
            row = dict(zip(names, values, strict=True))
            key = row["key"]
            if key is _UNREAD:
                continue
            if key in first:
                misread = Misread(
                    f"{first[key].cell(key_column)} と同じ番号です", "番号を直すか、どちらかの行を消してください。"
                )
                self.result.faults.append(place.fault(key_column, key, misread))
                continue
            first[key] = place
            if _UNREAD in values:
                values_read = {name: value for name, value in row.items() if value is not _UNREAD}
                self.result.unread.append(Unread(self.kind, key, values_read, place))
            else:
                self.result.rows.append((self.kind(**row), place))
