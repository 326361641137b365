"""Which reader a layout asks for.

Knows the kinds of readers, and layouts of several forms of which a file's first line chooses one. Refuses to know products.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sekisho.formats.events.audit_records import read_audit
from sekisho.formats.events.evtx_records import read_evtx
from sekisho.formats.events.flat import flattened
from sekisho.formats.events.json_records import records
from sekisho.formats.events.layout import Layout
from sekisho.formats.events.making import Made, Maker
from sekisho.formats.events.patterns import read_lines
from sekisho.formats.events.source import Source
from sekisho.formats.events.tables import read_table
from sekisho.formats.events.unread import Unread
from sekisho.formats.events.windows import windows_fields

Reader = Callable[[Source, Layout, Maker], Iterator[Made]]


def read_json(source: Source, layout: Layout, maker: Maker) -> Iterator[Made]:
    """JSON: one record a line, or documents that span lines."""
    read = windows_fields if layout.options.get("shape") == "windows" else flattened
    batches, codec = source.lines(layout.options.get("encoding"))
    for line, record in records(batches, codec):
        if isinstance(record, Unread):
            yield maker.unreadable(line, record)
            continue
        try:
            yield maker.event(line, read(record))
        except Unread as unread:
            yield maker.unreadable(line, unread)


READERS: Mapping[str, Reader] = {
    "json": read_json,
    "evtx": read_evtx,
    "table": read_table,
    "lines": read_lines,
    "audit": read_audit,
}


def read_layout_of(source: Source, layout: Layout, maker: Maker) -> Iterator[Made]:
    """Every event of a file in a layout. Raises Unread when the whole file cannot be read."""
    one = in_form(layout, source.sample(layout.options.get("encoding")))
    return READERS[one.reader](source, one, maker)


def in_form(layout: Layout, sample: str) -> Layout:
    """The layout itself, or the one of its forms that the first line looks like; the last form where none fits."""
    forms: list[dict[str, Any]] = layout.options.get("forms", [])
    if not forms:
        return layout
    first = next((line for line in sample.splitlines() if line.strip()), "")
    form = next((form for form in forms if re.match(str(form["looks"]), first, re.VERBOSE)), forms[-1])
    options = {name: value for name, value in layout.options.items() if name != "forms"} | form
    return replace(layout, reader=str(form["reader"]), options=options)
