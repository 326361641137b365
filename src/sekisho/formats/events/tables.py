"""Tables with a heading row, or with columns that the layout names: rows become fields.

Knows where the heading row is, and what too many or too few cells mean. Refuses to know what the columns mean.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain

from sekisho.formats.events.cells import Lines, Row, rows
from sekisho.formats.events.layout import Layout
from sekisho.formats.events.making import Made, Maker
from sekisho.formats.events.source import Source
from sekisho.formats.events.times import TOKYO, read_time
from sekisho.formats.events.unread import Unread, shown

#: The heading row may stand this far below the beginning of a file.
PREAMBLE = 60
DELIMITERS = (",", "\t", ";", "|")
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?|\d+\.\d+\.\d+\.\d+(?::\d+)?")


def folded(name: str) -> str:
    """A heading by which it is compared: full-width and half-width alike, without spaces.

    >>> folded("操作日時（ＵＴＣ） ")
    '操作日時(utc)'
    """
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def read_table(source: Source, layout: Layout, maker: Maker) -> Iterator[Made]:
    """Every row of a table as an event. Raises Unread when it has no heading row of this layout."""
    batches, codec = source.lines(layout.options.get("encoding"))
    lines = Lines(batches, codec)
    for _ in range(int(layout.options.get("skip", 0))):
        lines.begin()
        try:
            next(lines, None)
        except Unread:
            continue
    delimiter = layout.options.get("delimiter") or delimiter_of(source.sample(layout.options.get("encoding")))
    found = rows(lines, delimiter)
    names = layout.options.get("names")
    if names:
        yield from _Reader([str(name) for name in names], layout, maker, lines).events(found)
        return
    header, behind, told = _header(found, layout.options.get("must", ()))
    for line, unread in told:
        yield maker.unreadable(line, unread)
    yield from _Reader(header, layout, maker, lines).events(behind)


def delimiter_of(sample: str) -> str:
    """The delimiter that parts the fullest of the first lines; a comma where nothing is parted."""
    lines = [line for line in sample.splitlines()[:PREAMBLE] if line.strip()]
    return max(DELIMITERS, key=lambda mark: sorted(line.count(mark) for line in lines)[len(lines) // 2 :]) if lines else ","


def _header(found: Iterator[Row], must: Sequence[str]) -> tuple[list[str], Iterator[Row], list[tuple[int, Unread]]]:
    """The heading row, the rows behind it, and what could not be read before it. Raises Unread when there is none."""
    asked = {folded(name) for name in must}
    told: list[tuple[int, Unread]] = []
    before: list[Row] = []
    for line, row in found:
        if isinstance(row, Unread):
            told.append((line, row))
            continue
        cells = [cell.strip().lstrip("\ufeff") for cell in row]
        if asked <= {folded(cell) for cell in cells}:
            if not asked:
                _refuse_data(cells)
            return cells, found, told
        before.append((line, row))
        if len(before) >= PREAMBLE:
            break
    if not before:
        return [], iter(()), told  # nothing at all, or nothing but lines that cannot be read
    wanted = "、".join(str(name) for name in must)
    remedy = "見出しを付けるか、--mapping の names に列の名前を書いてください"
    raise Unread(f"見出しの行（{wanted} などの列名）が見つかりません。{remedy}。")


def _refuse_data(cells: list[str]) -> None:
    """A first row that holds numbers or moments is no heading row: taken for one, a record would be lost."""
    for cell in cells:
        if cell and (_NUMBER.fullmatch(cell) or _is_time(cell)):
            raise Unread(
                f"1行目に値「{shown(cell)}」があり、見出しの行がないようです。--mapping の names に列の名前を書いてください。"
            )


def _is_time(cell: str) -> bool:
    try:
        read_time(cell, TOKYO)
    except Unread:
        return False
    return True


class _Reader:
    """Turns rows under one heading row into events."""

    def __init__(self, header: Sequence[str], layout: Layout, maker: Maker, lines: Lines) -> None:
        self._header = list(header)
        while self._header and not self._header[-1]:
            self._header.pop()  # trailing columns that have no name
        self._names = _unique(self._header)
        self._maker = maker
        self._lines = lines
        self._beside = _other_spellings(self._names, layout)
        hint, there = layout.options.get("time_like", ()), {*self._names, *(name for name, _ in self._beside)}
        maker.times_of(there)
        if hint and not there.intersection(time.columns[0] for time in layout.times):
            maker.also_time(next((name for part in hint for name in self._names if part in folded(name)), None))

    def events(self, found: Iterator[Row]) -> Iterator[Made]:
        """The events of the rows; a row that repeats the heading row is none."""
        maker, names, width = self._maker, self._names, len(self._names)
        for line, row in found:
            if isinstance(row, Unread):
                yield maker.unreadable(line, row)
            elif len(row) > width and any(row[width:]):
                yield maker.unreadable(line, self._too_many(row))
            elif row[:width] != self._header:
                fields = dict(zip(names, row, strict=False))
                for name, own in self._beside:
                    if own in fields:
                        fields[name] = fields[own]
                yield maker.event(line, fields)  # type: ignore[arg-type]

    def _too_many(self, row: list[str]) -> Unread:
        if len(self._lines.taken) > 1:
            self._lines.put_back()  # a stray quote may have drawn several rows together
        extra = next(cell for cell in row[len(self._names) :] if cell)
        return Unread(
            f"列が多すぎます（見出しは{len(self._names)}列、この行は{len(row)}列）。"
            f"区切り文字を含む値「{shown(extra)}」の辺りを引用符で囲んで書き出し直してください。"
        )


def _unique(header: Sequence[str]) -> list[str]:
    """Names for all columns: one without a name is called by its place, a name that stands twice gets a number."""
    names: list[str] = []
    for place, written in enumerate(header, 1):
        name = written or f"列{place}"
        again = (f"{name}_{number}" for number in range(2, len(header) + 2))
        names.append(next(one for one in chain([name], again) if one not in names))
    return names


def _other_spellings(names: Sequence[str], layout: Layout) -> list[tuple[str, str]]:
    """Names of the layout that the header writes otherwise (full-width brackets, spaces), each with the header's own."""
    own = {folded(name): name for name in reversed(names)}
    return [(name, own[folded(name)]) for name in layout.columns if name not in names and folded(name) in own]
