"""Files that grow, read piece by piece as they would be read whole: the same events, the same lines.

Knows which forms can be cut at a line, and where. What cannot (packed files, UTF-16, EVTX, JSON over several lines, records
that are put together from lines apart) is read whole by ``read_file``. Refuses to know how files are followed.
"""

import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sekisho.detection.event import EventRef, Unreadable
from sekisho.formats.events.flat import flattened
from sekisho.formats.events.json_records import by_line, is_by_line
from sekisho.formats.events.layout import Layout
from sekisho.formats.events.making import Made, Maker
from sekisho.formats.events.mapping import Mapping
from sekisho.formats.events.readers import READERS, in_form
from sekisho.formats.events.reading import layout_of
from sekisho.formats.events.source import HEAD, Source, open_source
from sekisho.formats.events.unread import Unread
from sekisho.formats.events.windows import windows_fields

_CUT = {"json", "table", "lines"}


@dataclass(frozen=True, slots=True)
class Manner:
    """How pieces of one file are read: its layout in the form that it has, and its beginning, by which both were told."""

    layout: Layout
    head: bytes

    @property
    def is_json(self) -> bool:
        """Whether a line that can be read is certain to be whole."""
        return self.layout.reader == "json"

    @property
    def has_heading(self) -> bool:
        """Whether every piece is read under the first lines of the file."""
        return self.layout.reader == "table" and not self.layout.options.get("names")


def manner_of(path: Path, layout: str = "auto", mapping: Mapping | None = None) -> Manner | None:
    """How a file is read in pieces; None: it is read whole. Raises OSError."""
    try:
        with open_source(path) as source:
            used = layout_of(source, layout, mapping)
            encoding = used.options.get("encoding")
            used = in_form(used, source.sample(encoding))
            _, codec = source.lines(encoding)
            wide = codec.encoding is None and b"\x00" in source.head
            if source.packed or used.reader not in _CUT or wide or source.head[:2] in (b"\xff\xfe", b"\xfe\xff"):
                return None
            lines: list[bytes | None] = [*source.head.removeprefix(BOM_UTF8).splitlines()]
            if used.reader == "json" and not is_by_line(lines):
                return None
            if codec.encoding:
                used = replace(used, options={**used.options, "encoding": codec.encoding})
            return Manner(used, source.head[:HEAD])
    except Unread:
        return None


def last_cut(manner: Manner, content: bytes) -> int:
    """Where the last record of a piece that is certain to be whole ends: behind a line break.

    A line break inside the quotes of a cell ends no row; a record that may go on below is left for the next piece.
    """
    end = content.rfind(b"\n") + 1
    if manner.layout.reader == "table":
        while end and content.count(b'"', 0, end) % 2:
            end = content.rfind(b"\n", 0, end - 1) + 1
    if goes_on := manner.layout.options.get("continues"):
        end = _begin_of_last(content[:end], re.compile(str(goes_on).encode()))
    return end


def _begin_of_last(content: bytes, goes_on: "re.Pattern[bytes]") -> int:
    begin = len(content)
    while begin:
        begin = content.rfind(b"\n", 0, begin - 1) + 1
        if not goes_on.match(content, begin):
            break
    return begin


def read_piece(  # noqa: PLR0913 - each is a choice of its own
    manner: Manner, content: bytes, *, file: str, first_line: int, written_on: date, before: bytes = b""
) -> Iterator[Made]:
    """The events of a piece that begins on ``first_line``. ``before`` are the file's lines above the first row of a table.

    ``written_on`` is the last day on which something in it can have happened: times that state no year lie before it.
    """
    maker = Maker(file, manner.layout, None, written_on)
    above = len(before.splitlines())
    mark = BOM_UTF8 if manner.head.startswith(BOM_UTF8) else b""
    stream = io.BytesIO(mark + (before + content).removeprefix(mark))
    source = Source(Path(file), stream, manner.head, packed=False, written_on=written_on)
    shift = first_line - 1 - above
    try:
        for made in _read(source, manner, maker):
            if made.ref.line > above:
                yield replace(made, ref=EventRef(file, made.ref.line + shift)) if shift else made
    except Unread as unread:
        yield Unreadable(EventRef(file, first_line), unread.why)


def _read(source: Source, manner: Manner, maker: Maker) -> Iterator[Made]:
    if not manner.is_json:
        yield from READERS[manner.layout.reader](source, manner.layout, maker)
        return
    read = windows_fields if manner.layout.options.get("shape") == "windows" else flattened
    for line, record in by_line(*source.lines(manner.layout.options.get("encoding"))):
        if isinstance(record, Unread):
            yield maker.unreadable(line, record)
            continue
        try:
            yield maker.event(line, read(record))
        except Unread as unread:
            yield maker.unreadable(line, unread)
