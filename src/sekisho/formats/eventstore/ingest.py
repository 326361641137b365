"""Files and folders into a store: each content once, each file whole or not at all.

Knows the way from a path to a manifest, and the hashes of raw lines. Refuses to know layouts (``formats.events``) and how the
store writes.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sekisho.detection.event import Event, EventRef, Unreadable
from sekisho.formats.events import Found, PathKind, found_files, read_file
from sekisho.formats.events.mapping import Mapping
from sekisho.formats.events.recognise import recognised
from sekisho.formats.events.source import open_source
from sekisho.formats.events.unread import Unread
from sekisho.formats.eventstore.incoming import LineHashes, Received
from sekisho.formats.eventstore.manifest import Manifest
from sekisho.formats.eventstore.places import fault
from sekisho.formats.eventstore.reading import unreadable_of
from sekisho.formats.eventstore.writing import StoreWriter
from sekisho.formats.fault import Fault, Faults

_CHUNK = 1 << 20
_UNTOLD = "unknown"  # the layout of a file in which none could be recognised; all its lines are unreadable
_LINE_HASH = 16
_EVTX = b"ElfFile\x00"


@dataclass(frozen=True, slots=True)
class Taken:
    """One file that was given: its name as given, its manifest, and whether its content was new to the store."""

    name: str
    manifest: Manifest
    new: bool

    def as_json(self) -> dict[str, object]:
        """The JSON form of the command line."""
        told = self.manifest
        return {
            "kind": "ingested",
            "file": self.name,
            "content": told.content,
            "layout": told.layout,
            "new": self.new,
            "rows": told.rows,
            "repeats": told.repeats,
            "unreadable": told.unreadable,
        }


def ingest(
    paths: Iterable[str | Path], writer: StoreWriter, *, layout: str = "auto", mapping: Mapping | None = None
) -> Iterator[Taken]:
    """Take in the files of all paths, one after another, within a turn of ``writer``.

    Raises Faults before anything is taken in when a path is missing or is no log, and in the middle when a file changes
    while it is read: files told before stay taken in, that one is not.
    """
    writer.places.refuse_foreign()
    for found in _logs(paths, writer):
        before = _state(found.path)
        content = _sha256(found.path)
        new = not writer.has(content)
        received = Received(content, found.name, before[0], _layout(found, layout, mapping), _line_hashes(found.path))
        items = read_file(found.path, layout, mapping, name=found.name)
        yield Taken(found.name, writer.take_in(received, _unchanged(items, found, before)), new)


def unreadable_lines(writer: StoreWriter, taken: Taken) -> Iterator[Unreadable]:
    """The lines of a file taken in that could not be read, under the name by which it was given."""
    for line in unreadable_of(writer.places, taken.manifest):
        yield Unreadable(EventRef(taken.name, line.ref.line), line.why)


def _logs(paths: Iterable[str | Path], writer: StoreWriter) -> list[Found]:
    """The files to take in. The store itself may lie among them."""
    own = writer.places.root.resolve()
    found = [each for each in found_files(paths) if each.path.resolve() != own]
    why, remedy = "ログのファイルではなく、保管済みのイベントか Parquet です", "元のログのファイルを渡してください。"
    others = [Fault(each.name, why, remedy) for each in found if each.kind is not PathKind.LOG]
    if others:
        raise Faults(others)
    return found


def _layout(found: Found, layout: str, mapping: Mapping | None) -> str:
    """The name of the layout in which a file will be read."""
    asked = mapping.base if mapping and mapping.base else layout
    if asked != "auto":
        return asked
    try:
        with open_source(found.path) as source:
            return recognised(source, mapping.encoding if mapping else None).name
    except (Unread, OSError):
        return _UNTOLD


def _state(path: Path) -> tuple[int, int, int]:
    told = path.stat()
    return told.st_size, told.st_mtime_ns, told.st_ino


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _unchanged(items: Iterable[Event | Unreadable], found: Found, before: tuple[int, int, int]) -> Iterator[Event | Unreadable]:
    """The items of a file; Faults at their end when the file is no longer the one whose content was hashed."""
    yield from items
    if _state(found.path) != before:
        raise fault(Path(found.name), "読んでいる間に書き換わりました", "書き終わってから、もう一度取り込んでください。")


def _line_hashes(path: Path) -> LineHashes | None:
    """The hashes of physical lines of one file, read along with its events; None for a file that has no lines.

    A hash is the first 16 bytes of the SHA-256 of a line without what ends it (UTF-16: of its UTF-8 form), None where no
    such line stands. It ties an event to its line in the kept original, whose whole SHA-256 the manifest holds.
    """
    with path.open("rb") as opened:
        if opened.read(len(_EVTX)) == _EVTX:
            return None
    lines, at, digest = _lines(path), 0, None

    def hashes(wanted: Sequence[int]) -> list[bytes | None]:
        nonlocal at, digest
        found = []
        for number in wanted:
            if number > at:
                line = next(lines, None) if number == at + 1 else next(islice(lines, number - at - 1, None), None)
                at, digest = number, None if line is None else hashlib.sha256(line).digest()[:_LINE_HASH]
            found.append(digest if number == at else None)
        return found

    return hashes


def _lines(path: Path) -> Iterator[bytes | None]:
    with suppress(Unread, OSError), open_source(path) as source:
        for batch in source.lines()[0]:
            yield from batch
