"""Published lists of sub-processors to rows: the columns by the meaning of their headings, the countries of every cell.

Knows how a list is laid out: several tables, titles, headings over two rows, companies over several rows. Refuses to guess:
what is not read is told with its place, and a document without a column of names gives no list at all.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.declared import PublishedSubProcessor
from sekisho.declared.listing import with_confirmed_names
from sekisho.formats.cell_text import one_line
from sekisho.formats.country_cells import Places, read_places
from sekisho.formats.fault import Fault, Faults
from sekisho.formats.grids import GridRow
from sekisho.formats.list_columns import Columns, Table, is_header, tables_of
from sekisho.formats.list_documents import grids_of
from sekisho.formats.list_words import (
    holds_address,
    is_as_above,
    is_ended_status,
    is_ended_title,
    is_note,
    is_nothing,
)
from sekisho.formats.place import letters

_LOOK = "一覧を見て確かめてください。"
_NEEDED = (
    "再委託先の名前の列（見出しの例: 再委託先名、会社名、Sub-processor、Entity）と、"
    "処理の内容か処理の国の列がある表を取り込んでください。"
)


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row of a list. ``number`` is its line or row in the file, ``section`` the title of its table."""

    name: str
    processing: str | None
    countries: tuple[str, ...]
    company_country: str | None
    unread_places: tuple[str, ...]
    section: str | None
    number: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What was read of a document: rows, what a person should look at (``warnings``), and why it cannot be used (``faults``).

    With any fault the rows are not the whole list and must not be imported.
    """

    rows: tuple[ListedRow, ...]
    warnings: tuple[Fault, ...]
    faults: tuple[Fault, ...]


def read_listing(content: bytes, name: str) -> Listing:
    """Read the document ``content`` called ``name``. What is wrong with the file is in ``faults``; nothing is raised for it."""
    try:
        grids, warnings = grids_of(content, name, is_header)
    except Faults as faults:
        return Listing((), (), faults.faults)
    tables = [table for grid in grids for table in tables_of(grid)]
    if not any(table.columns for table in tables):
        return Listing((), warnings, tuple(_no_list(tables, name)))
    reading = _Reading(name, sheets=len({table.sheet for table in tables if table.columns}))
    for table in tables:
        reading.read(table)
    if not reading.rows and not reading.faults:
        reading.faults.append(
            Fault(name, "見出しの下に再委託先が1件もありません", "一覧の行が入っているかを確かめてください。")
        )
    return Listing(tuple(reading.rows), (*warnings, *reading.warnings), tuple(reading.faults))


def _no_list(tables: Iterable[Table], name: str) -> Iterator[Fault]:
    found = [table for table in tables if len(set(filter(None, table.headings))) > 1]
    if not found:
        yield Fault(name, "表が見つかりません", _NEEDED)
    for table in found:
        headings = "・".join(dict.fromkeys(one_line(heading) for heading in table.headings if heading))
        why = f"再委託先の名前の列がある表ではありません（見つかった見出し: {headings}）"
        yield Fault(name, why, _NEEDED, sheet=table.sheet)


class _Reading:
    """Reads tables one after another; the row before gives what a cell leaves out."""

    def __init__(self, file: str, sheets: int) -> None:
        self.file = file
        self.rows: list[ListedRow] = []
        self.warnings: list[Fault] = []
        self.faults: list[Fault] = []
        self._several_sheets = sheets > 1

    def read(self, table: Table) -> None:
        """Read one table, or say why it is passed over."""
        if table.columns is None:
            if table.rows and any(table.headings):
                headings = "・".join(dict.fromkeys(one_line(heading) for heading in table.headings if heading))
                self._warn(table, None, f"再委託先の一覧ではない表なので読みません（見出し: {headings}）", _LOOK)
        elif table.section and is_ended_title(table.section):
            if table.rows:
                self._warn(table, None, f"「{table.section}」の表は、今の一覧ではないとみて読みません", _LOOK)
        else:
            self._read_list(table, table.columns)

    def _read_list(self, table: Table, columns: Columns) -> None:
        if title := table.doubtful_title:
            self._warn(table, title.number, f"「{title.filled[0]}」は会社ではなく表の見出しとして読みました", _LOOK)
        if table.rows and not columns.places:
            self._warn(table, None, "処理の国の列がありません。処理の国は「書かれていない」として扱います", _LOOK)
        above: GridRow | None = None
        for row in table.rows:
            if any(row.cells[len(table.headings) :]):
                remedy = "カンマを含むセルを引用符で囲むか、はみ出したセルを消してください。"
                self._fault(table, row, "セルの数が見出しの数より多く、どの列か決められません", remedy)
                continue
            if row.cells == table.headings:
                continue
            filled = self._filled_in(table, columns, row, above)
            if filled:
                self.rows.append(self._listed(table, columns, filled))
                above = filled

    def _filled_in(self, table: Table, columns: Columns, row: GridRow, above: GridRow | None) -> GridRow | None:
        """The row with what it takes from the row above; None when it holds no company."""
        cells = tuple("" if place in row.struck else cell for place, cell in enumerate(row.cells[: len(table.headings)]))
        cells += ("",) * (len(table.headings) - len(cells))
        written = cells[columns.name]
        if (written and is_nothing(written)) or self._is_passed_over(table, columns, row):
            return None
        if above:
            cells = tuple(before if is_as_above(cell) else cell for cell, before in zip(cells, above.cells, strict=True))
        if cells[columns.name] and not is_as_above(cells[columns.name]):
            return GridRow(row.number, cells)
        if above is None:
            self._fault(table, row, "再委託先の名前がありません", "名前を補うか、行を消してください。")
            return None
        name = above.cells[columns.name]
        if not written:
            self._warn(table, row.number, f"名前が空なので、上の「{one_line(name)}」の続きとして読みました", _LOOK)
        return GridRow(row.number, tuple(name if place == columns.name else cell for place, cell in enumerate(cells)))

    def _is_passed_over(self, table: Table, columns: Columns, row: GridRow) -> bool:
        """Whether the row is no company of today; which row, and why, is told."""

        def said(places: Iterable[int]) -> bool:
            return any(row.cells[place : place + 1] not in ((), ("",)) for place in places)

        name = one_line(row.cells[columns.name]) if said([columns.name]) else ""
        why = None
        if columns.name in row.struck:
            why = f"線で消された「{name}」は読みません"
        elif any(is_ended_status(cell) for place in columns.status for cell in row.cells[place : place + 1]):
            why = f"「{name}」は終わった会社と書かれているので読みません"
        elif len(set(row.filled)) == 1 and is_note(row.filled[0]):
            why = f"会社ではなく注記とみて読みません（{one_line(row.filled[0])}）"
        elif not name and not said((*columns.processing, *columns.places, *columns.company)):
            why = f"名前の列が空なので読みません（{one_line(row.filled[0])}）"
        if why:
            self._warn(table, row.number, why, _LOOK)
        return why is not None

    def _listed(self, table: Table, columns: Columns, row: GridRow) -> ListedRow:
        work = [one_line(row.cells[place], " / ") for place in columns.processing if not is_nothing(row.cells[place])]
        places = self._places(table, columns.places, row)
        if columns.places and not places.countries and not places.unread:
            self._warn(table, row.number, f"「{one_line(row.cells[columns.name])}」の処理の国が書かれていません", _LOOK)
        seat, other_places = self._seat(table, columns, row)
        name = row.cells[columns.name]
        return ListedRow(
            name=one_line(name.split("\n")[0] if holds_address(table.headings[columns.name]) else name),
            processing=" / ".join(dict.fromkeys(work)) or None,
            countries=places.countries,
            company_country=seat,
            unread_places=(*places.unread, *other_places),
            section=table.section or (table.sheet if self._several_sheets else None),
            number=row.number,
        )

    def _seat(self, table: Table, columns: Columns, row: GridRow) -> tuple[str | None, tuple[str, ...]]:
        """The country of the company. Several places in a list without another column of places are kept as written."""
        cells = [one_line(row.cells[place], "、") for place in columns.company if not is_nothing(row.cells[place])]
        found = [read_places(row.cells[place]) for place in columns.company]
        codes = {code for each in found for code in each.countries}
        if len(codes) == 1 and not any(each.unread for each in found):
            return codes.pop(), ()
        if cells:
            kept = "空欄にします" if columns.places else "書かれたまま残します"
            heading = one_line(table.headings[columns.company[0]])
            why = f"会社の国が一つに決まらないので、{kept}"
            self._warn(table, row.number, why, _LOOK, column=heading, value=" / ".join(cells))
        return None, () if columns.places else tuple(cells)

    def _places(self, table: Table, columns: Iterable[int], row: GridRow) -> Places:
        countries: list[str] = []
        unread: list[str] = []
        for place in columns:
            found = read_places(row.cells[place])
            countries += found.countries
            unread += found.unread
            heading = one_line(table.headings[place])
            for words in found.unread:
                why = "一つの国の名前として読めないので、書かれたまま残します"
                self._warn(table, row.number, why, "国名が分かれば問い合わせて確かめてください。", column=heading, value=words)
            for remark in found.remarks:
                self._warn(table, row.number, remark, _LOOK, column=heading)
        return Places(tuple(dict.fromkeys(countries)), tuple(dict.fromkeys(unread)))

    def _warn(self, table: Table, row: int | None, why: str, remedy: str, **cell: str) -> None:
        self.warnings.append(Fault(self.file, why, remedy, sheet=table.sheet, row=row, **cell))

    def _fault(self, table: Table, row: GridRow, why: str, remedy: str) -> None:
        columns = table.columns
        cell = f"{letters(columns.name)}{row.number}" if table.sheet and columns else None
        self.faults.append(Fault(self.file, why, remedy, sheet=table.sheet, cell=cell, row=row.number))


def records_of_listing(
    listing: Listing, party: str, on: date, renames: Mapping[str, str] | None = None
) -> list[PublishedSubProcessor]:
    """The rows as records of the list that ``party`` published on the day ``on``, numbered in their order.

    ``renames`` gives the earlier name by the name in this list, for changes of name that a person confirmed.
    """
    if listing.faults:
        raise Faults(listing.faults)
    rows = (
        PublishedSubProcessor(
            key=f"{party}/{on.isoformat()}/{number:03}",
            party=party,
            listed_on=on,
            name=row.name,
            processing=row.processing,
            countries=row.countries,
            company_country=row.company_country,
            unread_places=row.unread_places,
            section=row.section,
        )
        for number, row in enumerate(listing.rows, 1)
    )
    return list(with_confirmed_names(rows, renames or {}))
