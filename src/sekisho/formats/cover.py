"""The sheets beside the records: the cover that says what a workbook is, and the list of codes that people look up."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sekisho.catalog import load_catalog
from sekisho.formats.books import (
    CATALOGUE_SHEET,
    COVER_AS_OF,
    COVER_BOOK,
    COVER_RANGE,
    COVER_SHEET,
    COVER_VERSION,
    FORM_VERSION,
    PARTIAL,
    TITLES,
    WHOLE,
    WORKBOOKS,
    Kinds,
)
from sekisho.formats.cells import EXAMPLE_MARK
from sekisho.formats.layout import Book, Cell
from sekisho.record import Record

_CATALOGUES = {
    "data_item": "データ項目",
    "check_item": "点検項目",
    "clause": "条項",
    "clause_level": "条項の段",
    "annual_item": "報告項目",
    "sign": "兆候",
}
_GUIDE = (
    "書き方",
    f"・範囲が「{WHOLE}」のときは、このブックにない行を「終了」として取り込みます。「{PARTIAL}」のときは、ない行はそのまま残ります。",
    "・1行目の見出しは変えません。見出しにカーソルを合わせると、書き方が出ます。濃い色の見出しは必ず入れる欄です。",
    f"・「{EXAMPLE_MARK}」で始まる行は記入の例で、取り込みません。消しても構いません。",
    "・番号（各シートの左端の列）は、行を見分けるためのものです。一度付けた番号は変えません。",
    "・会社は、会社番号・会社名（別名）・法人番号のどれでも書けます。人は要員番号で書き、氏名は書きません。",
    "・数式・結合セル・マクロは使えません。まちがいは、セルの場所を添えて一度にお知らせします。",
)


def write_cover(book: Book, workbook: str, counts: Mapping[type[Record], int], *, as_of: date | None, whole: bool) -> None:
    """The first sheet: which workbook, which range, which day, the sheets with links, and how to fill them in."""
    sheet = book.paper.add_worksheet(COVER_SHEET)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 3, 12)
    book.write(sheet, 0, 0, f"関所 {TITLES[workbook]}", bold=True, font_size=16)
    facts: tuple[tuple[str, Cell], ...] = (
        (COVER_BOOK, TITLES[workbook]),
        (COVER_VERSION, FORM_VERSION),
        (COVER_RANGE, WHOLE if whole else PARTIAL),
        (COVER_AS_OF, as_of),
    )
    for row, (label, value) in enumerate(facts, start=2):
        book.write(sheet, row, 0, label, bold=True)
        book.write(sheet, row, 1, value, align="left", bg_color="#FFF8DC", border=1)
        if label == COVER_RANGE:
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": [WHOLE, PARTIAL]})
    for row, line in enumerate(_GUIDE, start=7):
        book.write(sheet, row, 0, line, bold=row == 7)
    _write_contents(book, sheet, 8 + len(_GUIDE), WORKBOOKS[workbook], counts)


def _write_contents(book: Book, sheet: Any, top: int, kinds: Kinds, counts: Mapping[type[Record], int]) -> None:
    for place, heading in enumerate(("シート", "左端の列", "記録", "行数")):
        book.write(sheet, top, place, heading, bold=True, bottom=1)
    for row, kind in enumerate(kinds, start=top + 1):
        schema = kind.schema
        look = book.pen(font_color="#1F4E79", underline=1)
        sheet.write_url(row, 0, f"internal:'{schema.sheet}'!A1", look, string=schema.sheet)
        book.write(sheet, row, 1, schema.columns[0].heading)
        book.write(sheet, row, 2, schema.plane.label)
        book.write(sheet, row, 3, counts.get(kind, 0))


def write_catalogues(book: Book, kinds: Kinds) -> None:
    """The codes that the sheets use, with their names."""
    used = {column.refers_to for kind in kinds for column in kind.schema.columns}
    wanted = [name for name in _CATALOGUES if name in used]
    if not wanted:
        return
    sheet = book.paper.add_worksheet(CATALOGUE_SHEET)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 30)
    sheet.set_column(2, 2, 90)
    rows = [("一覧", "記号", "名前"), *((_CATALOGUES[name], code, label) for name in wanted for code, label in _entries(name))]
    for row, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            book.write(sheet, row, place, cell, **({"bold": True} if row == 0 else {}))


def _entries(catalogue: str) -> list[tuple[str, str]]:
    catalog = load_catalog()
    return [(code, catalog.name_of(catalogue, code)) for code in catalog.entries(catalogue)]
