"""The columns of a published list, and the parts of a grid that are lists: by the meaning of headings, not by their place.

Knows which heading makes a column of names, processing or countries, and where one table ends and the next begins. Refuses to
read the cells below.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sekisho.formats.countries import country_code
from sekisho.formats.grids import Grid, GridRow
from sekisho.formats.list_words import Meaning, is_other_table, is_plain_heading, is_status, meaning

#: The rank of words such as 子会社 in the word file.
_GROUP_OF_COMPANIES = 3
#: So many known headings make the first row of a table headings, even when the name of the first is unusual.
_CLEAR_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of the columns, from 0. Several columns of one kind are read together."""

    name: int
    processing: tuple[int, ...]
    places: tuple[int, ...]
    company: tuple[int, ...]
    status: tuple[int, ...] = ()


def columns_of(headings: Sequence[str]) -> Columns | None:
    """The columns that headings tell, or None when they are not the headings of a list.

    A list has a column of names and at least one more that is known and of another kind. A row with the name of a country is
    never headings.

    >>> columns_of(["Entity", "Purpose", "所在国", "データ保存地域"])
    Columns(name=0, processing=(1,), places=(3,), company=(2,), status=())
    """
    if len(set(filter(None, headings))) < 2 or is_other_table(headings) or any(country_code(heading) for heading in headings):
        return None
    meanings = {place: found for place, heading in enumerate(headings) if (found := meaning(heading))}
    name = _name_column(meanings)
    if name is None or len(set(meanings.values())) < 2:
        return None
    del meanings[name]
    work = _with_role(meanings, "processing")
    told = tuple(place for place in work if meanings[place].rank > 1)
    of_processing, somewhere, of_company = (
        _with_role(meanings, role) for role in ("processing_place", "place", "company_place")
    )
    return Columns(
        name=name,
        processing=told or work,
        places=of_processing or somewhere,
        company=of_company or (somewhere if of_processing else ()),
        status=tuple(place for place, heading in enumerate(headings) if place != name and is_status(heading)),
    )


def is_header(cells: Sequence[str]) -> bool:
    """Whether cells are the headings of a list."""
    return columns_of(cells) is not None


def _name_column(meanings: dict[int, Meaning]) -> int | None:
    """The surest column of names; a column of services only where another column tells what is done."""
    names = _with_role(meanings, "name")
    if names:
        return min(names, key=lambda place: (-meanings[place].rank, place))
    work = _with_role(meanings, "processing")
    services = [place for place in work if meanings[place].rank == 1]
    return services[0] if services and len(work) > len(services) else None


def _with_role(meanings: dict[int, Meaning], role: str) -> tuple[int, ...]:
    return tuple(place for place, found in meanings.items() if found.role == role)


@dataclass
class Table:
    """A part of a grid under one row of headings. ``columns`` is None when it is not a list."""

    headings: tuple[str, ...]
    columns: Columns | None
    section: str | None
    sheet: str | None
    rows: list[GridRow] = field(default_factory=list)
    #: The row of the title, when a row that could be a company was taken for one.
    doubtful_title: GridRow | None = None


def tables_of(grid: Grid) -> Iterator[Table]:
    """The tables of a grid in order. A sheet may hold several, parted by empty rows, titles and headings."""
    section, after_gap = grid.title, True
    table: Table | None = None
    sure = any(_is_sure_header(row) for row in grid.rows)
    rows = deque(grid.rows)
    while rows:
        row = rows.popleft()
        if not row.filled:
            after_gap = True
            continue
        begun = table is not None and table.columns is not None
        if (columns := columns_of(row.cells)) and (_is_sure_header(row) or (not begun and _may_be_header(row, columns, sure))):
            headings = _with_second_row(row, columns, rows)
            following = Table(headings, columns_of(headings) or columns, section, grid.sheet)
        elif _is_title(row, after_gap or table is None):
            section = row.filled[0].replace("\n", " ")
            following = _under_title(row, section, table, grid.sheet)
        elif table is None:
            following = Table(row.cells, None, section, grid.sheet)
        else:
            table.rows.append(row)
            after_gap = False
            continue
        if table:
            yield table
        table, after_gap = following, False
    if table:
        yield table


def _is_sure_header(row: GridRow) -> bool:
    """Whether the row is headings: marked so, or with a name column so plainly named that it cannot be a company."""
    columns = columns_of(row.cells)
    return columns is not None and (row.heads or is_plain_heading(row.cells[columns.name]))


def _may_be_header(row: GridRow, columns: Columns, sure_elsewhere: bool) -> bool:
    """Whether a first row with an unusual name of the name column is headings, by the headings beside it."""
    beside = [(cell, found) for place, cell in enumerate(row.cells) if place != columns.name and (found := meaning(cell))]
    plain = any(found.role != "name" and is_plain_heading(cell) for cell, found in beside)
    return len(beside) + 1 >= _CLEAR_HEADINGS or (plain and not sure_elsewhere)


def _is_title(row: GridRow, may_begin: bool) -> bool:
    """One text alone in its row: over the whole row, after a gap, or a word for a group of companies."""
    if len(set(row.filled)) > 1 or (len(row.filled) > 1 and not row.whole):
        return False
    found = meaning(row.filled[0])
    return row.whole or may_begin or (found is not None and found.rank == _GROUP_OF_COMPANIES)


def _under_title(row: GridRow, section: str, table: Table | None, sheet: str | None) -> Table:
    if table is None or table.columns is None:
        return Table((), None, section, sheet)
    could_be_a_company = not row.whole and bool(row.cells[table.columns.name : table.columns.name + 1] == row.filled)
    return Table(table.headings, table.columns, section, sheet, doubtful_title=row if could_be_a_company else None)


def _with_second_row(first: GridRow, columns: Columns, rest: deque[GridRow]) -> tuple[str, ...]:
    """The headings, joined with a second row of headings when there is one (a merged cell above, its parts below)."""
    second = rest[0] if rest else None
    if second is None or second.whole or len(second.cells) != len(first.cells):
        return first.cells
    hangs_over = second.cells[columns.name] == first.cells[columns.name] != ""
    if not ((first.heads and second.heads) or hangs_over or _is_sure_header(second)):
        return first.cells
    rest.popleft()
    return tuple(_joined(upper, lower) for upper, lower in zip(first.cells, second.cells, strict=True))


def _joined(upper: str, lower: str) -> str:
    """The lower heading with the upper one as its attribute, except that a kind (処理, 本社) under 所在国 is the attribute."""
    above, below = meaning(upper), meaning(lower)
    if not lower or upper == lower or below is None:
        return upper if not lower or upper == lower or above else lower
    if above and "place" in above.role and "place" not in below.role:
        return f"{lower} {upper}"
    return f"{upper} {lower}" if below.role == "place" else lower
