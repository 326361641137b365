"""Files that grow, are rotated, renamed, cut off and copied: what of them is new.

Knows inodes, sizes and the bytes around the place up to which a file was read. Refuses to know what lines say.

A file is known again by its inode, if the bytes at its beginning and those before the place up to which it was read are
still the same; else it is another file. A file that comes with the bytes of one that was cut off or is gone is that one
(``copytruncate``, a move to another disk). A file with all the bytes of one that is still there is a copy, and is not read.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any

from sekisho.formats.eventstore import is_store

_BLOCK = 4_096


@dataclass(frozen=True, slots=True)
class Source:
    """How far a file was read. ``line`` counts whole lines before ``offset``; ``inside``: the last one had no end yet.

    ``head`` and ``tail`` are hashes of up to 4,096 bytes at the beginning and before ``offset``; ``before`` is how many
    bytes stand above a table's first row. ``whole``: it is read whole, ``copy``: it is another one's copy and not read.
    ``changed`` is the time of change in nanoseconds.
    """

    id: int
    path: str
    device: int
    inode: int
    size: int
    changed: int
    offset: int = 0
    line: int = 0
    head: str = ""
    head_size: int = 0
    tail: str = ""
    before: int = 0
    inside: bool = False
    whole: bool = False
    copy: bool = False


_NAMES = [each.name for each in fields(Source)]
_FLAGS = {"inside", "whole", "copy"}


def _typed(name: str, value: Any) -> Any:
    return bool(value) if name in _FLAGS else value


class Sources:
    """What is known of files, kept in the table ``source``.

    Files below ``own`` we write ourselves: they are never copies and never rotated, whatever they hold.
    """

    def __init__(self, database: sqlite3.Connection, own: Path) -> None:
        self._database, self._own = database, own
        rows = database.execute(f"SELECT {', '.join(_NAMES)} FROM source ORDER BY id")  # noqa: S608
        self.known: list[Source] = [Source(*(_typed(*each) for each in zip(_NAMES, row, strict=True))) for row in rows]

    def write(self, source: Source) -> None:
        """Remember a source; within the transaction of what was read of it."""
        marks = ", ".join("?" * len(_NAMES))
        self._database.execute(f"INSERT OR REPLACE INTO source ({', '.join(_NAMES)}) VALUES ({marks})", astuple(source))  # noqa: S608
        self.known = [*(each for each in self.known if each.id != source.id), source]

    def changed(self, paths: Iterable[Path]) -> Iterator[Source]:
        """The sources of files in which something may be new, in order of paths. Files that went away are no news."""
        here = [(path, told) for path in paths if (told := _stat(path))]
        inodes = {(told.st_dev, told.st_ino): path for path, told in here}
        for path, told in here:
            known = next(
                (each for each in reversed(self.known) if (each.device, each.inode) == (told.st_dev, told.st_ino)), None
            )
            if known and (known.size, known.changed) == (told.st_size, told.st_mtime_ns):
                if known.path != str(path):
                    self.known = [replace(each, path=str(path)) if each is known else each for each in self.known]
                if known.copy or known.offset >= known.size or known.whole:
                    continue
                yield replace(known, path=str(path))
                continue
            source = self._recognised(path, told, known, inodes)
            if source is not None:
                yield source

    def _recognised(
        self, path: Path, told: os.stat_result, known: Source | None, inodes: dict[tuple[int, int], Path]
    ) -> Source | None:
        now: dict[str, Any] = {"path": str(path), "size": told.st_size, "changed": told.st_mtime_ns}
        if known and not known.copy and (known.whole or _goes_on(path, known, told.st_size)):
            return replace(known, **now)
        if not told.st_size:
            return None
        new = Source(self._next_id(), device=told.st_dev, inode=told.st_ino, **now)
        for each in () if self._is_own(path) else reversed(self.known):
            if (
                each.copy
                or each.whole
                or self._is_own(Path(each.path))
                or not each.offset
                or not _goes_on(path, each, told.st_size)
            ):
                continue
            if _is_lost(each, inodes):
                return replace(each, device=told.st_dev, inode=told.st_ino, **now)
            if each.offset == told.st_size and _same_bytes(path, Path(each.path), told.st_size):
                self.known.append(replace(new, copy=True, offset=told.st_size))
                return replace(new, copy=True, offset=told.st_size)
        return new

    def _is_own(self, path: Path) -> bool:
        return path.is_relative_to(self._own)

    def _next_id(self) -> int:
        return 1 + max((each.id for each in self.known), default=0)


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _is_lost(source: Source, inodes: dict[tuple[int, int], Path]) -> bool:
    """Whether the file that was read is gone, or no longer holds what was read."""
    path = inodes.get((source.device, source.inode))
    told = _stat(path) if path else None
    return path is None or told is None or not _goes_on(path, source, told.st_size)


def _goes_on(path: Path, source: Source, size: int) -> bool:
    """Whether a file holds what was read of the source, as far as its beginning and its last block tell."""
    if size < source.offset:
        return False
    try:
        with path.open("rb") as file:
            if _hash(file.read(source.head_size)) != source.head and source.head_size:
                return False
            begin = max(0, source.offset - _BLOCK)
            file.seek(begin)
            return not source.offset or _hash(file.read(source.offset - begin)) == source.tail
    except OSError:
        return False


def _same_bytes(one: Path, other: Path, size: int) -> bool:
    try:
        with one.open("rb") as first, other.open("rb") as second:
            if os.fstat(second.fileno()).st_size != size:
                return False
            while block := first.read(2**20):
                if block != second.read(len(block)):
                    return False
    except OSError:
        return False
    return True


def read_on(source: Source, most: int) -> tuple[bytes, bytes]:
    """What stands behind the place up to which a file was read, at most so many bytes, and the bytes above its first row."""
    with Path(source.path).open("rb") as file:
        before = file.read(source.before)
        file.seek(source.offset)
        return file.read(most), before


def moved_on(source: Source, offset: int, **told: object) -> Source:
    """The source when it was read up to ``offset``: its first and last block are remembered."""
    with Path(source.path).open("rb") as file:
        head = file.read(min(_BLOCK, offset))
        begin = max(0, offset - _BLOCK)
        file.seek(begin)
        tail = file.read(offset - begin)
    return replace(source, offset=offset, head=_hash(head), head_size=len(head), tail=_hash(tail), **told)  # type: ignore[arg-type]


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def files_below(folder: Path, apart: Path) -> list[Path]:
    """The files of a folder as ``detect`` walks it: by name, hidden ones and linked folders passed over; never the store's."""
    found: list[Path] = []
    try:
        children = sorted(os.scandir(folder), key=lambda child: child.name)
    except OSError:
        return found
    for child in children:
        if child.name.startswith("."):
            continue
        path = folder / child.name
        if child.is_dir(follow_symlinks=False):
            if path.absolute() != apart and not is_store(path):
                found += files_below(path, apart)
        elif child.is_file():
            found.append(path)
    return found
