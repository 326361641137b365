"""Logs whose lines follow a pattern: named groups become fields.

Knows lines that go on below, and that a dash stands for nothing where a layout says so. Refuses to know products.
"""

import re
from collections.abc import Iterator

from sekisho.detection.event import Value
from sekisho.formats.events.encodings import Codec
from sekisho.formats.events.layout import Layout
from sekisho.formats.events.making import Made, Maker
from sekisho.formats.events.source import Source
from sekisho.formats.events.unread import Unread, shown

#: Longer lines are no lines of such a log, and a pattern would be slow on them.
_LIMIT = 2**20
_RECORD_LINES = 1_000


def patterns_of(layout: Layout) -> list[re.Pattern[str]]:
    """The patterns of a layout, compiled; each is tried on the whole line."""
    return [re.compile(str(text), re.VERBOSE) for text in layout.options["patterns"]]


def read_lines(source: Source, layout: Layout, maker: Maker) -> Iterator[Made]:
    """Every line as an event; lines that go on below belong to the event above them."""
    patterns = patterns_of(layout)
    dash = bool(layout.options.get("dash_is_missing"))
    batches, codec = source.lines(layout.options.get("encoding"))
    for start, text in _whole(batches, codec, layout.options.get("continues")):
        if isinstance(text, Unread):
            yield maker.unreadable(start, text)
            continue
        match = next((found for pattern in patterns if (found := pattern.fullmatch(text))), None)
        if match is None:
            why = f"{layout.title}の行として読めません（「{shown(text)}」）。形式か、この行を確かめてください。"
            yield maker.unreadable(start, Unread(why))
            continue
        fields: dict[str, Value] = {name: value for name, value in match.groupdict().items() if value is not None}
        if dash:
            fields = {name: value for name, value in fields.items() if value != "-"}
        yield maker.event(start, fields)


def _whole(batches: Iterator[list[bytes | None]], codec: Codec, continues: str | None) -> Iterator[tuple[int, str | Unread]]:
    """The records as text with the line on which each begins, blank lines passed over."""
    goes_on = re.compile(continues) if continues else None
    number, start, held = 0, 0, list[str]()
    for batch in batches:
        for raw in batch:
            number += 1
            text = text_of(raw, codec)
            if isinstance(text, Unread):
                if held:
                    yield start, "\n".join(held)
                    held = []
                yield number, text
            elif goes_on and held and goes_on.match(text) and len(held) < _RECORD_LINES:
                held.append(text)
            elif text.strip():
                if held:
                    yield start, "\n".join(held)
                start, held = number, [text]
    if held:
        yield start, "\n".join(held)


def text_of(raw: bytes | None, codec: Codec) -> str | Unread:
    """A physical line as text, or why it is none."""
    if raw is None or len(raw) > _LIMIT:
        return Unread("1行が長すぎます（1MBを超えます）。形式か、書き出しの設定を確かめてください。")
    try:
        return codec.text(raw)
    except Unread as unread:
        return unread
