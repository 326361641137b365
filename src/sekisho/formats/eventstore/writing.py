"""Writing a store: what one file brings is taken in whole or not at all.

Knows the order of steps that makes it so: parts and ids are written aside and synced, take their places, and count only
when the manifest that names them takes its place, last. Refuses to know how files are read.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import orjson

from sekisho.detection.event import Event, Unreadable
from sekisho.formats.eventstore.compacting import compact, worth_compacting
from sekisho.formats.eventstore.ids import IdRun, keys_of, known_among
from sekisho.formats.eventstore.incoming import Incoming, Received
from sekisho.formats.eventstore.lock import Waiting, nobody_reads, writing_alone
from sekisho.formats.eventstore.manifest import Ledger, Manifest, read_ledger
from sekisho.formats.eventstore.places import Places, settle, write_durably

_PENDING = "unnamed"  # says that files which no manifest names could not be deleted yet


class StoreWriter:
    """Writes into one store, which is made if it is not there. Used in turns:

    ``with writer:`` holds the store (waiting for another process that does), puts right what a dead process left, and sees
    what others wrote; within a turn, :meth:`take_in` takes in one file after another. A writer may take many turns.
    """

    def __init__(self, root: Path, *, waiting: Waiting = lambda _: None) -> None:
        self.places = Places(root)
        self.places.prepare()
        self._waiting = waiting
        self._turn = ExitStack()
        self._ledger: Ledger | None = None

    def __enter__(self) -> Self:
        self._turn.enter_context(writing_alone(self.places.root, self._waiting))
        try:
            self._ledger = read_ledger(self.places, self._ledger)
            self._clean()
        except BaseException:
            self._turn.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None and worth_compacting(self.ledger):
                self.compact()
        finally:
            self._turn.close()

    @property
    def ledger(self) -> Ledger:
        """What the store holds; asked within a turn."""
        if self._ledger is None:
            raise RuntimeError("a writer knows the store only within a turn")
        return self._ledger

    def has(self, content: str) -> bool:
        """Whether a file of this content (SHA-256, hex) was taken in before."""
        return self.ledger.has(content)

    def known(self, ids: Sequence[str]) -> set[str]:
        """Which of these ids of events the store holds."""
        keys = keys_of(ids)
        found = known_among([key for key in keys if key is not None], self._runs())
        return {each for each, key in zip(ids, keys, strict=True) if key in found}

    def _runs(self) -> list[IdRun]:
        return [IdRun(self.places.ids / run.name, run.count) for run in self.ledger.ids]

    def take_in(self, received: Received, items: Iterable[Event | Unreadable]) -> Manifest:
        """Take in what one file holds; its manifest, or the one that stands when its content was taken in before.

        What ``items`` raises goes on to the caller, and the store is as it was.
        """
        if self.has(received.content):
            return next(each for each in self.ledger.manifests if each.content == received.content)
        with self.staged(received.content) as aside:
            incoming = Incoming(received, aside, self._runs())
            incoming.extend(items)
            manifest = incoming.finish()
            self._commit(manifest, aside)
        return manifest

    @contextmanager
    def staged(self, name: str) -> Iterator[Path]:
        """A folder aside for one piece of work, which is gone when the work has ended."""
        aside = self.places.staging / name
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        try:
            yield aside
        except BaseException:
            self._clean()
            raise
        shutil.rmtree(aside)

    def _commit(self, manifest: Manifest, aside: Path) -> None:
        settle([*_moves(self.places, manifest, aside)])
        target = self.places.sources / f"{manifest.content}.json"
        write_durably(target, orjson.dumps(manifest.as_json()), beside=aside)
        ledger = self.ledger
        self._ledger = Ledger(ledger.checkpoint, {**ledger.loose, manifest.content: manifest}, ledger.stamp)

    def compact(self) -> int:
        """Join small parts, manifests and runs of ids; how many files fewer. Readers at work keep what they read."""
        before = len(self.ledger.parts)
        with self.staged("compaction") as aside:
            self._ledger = compact(self.places, self.ledger, aside)
        self._drop_unnamed()
        return before - len(self.ledger.parts)

    def _clean(self) -> None:
        """Put right what a process left that died: whatever no manifest names. Nothing lies aside when all ended well."""
        left = list(self.places.staging.iterdir())
        if left:
            self._drop_unnamed()
        for each in left:
            if each.is_dir():
                shutil.rmtree(each)
            elif each.name != _PENDING:
                each.unlink()

    def _drop_unnamed(self) -> None:
        """Delete what no manifest names; while somebody reads, only note that it is still to be done.

        What counts is read from the disk once more: work that was broken off may have got as far as its manifest.
        """
        self._ledger = read_ledger(self.places, self._ledger)
        pending = self.places.staging / _PENDING
        pending.touch()
        with nobody_reads(self.places.root) as alone:
            if alone:
                for path in _unnamed(self.places, self.ledger):
                    path.unlink(missing_ok=True)
                pending.unlink()


def _unnamed(places: Places, ledger: Ledger) -> Iterator[Path]:
    parts = {part.name for part in ledger.parts}
    yield from (path for path in places.parts() if path.relative_to(places.events).as_posix() not in parts)
    runs = {run.name for run in ledger.ids}
    yield from (path for path in places.ids.glob("*.ids") if path.name not in runs)
    gathered = ledger.checkpoint.manifests
    yield from (path for path in places.sources.glob("*.json") if path.stem in gathered)
    told = {manifest.content for manifest in ledger.manifests}
    yield from (path for path in places.sources.glob("*.unreadable") if path.stem not in told)


def _moves(places: Places, manifest: Manifest, aside: Path) -> Iterator[tuple[Path, Path]]:
    for part in manifest.parts:
        yield aside / Path(part.name).name, places.events / part.name
    for run in manifest.ids:
        yield aside / run.name, places.ids / run.name
    if manifest.unreadable:
        name = f"{manifest.content}.unreadable"
        yield aside / name, places.sources / name
