"""A published list as it comes, in Markdown, HTML, CSV or a workbook, to grids of text.

Knows the four formats by their content first and by the file name second, and the encodings of text in Japan. Refuses to know
what a list says. Raises Faults when nothing can be read.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from sekisho.formats.cell_text import cleaned
from sekisho.formats.container import Container, open_container
from sekisho.formats.fault import Fault, Faults
from sekisho.formats.grids import Grid, GridRow
from sekisho.formats.html_tables import grids_of_html, grids_of_markdown
from sekisho.formats.misread import Cell, whole_number
from sekisho.formats.sheetscan import SheetScan

SIZE_LIMIT = 20 * 2**20
_NEEDED = "再委託先の一覧を、md・csv・xlsx・html のどれかで保存して取り込んでください。"
_MARKDOWN_TABLE = re.compile(r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*\|[ \t|:-]*$", re.MULTILINE)
_HTML = re.compile(r"<(?:!doctype|html|head|body|table|thead|tr)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Excel writes the delimiter in a line of its own.
_SEPARATOR_LINE = re.compile(r"\A\ufeff?sep=.(?=\n)")
_DELIMITERS = (",", "\t", ";", "|")

IsHeader = Callable[[Sequence[str]], bool]


def grids_of(content: bytes, name: str, is_header: IsHeader) -> tuple[tuple[Grid, ...], tuple[Fault, ...]]:
    """The tables of a document, and warnings of what was passed over.

    ``is_header`` says whether cells are the headings of a list; it decides between the delimiters of a CSV file. Raises Faults
    when the file is of another kind, too large, or broken.
    """
    if len(content) > SIZE_LIMIT:
        raise Faults(
            [Fault(name, f"大きすぎます（{len(content) // 2**20}MB）", f"{SIZE_LIMIT // 2**20}MBまでにしてください。")]
        )
    if not content.strip(b"\x00\r\n\t "):
        raise Faults([Fault(name, "空のファイルです", _NEEDED)])
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _grids_of_workbook(open_container(content, name), name)
    if content.startswith(b"%PDF"):
        raise Faults([Fault(name, "PDFです。表の行と列を確かに読めません", _NEEDED)])
    return _grids_of_text(_text(content, name), name, is_header), ()


def _grids_of_text(text: str, name: str, is_header: IsHeader) -> tuple[Grid, ...]:
    extension = name.rpartition(".")[2].casefold()
    is_html, is_markdown = bool(_HTML.search(text)), bool(_MARKDOWN_TABLE.search(text))
    if extension in ("html", "htm", "xhtml") or text.lstrip().startswith("<"):
        return grids_of_html(text)
    if extension in ("csv", "tsv") and not is_markdown:
        return (_csv_grid(text, name, is_header),)
    if is_markdown or extension in ("md", "markdown") or is_html:
        return grids_of_markdown(text)
    return (_csv_grid(text, name, is_header),)


def _text(content: bytes, name: str) -> str:
    """The text, by its mark, by UTF-8, by what it says of itself, or as Japanese Windows writes it."""
    told = _CHARSET.search(content[:2048])
    candidates = [
        *(encoding for mark, encoding in _BOMS if content.startswith(mark)),
        *_unmarked_utf_16(content),
        "utf-8",
        *([told[1].decode("ascii", "replace")] if told else []),
        "cp932",
        "euc_jp",
    ]
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\x00" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Faults([Fault(name, "文字コードが分かりません", "UTF-8 で保存し直してください。")])


def _unmarked_utf_16(content: bytes) -> Iterator[str]:
    """Text of two bytes a letter has a zero in every second place where it is Latin."""
    head = content[:2000]
    if head[1::2].count(0) > len(head) // 8 and head[::2].count(0) == 0:
        yield "utf-16-le"
    if head[::2].count(0) > len(head) // 8 and head[1::2].count(0) == 0:
        yield "utf-16-be"


def _csv_grid(text: str, name: str, is_header: IsHeader) -> Grid:
    text = _SEPARATOR_LINE.sub("", text)
    failed: Faults | None = None
    grids: list[Grid] = []
    for delimiter in _DELIMITERS:
        try:
            grid = Grid(tuple(_csv_rows(text, delimiter, name)))
        except Faults as faults:
            failed = failed or faults
            continue
        if any(is_header(row.cells) for row in grid.rows):
            return grid
        grids.append(grid)
    if failed:
        raise failed
    return max(grids, key=lambda grid: max((len(row.filled) for row in grid.rows), default=0))


def _csv_rows(text: str, delimiter: str, name: str) -> Iterator[GridRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    number = 1
    try:
        for cells in reader:
            yield GridRow(number, tuple(cleaned(cell) for cell in cells))
            number = reader.line_num + 1
    except csv.Error as error:
        remedy = '引用符（"）が閉じているか、セルの中の引用符が二つ重ねてあるかを確かめてください。'
        raise Faults([Fault(name, "CSVとして読めません", remedy, row=number)]) from error


def _grids_of_workbook(container: Container, name: str) -> tuple[tuple[Grid, ...], tuple[Fault, ...]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(container.content))
        shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible]
        grids = tuple(_sheet_grid(book.get_sheet_by_name(title), container.sheets[title]) for title in shown)
    except (CalamineError, KeyError, OSError) as error:
        raise Faults([Fault(name, "ブックを読めません", "Excelで開いて保存し直してください。")]) from error
    hidden = [sheet.name for sheet in book.sheets_metadata if sheet.name not in shown]
    warnings = [
        Fault(name, "隠されたシートなので読みません", "要るときは表示してから取り込んでください。", sheet=s) for s in hidden
    ]
    warnings += [
        Fault(
            name,
            f"{len(scan.formulas)}個のセルが数式です。最後に計算された値を読みました",
            "値を確かめてください。",
            sheet=title,
        )
        for title, scan in container.sheets.items()
        if scan.formulas and title in shown
    ]
    return grids, tuple(warnings)


def _sheet_grid(sheet: CalamineSheet, scan: SheetScan) -> Grid:
    first_row, first_column = sheet.start or (0, 0)
    rows = [[""] * first_column + [_cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=True)]
    across = {merged.first[0] for merged in scan.merged if merged.first[1] < merged.last[1]}
    for merged in scan.merged:
        _fill(rows, first_row, (merged.first, merged.last))
    numbered = ((first_row + place, tuple(cleaned(text) for text in row)) for place, row in enumerate(rows, 1))
    return Grid(
        tuple(
            GridRow(number, cells, whole=number in across and len(set(filter(None, cells))) == 1) for number, cells in numbered
        ),
        sheet=sheet.name,
    )


def _fill(rows: list[list[str]], above: int, corners: tuple[tuple[int, int], tuple[int, int]]) -> None:
    """Give every cell of a merged range (counted from 1) the text of its first cell."""
    (top, left), (bottom, right) = corners
    inside = rows[max(top - 1 - above, 0) : bottom - above]
    text = inside[0][left - 1] if inside and left <= len(inside[0]) else ""
    for row in inside:
        row[left - 1 : right] = [text] * len(row[left - 1 : right])


def _cell_text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    number = whole_number(cell)
    return str(cell if number is None else number)
