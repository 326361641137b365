"""The files behind the paths people give: what a path is, folders in sorted order, each content once.

Knows event stores and Parquet files by their look, so that they are handed to those who read them. Refuses to read events.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from sekisho.formats.fault import Fault, Faults, reason_of

_CHUNK = 2**20


class PathKind(Enum):
    """What stands at a path: an event store, a Parquet file, a folder of files, or a file of a log."""

    STORE = "store"
    PARQUET = "parquet"
    FOLDER = "folder"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Found:
    """A file or store to read. ``name`` is the path as it was given, with what stands below a folder."""

    path: Path
    name: str
    kind: PathKind


def kind_of(path: Path) -> PathKind:
    """What stands at ``path``. Raises Faults when nothing does, or something that is neither file nor folder."""
    if path.is_dir():
        return PathKind.STORE if _is_store(path) else PathKind.FOLDER
    if not path.is_file():
        raise Faults([Fault(str(path), "ファイルもフォルダーもありません", "パスを確かめてください。")])
    try:
        with path.open("rb") as stream:
            return PathKind.PARQUET if stream.read(4) == b"PAR1" else PathKind.LOG
    except OSError:
        return PathKind.LOG  # whoever reads it tells why it cannot be read


def _is_store(path: Path) -> bool:
    return (path / "events").is_dir() and (path / "sources").is_dir()


def found_files(paths: Iterable[str | Path]) -> list[Found]:
    """The files of all paths in the order given, folders walked in sorted order, hidden ones passed over, each content once.

    Raises Faults for every path at which nothing can be read.
    """
    faults: list[Fault] = []
    found: list[Found] = []
    for path in paths:
        try:
            found.extend(_below(Path(path), os.fspath(path)))
        except Faults as some:
            faults.extend(some.faults)
    if faults:
        raise Faults(faults)
    return list(_each_content_once(found))


def holds_nothing(path: Path) -> bool:
    """Whether this is a folder in which no file stands that could be a log; one that cannot be opened may hold some."""
    try:
        return path.is_dir() and next(_below(path, ""), None) is None
    except Faults:
        return False


def _below(path: Path, name: str) -> Iterator[Found]:
    kind = kind_of(path)
    if kind is not PathKind.FOLDER:
        yield Found(path, name, kind)
        return
    try:
        children = sorted(path.iterdir(), key=lambda child: child.name)
    except OSError as error:
        raise _unopened(path, error) from None
    for child in children:
        if not child.name.startswith(".") and (child.is_file() or (child.is_dir() and not child.is_symlink())):
            yield from _below(child, os.path.join(name, child.name))  # noqa: PTH118 - the path as it was given


def _unopened(path: Path, error: OSError) -> Faults:
    return Faults([Fault(str(path), f"開けません（{reason_of(error)}）", "読む権限とパスを確かめてください。")])


def _each_content_once(found: list[Found]) -> Iterator[Found]:
    """Passes over files whose bytes were there before. Only files of one size are compared, by SHA-256."""
    sizes = [0 if item.kind is PathKind.STORE else item.path.stat().st_size for item in found]
    often = Counter(size for item, size in zip(found, sizes, strict=True) if item.kind is not PathKind.STORE)
    seen: set[object] = set()
    for item, size in zip(found, sizes, strict=True):
        if item.kind is PathKind.STORE:
            key: object = item.path.resolve()
        elif often[size] == 1:
            key = item.path
        else:
            key = _sha256(item.path) or item.path
        if key not in seen:
            seen.add(key)
            yield item


def _sha256(path: Path) -> str | None:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()
