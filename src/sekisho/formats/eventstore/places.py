"""Where things lie in a store of events, how they are made to last, and what is told when they are damaged.

Knows folders, atomic names and fsync. Refuses to know what the files hold.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from sekisho.formats.fault import Fault, Faults

VERSION = 1
UNKNOWN_DAY = "unknown"

_MARK = "sekisho-store.json"
_DAY = re.compile(r"day=(\d{4}-\d{2}-\d{2}|unknown)")
_PART = re.compile(r"part-[0-9a-f]+(-\d+)?\.parquet")
_SOURCE = re.compile(r"[0-9a-f]{64}\.(json|unreadable)|checkpoint\.json")
_TOLD = 20
_RESTORE = "控えから戻すか、この場所を空にして元のログを取り込み直してください。"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one store. Only what a manifest in ``sources`` (or its checkpoint) names is part of the store."""

    root: Path

    @property
    def events(self) -> Path:
        """``events/day=YYYY-MM-DD/part-….parquet``."""
        return self.root / "events"

    @property
    def sources(self) -> Path:
        """One manifest per ingested content, and the checkpoint that gathers old ones."""
        return self.root / "sources"

    @property
    def ids(self) -> Path:
        """Sorted runs of the ids of events."""
        return self.root / "ids"

    @property
    def staging(self) -> Path:
        """What is being written. Anything here that nobody works on was left behind by a process that died."""
        return self.root / "staging"

    @property
    def checkpoint(self) -> Path:
        """All manifests that compaction has gathered, with the parts and ids that stand for them."""
        return self.sources / "checkpoint.json"

    @property
    def mark(self) -> Path:
        """The file by which a folder is known to be a store."""
        return self.root / _MARK

    def require(self) -> None:
        """Refuse a folder that is no store, or one that a newer version wrote."""
        try:
            told = orjson.loads(self.mark.read_bytes())
            version = told["sekisho-store"]
        except (FileNotFoundError, NotADirectoryError) as error:
            raise fault(
                self.root, "イベントの保管場所ではありません", "sekisho ingest --store で作った場所を指定してください。"
            ) from error
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise fault(self.mark, "壊れています", _RESTORE) from error
        if version != VERSION:
            raise fault(
                self.mark, f"この版では読めない形です（{version}）", "Sekisho を新しい版にするか、別の場所を指定してください。"
            )

    def prepare(self) -> None:
        """Make a new store in an empty or missing folder; one that holds other things is refused, so that nothing mixes."""
        if self.root.exists() and not self.root.is_dir():
            raise fault(
                self.root, "フォルダーではないので、イベントの保管場所にできません", "フォルダーを --store に指定してください。"
            )
        if not self.mark.exists():
            others = [each for each in self.root.iterdir() if each != self.staging] if self.root.is_dir() else []
            if others and not self.mark.exists():  # another process may have made it just now
                why = "イベントの保管場所ではなく、ほかのファイルがあります"
                raise fault(self.root, why, "空のフォルダーか、まだないフォルダーを --store に指定してください。")
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.staging.mkdir(exist_ok=True)
            write_durably(self.mark, orjson.dumps({"sekisho-store": VERSION}), beside=self.staging)
        self.require()
        for folder in (self.events, self.sources, self.ids, self.staging):
            folder.mkdir(exist_ok=True)

    def refuse_foreign(self) -> None:
        """Refuse a store in which things lie that it did not write; hidden files of other programs are passed over."""
        strange = [path for path in self._foreign() if not path.name.startswith(".")]
        if strange:
            why, remedy = "保管場所のものではありません", "ほかの場所へ移すか、消してください。"
            raise Faults([Fault(str(path), why, remedy) for path in strange[:_TOLD]])

    def _foreign(self) -> Iterator[Path]:
        own = {self.events, self.sources, self.ids, self.staging, self.mark, self.root / "lock", self.root / "readers"}
        yield from (path for path in self.root.iterdir() if path not in own)
        yield from (path for path in self.sources.iterdir() if not _SOURCE.fullmatch(path.name))
        yield from (path for path in self.ids.iterdir() if path.suffix != ".ids")
        for folder in self.events.iterdir():
            if not _DAY.fullmatch(folder.name) or not folder.is_dir():
                yield folder
            else:
                yield from (path for path in folder.iterdir() if not _PART.fullmatch(path.name))

    def parts(self) -> Iterator[Path]:
        """Every part file that lies in the store, whether a manifest names it or not."""
        for folder in sorted(self.events.iterdir()) if self.events.is_dir() else ():
            if folder.is_dir() and _DAY.fullmatch(folder.name):
                yield from sorted(folder.glob("part-*.parquet"))


def day_of(part: str) -> str:
    """The day of a part by its name under ``events``.

    >>> day_of("day=2026-04-01/part-0.parquet")
    '2026-04-01'
    """
    return part.split("/", maxsplit=1)[0].removeprefix("day=")


def fault(path: Path, why: str, remedy: str) -> Faults:
    """One thing that is wrong with a file of the store."""
    return Faults([Fault(file=str(path), why=why, remedy=remedy)])


def damaged(path: Path, why: str) -> Faults:
    """A file of the store does not hold what was written."""
    return fault(path, f"壊れています（{why}）", _RESTORE)


def sync(path: Path) -> None:
    """Let what was written to a file, or the names in a folder, outlive a loss of power."""
    held = os.open(path, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def write_durably(path: Path, content: bytes, *, beside: Path) -> None:
    """A file whole or not at all: written in ``beside`` (same file system), synced, then named."""
    partial = beside / f".{path.name}.{os.getpid()}.partial"
    with partial.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)
    sync(path.parent)


def settle(moves: Iterable[tuple[Path, Path]]) -> None:
    """Give finished, synced files their names, then sync every folder that got one."""
    folders = set()
    for source, target in moves:
        if not target.parent.is_dir():
            target.parent.mkdir()
            folders.add(target.parent.parent)
        source.replace(target)
        folders.add(target.parent)
    for folder in sorted(folders):
        sync(folder)
