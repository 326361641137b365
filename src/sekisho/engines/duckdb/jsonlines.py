"""Lines of JSON by the thousand: parsed and made flat, but made events only where a rule is true of them.

Knows how to be fast over lines that are in order, and hands every other line to the reader of ``formats``. Refuses to know what
an event is: the layout's ``Maker`` says so.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import chain, count, islice, repeat
from typing import Any

import orjson

from sekisho.detection.event import Event, Unreadable
from sekisho.engines.columns.gathering import Fields
from sekisho.engines.duckdb.chunk import Chunk, of_events
from sekisho.engines.duckdb.ids import Named, named
from sekisho.formats.events.encodings import Codec
from sekisho.formats.events.filling import Filling
from sekisho.formats.events.flat import DEPTH_LIMIT, flattened
from sekisho.formats.events.json_records import by_line
from sekisho.formats.events.layout import Layout
from sekisho.formats.events.making import Made, Maker
from sekisho.formats.events.unread import Unread
from sekisho.formats.events.windows import SHIPPED, windows_fields

#: Batches of lines that are looked at together: fewer, larger arrays.
_TOGETHER = 8


class JsonLines:
    """The lines of one file, or of a range of it, in one layout of JSON. ``number`` is how many lines were read."""

    def __init__(self, maker: Maker, layout: Layout, codec: Codec, named: frozenset[str]) -> None:
        self._maker = maker
        self._codec = codec
        windows = layout.options.get("shape") == "windows"
        self._read: Callable[[dict[str, Any]], Fields] = windows_fields if windows else flattened
        self._times = tuple(time.columns[0] for time in layout.times)
        self._filling = Filling(layout, named)
        self._filling_all = Filling(layout, None)
        asked = {*named, *self._times, *layout.fill, *([layout.id] if layout.id else ())}
        self._nested = {"Event", *chain.from_iterable(map(_above, asked)), *(SHIPPED if windows else ())}
        self._id = layout.id
        self.number = 0

    def chunks(self, batches: Iterator[list[bytes | None]]) -> Iterator[Chunk]:
        """The rows, as many at a time as there are lines in a batch."""
        while batch := list(chain.from_iterable(islice(batches, _TOGETHER))):
            first = self.number + 1
            self.number += len(batch)
            yield self._in_order(batch, first) or self._line_by_line(batch, first)

    def _in_order(self, batch: list[bytes | None], first: int) -> Chunk | None:
        """The rows, when every line is an object whose time, if any, is plainly ISO 8601."""
        try:
            records = list(map(orjson.loads, batch))  # type: ignore[arg-type]
            if set(map(type, records)) != {dict}:
                return None
            pairs = zip(records, batch, strict=True)
            rows = [record if self._is_flat(record, line) else self._read(record) for record, line in pairs]
        except (orjson.JSONDecodeError, Unread):
            return None
        if not _are_plain(self._written(rows)):
            return None
        if not self._filling.idle:
            for row in rows:
                self._filling(row)
        return Chunk(
            rows,
            batch,  # type: ignore[arg-type]
            (),
            lambda place: self._again(first + place, batch[place]),
            partial(self._ids, rows, first),
            self._whole,
        )

    def _is_flat(self, record: dict[str, Any], line: bytes | None) -> bool:
        """Whether every field that anybody names stands at the top already, whatever else is nested below."""
        return self._nested.isdisjoint(record) and line is not None and line.count(b"{") + line.count(b"[") < DEPTH_LIMIT

    def _whole(self, row: Fields) -> Fields:
        """A row with all that its event holds, for keywords."""
        fields = dict(self._read(row))
        self._filling_all(fields)
        return fields

    def _written(self, rows: Sequence[Fields]) -> list[Any]:
        """What states the time of each row: the first column of the layout that holds something."""
        found: list[Any] = [None] * len(rows)
        for name in self._times:
            if None not in found and "" not in found:
                break
            found = [row.get(name) if time is None or time == "" else time for time, row in zip(found, rows, strict=True)]
        return [time for time in found if time is not None and time != ""]

    def _ids(self, rows: Sequence[Fields], first: int) -> list[Named]:
        if self._id is None:
            return []
        return named([row.get(self._id) for row in rows], repeat(self._maker.file), count(first))

    def _line_by_line(self, batch: list[bytes | None], first: int) -> Chunk:
        numbered = by_line(iter([batch]), self._codec)
        made = [self._made(first + place - 1, record) for place, record in numbered]
        return of_events(made)

    def _made(self, line: int, record: dict[str, Any] | Unread) -> Made:
        if isinstance(record, Unread):
            return self._maker.unreadable(line, record)
        try:
            return self._maker.event(line, self._read(record))
        except Unread as unread:
            return self._maker.unreadable(line, unread)

    def _again(self, line: int, raw: bytes | None) -> Event:
        made = self._made(line, orjson.loads(raw or b""))
        if isinstance(made, Unreadable):
            raise TypeError(f"line {line} was an event before")
        return made


def _above(name: str) -> Iterator[str]:
    """Below which names a dotted one may be nested: a name may have dots by itself.

    >>> list(_above("a.b.c"))
    ['a', 'a.b']
    """
    return (name[:place] for place, character in enumerate(name) if character == ".")


def _are_plain(times: Sequence[Any]) -> bool:
    try:
        if not all(len(time) >= 19 and time[10] in "T " and "0002" <= time < "9998" for time in times):
            return False
        deque(map(datetime.fromisoformat, times), maxlen=0)
    except (TypeError, ValueError):
        return False
    return True
