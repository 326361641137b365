"""A list page, described once: columns, filters, search, order. Knows how a query string becomes rows and how rows leave.

The address holds everything (filters, order, page, columns), so that a view can be sent to a colleague. Rows are read page by
page; an export streams through what is filtered, up to a limit that is told.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from sekisho.formats.tables import Value, write_csv, write_table
from sekisho.roles import Permission
from sekisho_site.web.clock import today
from sekisho_site.web.permissions import SignedInRequest

PAGE = 50
EXPORT_LIMIT = 100_000
_EXPORT_AT_ONCE = 1_000
_LONGEST_QUESTION = 200
_DEEPEST_PAGE = 100_000
#: Words up to so many signs are not broken.
_ONE_LINE = 8
#: So many filters stand open above a list; the others are folded away.
_IN_SIGHT = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows: words, a link, a second line, and a sign (``kind``) that a part of the frame draws.

    ``kind`` is ``outcome``, ``severity``, ``record``, ``stage``, ``strength``, ``due``, ``tag`` or ``check`` (a box that
    chooses the row for the form ``bulk`` of the page); ``code`` is the value drawn.
    ``value`` is what exports write (default: ``text``).
    """

    text: str = ""
    href: str = ""
    note: str = ""
    kind: str = ""
    code: Any = None
    value: Value = None

    @property
    def short(self) -> bool:
        """Whether the words stand on one line, however narrow the column."""
        return len(self.text) <= _ONE_LINE

    @property
    def exported(self) -> Value:
        """What Excel and CSV get."""
        return self.text if self.value is None else self.value


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``order`` are the fields by which a click on the heading sorts (none: it cannot be sorted)."""

    name: str
    heading: str
    cell: Callable[[Any], Cell]
    order: tuple[str, ...] = ()
    numeric: bool = False
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: a choice from a list, or free words when there are no choices (a date, a key)."""

    name: str
    heading: str
    apply: Callable[[QuerySet[Any], str], QuerySet[Any]]
    choices: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Listing:
    """What a list page is made of. ``prepare`` is given the rows of one page, to look up at once what their cells need.

    ``keys_first``: the keys of a page are found before its rows are read. For wide rows whose order an index covers.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: QuerySet[Any]
    order: tuple[str, ...]
    filters: Sequence[Filter] = ()
    search: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    search_hint: str = ""
    prepare: Callable[[Sequence[Any]], None] | None = None
    empty: str = "条件に合うものはありません。"
    defaults: Mapping[str, str] = field(default_factory=dict)
    caption: str = ""
    keys_first: bool = False

    def narrowed(self, values: Mapping[str, Any], question: str) -> QuerySet[Any]:
        """The rows of which the filters of these names hold (an empty value asks nothing), and which answer the question."""
        rows = self.rows
        for each in self.filters:
            if value := values.get(each.name):
                rows = each.apply(rows, value)
        return self.search(rows, question) if question and self.search else rows


class Shown:
    """A listing as one request asked for it: what the template ``lists/table.html`` draws."""

    def __init__(self, listing: Listing, request: SignedInRequest) -> None:
        self.listing = listing
        self.path = request.path
        self.asked = {
            name: str(value)[:_LONGEST_QUESTION].replace("\x00", "") for name, value in request.GET.items() if name != "export"
        }
        self.question = self.asked.get("q", "").strip()
        chosen = [name for name in request.GET.getlist("columns") if name]
        self.chosen = [column for column in listing.columns if (column.name in chosen if chosen else column.shown)]
        self._columns_asked = chosen
        self.may_export = bool(request.user.may(Permission.EXPORT))

    @cached_property
    def values(self) -> dict[str, str]:
        """The value of each filter; an empty one in the address switches its default off."""
        return {each.name: self.asked.get(each.name, self.listing.defaults.get(each.name, "")) for each in self.listing.filters}

    @cached_property
    def filtered(self) -> QuerySet[Any]:
        """The rows that were asked for, in their order."""
        known = [each for each in self.listing.filters if not each.choices or self.values[each.name] in dict(each.choices)]
        rows = self.listing.narrowed({each.name: self.values[each.name] for each in known}, self.question)
        return rows.order_by(*self._order(), "pk")  # the last word: pages must not share or lose a row among equals

    @cached_property
    def total(self) -> int:
        """How many rows there are in all."""
        return self.filtered.count()

    @property
    def pages(self) -> int:
        """How many pages."""
        return max(1, -(-self.total // PAGE))

    @cached_property
    def page(self) -> int:
        """The page shown; one beyond the end is the last one."""
        asked = self.asked.get("page", "1")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
        return min(max(1, number), self.pages, _DEEPEST_PAGE)

    @cached_property
    def table(self) -> list[list[tuple[Column, Cell]]]:
        """The cells of the page, each with its column."""
        start = (self.page - 1) * PAGE
        cells = self._cells(self._rows(start))
        return [list(zip(self.chosen, row, strict=True)) for row in cells]

    def _rows(self, start: int) -> list[Any]:
        page = slice(start, start + PAGE)
        if not self.listing.keys_first:
            return list(self.filtered[page])
        keys = list(self.filtered.values_list("pk", flat=True)[page])
        found = self.listing.rows.in_bulk(keys)
        return [found[key] for key in keys if key in found]

    @property
    def first(self) -> int:
        """The number of the first row shown."""
        return (self.page - 1) * PAGE + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return min(self.page * PAGE, self.total)

    @property
    def searchable(self) -> bool:
        """Whether words can be looked for (templates would call the function itself)."""
        return self.listing.search is not None

    @property
    def headings(self) -> list[tuple[Column, str, str]]:
        """Each column shown, with the address that sorts by it and how it is sorted now (``aria-sort``)."""
        sorted_by = self.asked.get("sort", "")
        told = []
        for column in self.chosen:
            now = {column.name: "ascending", f"-{column.name}": "descending"}.get(sorted_by, "")
            turned = f"-{column.name}" if now == "ascending" else column.name
            told.append((column, self.address(sort=turned, page="") if column.order else "", now))
        return told

    @property
    def choices(self) -> list[tuple[Filter, str]]:
        """The filters that are always in sight, with their values now."""
        return [(each, self.values[each.name]) for each in self.listing.filters[:_IN_SIGHT]]

    @property
    def further_choices(self) -> list[tuple[Filter, str]]:
        """The filters that are folded away, with their values now."""
        return [(each, self.values[each.name]) for each in self.listing.filters[_IN_SIGHT:]]

    @property
    def further_used(self) -> int:
        """How many of the folded filters narrow the list now."""
        return sum(1 for each, value in self.further_choices if value != self.listing.defaults.get(each.name, ""))

    @property
    def is_filtered(self) -> bool:
        """Whether something narrows the list beyond what it shows by itself."""
        return bool(self.question) or any(
            self.values[each.name] != self.listing.defaults.get(each.name, "") for each in self.listing.filters
        )

    @property
    def all_columns(self) -> list[tuple[Column, bool]]:
        """Every column and whether it is shown: the column chooser."""
        return [(column, column in self.chosen) for column in self.listing.columns]

    def address(self, **changed: str) -> str:
        """The address of this list with some of its words changed; an empty word leaves."""
        told = {name: value for name, value in {**self.asked, **changed}.items() if name != "columns"}
        kept = {name: value for name, value in told.items() if value or name in self.listing.defaults}
        words = [*kept.items(), *(("columns", name) for name in self._columns_asked)]
        return f"{self.path}?{urlencode(words)}" if words else self.path

    @property
    def next_page(self) -> str:
        """The address of the next page, if there is one."""
        return self.address(page=str(self.page + 1)) if self.page < self.pages else ""

    @property
    def previous_page(self) -> str:
        """The address of the page before, if there is one."""
        return self.address(page=str(self.page - 1)) if self.page > 1 else ""

    @property
    def excel(self) -> str:
        """The address of the Excel file."""
        return self.address(export="xlsx", page="")

    @property
    def csv(self) -> str:
        """The address of the CSV file."""
        return self.address(export="csv", page="")

    def exported(self) -> Iterable[list[Value]]:
        """Every row that is filtered, as files hold it, up to ``EXPORT_LIMIT`` rows."""
        rows = self.filtered[:EXPORT_LIMIT]
        batch: list[Any] = []
        for row in rows.iterator(chunk_size=_EXPORT_AT_ONCE):
            batch.append(row)
            if len(batch) == _EXPORT_AT_ONCE:
                yield from ([cell.exported for cell in cells] for cells in self._cells(batch))
                batch = []
        yield from ([cell.exported for cell in cells] for cells in self._cells(batch))

    def _cells(self, rows: Sequence[Any]) -> Iterable[list[Cell]]:
        if rows and self.listing.prepare:
            self.listing.prepare(rows)
        return ([column.cell(row) for column in self.chosen] for row in rows)

    def _order(self) -> tuple[str, ...]:
        asked = self.asked.get("sort", "")
        for column in self.listing.columns:
            if column.order and asked in (column.name, f"-{column.name}"):
                return tuple(_turned(name) for name in column.order) if asked.startswith("-") else column.order
        return self.listing.order


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def respond(request: SignedInRequest, listing: Listing, template: str = "lists/list.html", **context: Any) -> HttpResponse:
    """The list as a page; as its table alone for htmx; as a file with ``?export=xlsx`` or ``csv``.

    A file is refused to people who may not export. ``template`` may extend ``lists/list.html`` and is given ``context``.
    """
    shown = Shown(listing, request)
    wanted = request.GET.get("export")
    if wanted in ("xlsx", "csv"):
        if not shown.may_export:
            return render(request, "frame/refused.html", {"needed": (Permission.EXPORT,)}, status=403)
        return _file(shown, wanted)
    if request.htmx and request.htmx.target == "list":
        return render(request, "lists/table.html", {"shown": shown, **context})
    return render(request, template, {"shown": shown, **context})


def _file(shown: Shown, wanted: str) -> HttpResponse:
    headings = [column.heading for column in shown.chosen]
    if wanted == "xlsx":
        content = write_table(shown.listing.title, headings, shown.exported())
        media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        content, media = write_csv(headings, shown.exported()), "text/csv; charset=utf-8"
    name = f"{shown.listing.name}-{today():%Y%m%d}.{wanted}"
    return HttpResponse(content, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
