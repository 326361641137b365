"""How the sheets of a workbook look: formats, widths, headings with notes, drop-down lists. Knows no records."""

import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from sekisho.formats.books import CHOICES_SHEET
from sekisho.formats.cells import choices
from sekisho.formats.sheet import blanks, example_row
from sekisho.record import Column, Record

#: The format of zip knows no time zone, and the same content must give the same bytes.
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001
#: Excel keeps a list of choices in the rule itself up to this many characters; longer ones need a range of cells.
_INLINE_LIMIT = 255
_RULED_ROWS = 50_000
_WIDTHS = range(10, 41)
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_NO_AUTOMATICS = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}

Cell = str | int | float | bool | date | None


class Book:
    """A workbook while it is written: the paper and the pens."""

    def __init__(self, title: str) -> None:
        self._bytes = io.BytesIO()
        self.paper: Any = xlsxwriter.Workbook(self._bytes, {"in_memory": True, **_NO_AUTOMATICS})
        self.paper.set_properties({"title": title, "author": "関所", "created": _CREATED})
        self.paper.set_calc_mode("manual")
        self._pens: dict[tuple[tuple[str, Any], ...], Any] = {}

    def pen(self, **look: Any) -> Any:
        """The format with this look, made once."""
        key = tuple(sorted(look.items()))
        if key not in self._pens:
            self._pens[key] = self.paper.add_format({"font_name": "Yu Gothic", "font_size": 10, "valign": "top", **look})
        return self._pens[key]

    def write(self, sheet: Any, row: int, place: int, cell: Cell, **look: Any) -> None:
        """Write one value as what it is. Text that looks like a formula stays text, also when people edit the cell."""
        if cell is None or cell == "":
            if look:
                sheet.write_blank(row, place, None, self.pen(**look))
        elif isinstance(cell, str):
            prefixed = {"quote_prefix": True} if cell.startswith(_FORMULA_SIGNS) else {}
            sheet.write_string(row, place, cell, self.pen(num_format="@", **prefixed, **look))
        elif isinstance(cell, bool):
            sheet.write_boolean(row, place, cell, self.pen(**look))
        elif isinstance(cell, date):
            sheet.write_datetime(row, place, cell, self.pen(num_format="yyyy-mm-dd", **look))
        else:
            sheet.write_number(row, place, cell, self.pen(num_format="#,##0" if cell == int(cell) else "General", **look))

    def close(self) -> bytes:
        """The finished file."""
        self.paper.close()
        return self._bytes.getvalue()


def begin_sheet(book: Book, kind: type[Record]) -> Any:
    """A sheet for ``kind`` with its headings, notes, widths and drop-down lists, ready for rows from the second row on."""
    sheet = book.paper.add_worksheet(kind.schema.sheet)
    sheet.set_comments_author("関所")
    sheet.freeze_panes(1, 1)
    columns = kind.schema.columns
    sheet.autofilter(0, 0, 0, len(columns) - 1)
    for place, (column, example) in enumerate(zip(columns, example_row(kind), strict=True)):
        required = column.name not in blanks(kind)
        colour = "#1F4E79" if required else "#5B7F9F"
        book.write(sheet, 0, place, column.heading, bold=True, font_color="#FFFFFF", bg_color=colour, text_wrap=True)
        sheet.write_comment(0, place, note(column, required=required), {"x_scale": 2, "y_scale": 1.4})
        sheet.set_column(
            place, place, _width((column.heading, str(example or ""))), book.pen(num_format=_number_format(column))
        )
        _offer_choices(sheet, place, column)
    return sheet


def note(column: Column, *, required: bool) -> str:
    """What a heading says about its column."""
    lines = [column.note, "必ず入れます。" if required else "分からなければ空欄にします。"]
    if column.cell is date:
        lines.append("日付（2026-04-01 の形）。")
    if column.many:
        lines.append("いくつかあるときは「、」で区切ります。")
    if column.vocabulary:
        lines.append(f"使う言葉: {'・'.join(choices(column))}")
    if column.example:
        lines.append(f"例: {column.example}")
    return "\n".join(line for line in lines if line)


def write_choices(book: Book, kinds: Iterable[type[Record]]) -> None:
    """The hidden sheet with the choices that are too long for a rule, one column each."""
    sheet = book.paper.add_worksheet(CHOICES_SHEET)
    sheet.hide()
    for place, column in enumerate(_long_lists(kinds)):
        values = list(choices(column))
        book.write(sheet, 0, place, _list_name(column))
        for row, value in enumerate(values, start=1):
            book.write(sheet, row, place, value)
        last = chr(ord("A") + place)
        book.paper.define_name(_list_name(column), f"={CHOICES_SHEET}!${last}$2:${last}${len(values) + 1}")


def _long_lists(kinds: Iterable[type[Record]]) -> Sequence[Column]:
    found: dict[str, Column] = {}
    for kind in kinds:
        for column in kind.schema.columns:
            if not column.many and choices(column) and not _fits_inline(column):
                found.setdefault(_list_name(column), column)
    return list(found.values())


def _offer_choices(sheet: Any, place: int, column: Column) -> None:
    values = list(choices(column))
    if column.many or not values:
        return
    sheet.data_validation(
        1,
        place,
        _RULED_ROWS,
        place,
        {
            "validate": "list",
            "source": values if _fits_inline(column) else f"={_list_name(column)}",
            "error_type": "warning",
            "error_title": column.heading[:32],
            "error_message": "一覧にない言葉です。このまま入れると、取込みで読めないことがあります。",
        },
    )


def _fits_inline(column: Column) -> bool:
    return len(",".join(choices(column))) <= _INLINE_LIMIT


def _list_name(column: Column) -> str:
    return f"list_{column.vocabulary.__name__ if column.vocabulary else column.refers_to}"


def _number_format(column: Column) -> str:
    if column.many or column.cell is not date:
        return "#,##0" if column.cell is int and not column.many else "@"
    return "yyyy-mm-dd"


def _width(texts: Iterable[str]) -> int:
    widest = max(sum(2 if unicodedata.east_asian_width(c) in "FWA" else 1 for c in text) for text in texts) + 2
    return min(max(widest, _WIDTHS.start), _WIDTHS.stop - 1)
