"""Files cut into tasks of about one size: small files together, large files of lines in ranges.

Knows where a file may be cut: behind a line feed, in a file of JSON lines that is not packed. Refuses to read events.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sekisho.engines.duckdb.parquet import Part, is_plain, parts
from sekisho.formats.events.encodings import opened
from sekisho.formats.events.json_records import is_by_line
from sekisho.formats.events.lines import Stream
from sekisho.formats.events.paths import Found, PathKind
from sekisho.formats.events.source import open_source
from sekisho.formats.events.unread import Unread
from sekisho.formats.eventstore import open_store

#: About so many bytes are one task; a file is cut only when it holds more.
TASK = 48 * 2**20
#: The same of Parquet, which is packed.
_PACKED = 6 * 2**20
_LOOK = 2**16


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or the lines of it that begin from ``start`` on and before ``end`` (bytes; None: to its end)."""

    path: Path
    name: str
    start: int = 0
    end: int | None = None


Task = tuple[Piece | Part, ...]


def tasks(found: Sequence[Found], size: int = TASK, *, cut: bool = True) -> list[Task]:
    """All files and stores as tasks, ranges of one file in their order; ``cut``: whether files may be cut into ranges."""
    stored = [part for item in found if item.kind is PathKind.STORE for part in _of_store(item, ids=len(found) > 1)]
    others = [item for item in found if item.kind is PathKind.PARQUET and is_plain(item.path)]
    stored.extend(part for item in others for part in parts(item.path, item.name))
    logs = [item for item in found if item.kind is not PathKind.STORE and item not in others]
    return [*_weighed(stored), *_of_logs(logs, size, cut=cut)]


def _of_store(item: Found, *, ids: bool) -> Iterator[Part]:
    for path in open_store(item.path).parts():
        yield from parts(path, None, ids=ids)


def _weighed(stored: Iterable[Part]) -> Iterator[Task]:
    """Small parts together."""
    waiting: list[Part] = []
    weight = 0
    for part in stored:
        size = part.path.stat().st_size
        if waiting and weight + size > _PACKED:
            yield tuple(waiting)
            waiting, weight = [], 0
        waiting.append(part)
        weight += size
    if waiting:
        yield tuple(waiting)


def _of_logs(found: Iterable[Found], size: int, *, cut: bool) -> list[Task]:
    made: list[Task] = []
    waiting: list[Piece] = []
    weight = 0
    for item in found:
        length = item.path.stat().st_size
        pieces = list(_pieces(item, length, size)) if cut and length > size else [Piece(item.path, item.name)]
        if len(pieces) > 1 or weight + length > size:
            made.extend([tuple(waiting)] if waiting else [])
            waiting, weight = [], 0
        made.extend((piece,) for piece in pieces[:-1])
        waiting.append(pieces[-1])
        weight += length - (pieces[-1].start)
    return [*made, tuple(waiting)] if waiting else made


def _pieces(item: Found, length: int, size: int) -> Iterator[Piece]:
    starts = _cuts(item.path, length, size)
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        yield Piece(item.path, item.name, start, end)


def _cuts(path: Path, length: int, size: int) -> Sequence[int]:
    if not _is_cuttable(path):
        return [0]
    parts = -(-length // size)
    starts = [0]
    with path.open("rb") as stream:
        for part in range(1, parts):
            cut = _behind_feed(stream, length * part // parts)
            if starts[-1] < cut < length:
                starts.append(cut)
    return starts


def _behind_feed(stream: BinaryIO, place: int) -> int:
    """Where the first line begins that begins after ``place``; 0 when none does."""
    stream.seek(place)
    while block := stream.read(_LOOK):
        feed = block.find(b"\n")
        if feed >= 0:
            return place + feed + 1
        place += len(block)
    return 0


def _is_cuttable(path: Path) -> bool:
    """Lines of JSON in UTF-8, not packed."""
    try:
        with open_source(path) as source:
            mark, encoding = opened(source.head)
            plain = not source.packed and not mark and encoding in (None, "utf-8")
            return plain and source.head[:1] == b"{" and is_by_line([*source.head.splitlines()[:50]])
    except (OSError, Unread):
        return False


class Range:
    """A stream that ends where its piece ends."""

    def __init__(self, stream: Stream, length: int | None) -> None:
        self._stream = stream
        self._left = length

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes; nothing at the end."""
        if self._left is None:
            return self._stream.read(size)
        found = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(found)
        return found
