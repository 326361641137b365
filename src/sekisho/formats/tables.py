"""A list as people see it ↔ a file they can keep: Excel and CSV. Knows cells of words and numbers; refuses to know records.

A cell that begins like a formula is only ever text: Excel cells are written as strings, and CSV, which has no types, gets an
apostrophe before ``=``, ``+``, ``-``, ``@`` and control characters, as spreadsheets read them as formulas.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

import xlsxwriter  # type: ignore[import-untyped]

Value = str | int | date | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST = 32_767
_WIDEST, _NARROWEST = 60, 8


def write_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """The list as an Excel workbook of one sheet; ``title`` names the sheet."""
    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True, "bg_color": "#F2F3F6", "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, heading in enumerate(headings):
            sheet.set_column(at, at, min(_WIDEST, max(_NARROWEST, 2 * len(heading) + 4)))
            sheet.write_string(0, at, heading, bold)
        sheet.freeze_panes(1, 1)
        last = 0
        for last, row in enumerate(rows, 1):
            for at, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(last, at, value, day)
                elif isinstance(value, int):
                    sheet.write_number(last, at, value)
                elif value:
                    sheet.write_string(last, at, value[:_LONGEST])
        sheet.autofilter(0, 0, last, max(len(headings) - 1, 0))
    return target.getvalue()


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """The list as CSV: UTF-8 with a byte order mark, so that Excel reads Japanese."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([_harmless(heading) for heading in headings])
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def _harmless(value: Value) -> str | int:
    """The value as CSV may hold it.

    >>> _harmless("=1+1"), _harmless(-5), _harmless(None)
    ("'=1+1", -5, '')
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _sheet_name(title: str) -> str:
    return "".join("・" if sign in "[]:*?/\\'" else sign for sign in title)[:31] or "一覧"
