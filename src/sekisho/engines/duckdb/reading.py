"""Pieces of files become chunks of rows: lines of JSON by the thousand, everything else as its reader gives it.

Knows which way a file goes. Refuses to judge.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Never

from sekisho.detection.event import Event, EventRef, Unreadable
from sekisho.detection.lists import Lists
from sekisho.engines.duckdb.chunk import Chunk, of_events
from sekisho.engines.duckdb.jsonlines import JsonLines
from sekisho.engines.duckdb.pieces import Piece, Range
from sekisho.formats.events.encodings import Codec, opened
from sekisho.formats.events.json_records import is_by_line
from sekisho.formats.events.layout import Layout
from sekisho.formats.events.lines import batches
from sekisho.formats.events.making import Maker
from sekisho.formats.events.mapping import Mapping
from sekisho.formats.events.parquet_rows import read_parquet
from sekisho.formats.events.paths import PathKind, kind_of
from sekisho.formats.events.reading import latest_of, layout_of, read_file
from sekisho.formats.events.source import Source, open_source
from sekisho.formats.events.unread import Unread
from sekisho.formats.fault import reason_of

_EVENTS = 20_000


@dataclass(frozen=True, slots=True)
class How:
    """How files are read. ``named`` are the fields that rules name; ``lists`` are put beside each event."""

    layout: str = "auto"
    mapping: Mapping | None = None
    named: frozenset[str] = frozenset()
    lists: Lists | None = None


class Reading:
    """One piece of a file. ``lines`` is how many physical lines it had, once it was read, if it was a range."""

    def __init__(self, piece: Piece, how: How) -> None:
        self._piece = piece
        self._how = how
        self.lines = 0

    def chunks(self) -> Iterator[Chunk]:
        """The rows in their order; lines are counted from the beginning of the piece."""
        try:
            with open_source(self._piece.path) as source:
                layout = layout_of(source, self._how.layout, self._how.mapping)
                if self._how.lists is None and _is_plain(source, layout):
                    yield from self._json(source, layout)
                    return
        except (Unread, OSError):
            pass  # the reader below says it in its own words
        how = self._how
        if kind_of(self._piece.path) is PathKind.PARQUET:
            made = read_parquet(self._piece.path, self._piece.name)
        else:
            made = read_file(self._piece.path, how.layout, how.mapping, name=self._piece.name)
        while some := list(islice(made, _EVENTS)):
            yield of_events(some if how.lists is None else [_beside(how.lists, each) for each in some])

    def _json(self, source: Source, layout: Layout) -> Iterator[Chunk]:
        piece = self._piece
        maker = Maker(piece.name, layout, None, latest_of(source, self._how.mapping))
        _, encoding = opened(source.head)
        reading = JsonLines(maker, layout, Codec(encoding), self._how.named)
        try:
            with piece.path.open("rb") as stream:
                stream.seek(piece.start)
                length = None if piece.end is None else piece.end - piece.start
                yield from reading.chunks(batches(Range(stream, length)))
        except OSError as error:
            why = f"読めません（{reason_of(error)}）。ファイルと読む権限を確かめてください。"
            yield Chunk([], None, [Unreadable(EventRef(piece.name, reading.number + 1), why)], lambda _: _nothing())
        self.lines = reading.number


def _beside(lists: Lists, made: Event | Unreadable) -> Event | Unreadable:
    return lists.filled(made) if isinstance(made, Event) else made


def _nothing() -> Never:
    raise IndexError("no rows")


def _is_plain(source: Source, layout: Layout) -> bool:
    """Lines of JSON in UTF-8 as they stand on the disk, with times that are no more than one column each."""
    mark, encoding = opened(source.head)
    simple = all(len(time.columns) == 1 and time.zone_column is None and time.form is None for time in layout.times)
    return (
        layout.reader == "json"
        and simple
        and not layout.options.get("encoding")
        and not layout.options.get("forms")
        and not source.packed
        and not mark
        and encoding in (None, "utf-8")
        and is_by_line([*source.head.splitlines()[:50]])
    )
