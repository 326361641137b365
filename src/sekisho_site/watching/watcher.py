"""The watcher: rounds over the folders, batch after batch, Parquet now and then; it may be killed at any moment.

Knows the order of a round. Refuses to know what the steps do, and to read a clock: moments are passed in.
"""

import math
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from sekisho.detection.event import Event
from sekisho.detection.plan import RuleBook
from sekisho.formats.events.mapping import Mapping
from sekisho.formats.eventstore import StoreWriter, open_store
from sekisho_site.config.refusal import RefusedError
from sekisho_site.watching.batches import Batches, journalled
from sekisho_site.watching.findings import Findings
from sekisho_site.watching.flushing import flush, waiting
from sekisho_site.watching.following import Sources, files_below
from sekisho_site.watching.reading import Reading
from sekisho_site.watching.state import connect

RECEIVED = "received"
_ENOUGH_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is watched, by which rules, in which layout, and who hears of findings of which levels."""

    folder: Path
    store: Path
    book: RuleBook
    layout: str = "auto"
    mapping: Mapping | None = None
    channels: Sequence[tuple[str, frozenset[str]]] = field(default=())


class Watcher:
    """One folder and one store. ``round`` takes what is new; between rounds ``stop`` may be asked."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._writer = StoreWriter(wanted.store)
        self.database: sqlite3.Connection = connect(wanted.store)
        self.findings = Findings(self.database, wanted.channels)
        self._own = wanted.store / RECEIVED
        self._sources = Sources(self.database, self._own)
        self._batches = Batches(self.database, wanted.book, self._sources, self.findings)
        self._reading = Reading(wanted.layout, wanted.mapping)
        self._received = Reading("auto", None)

    def begin(self) -> bool:
        """Finish what a dead process left, and hold what is kept to rules that changed; whether they did."""
        flush(self.database, self._writer)
        return self._batches.judge_again_if_rules_changed(self._kept())

    def _kept(self) -> Iterator[Event]:
        return chain(open_store(self._wanted.store).events(), journalled(self.database))

    def round(self, now: float, *, complete: bool = False, stop: Callable[[], bool] = lambda: False) -> int:
        """Take what is new in every file; how many batches there were. ``now`` is in seconds since 1970.

        ``complete``: the files are as they stand, also a last line without an end.
        """
        batches = 0
        dropped = files_below(self._wanted.folder, self._wanted.store.absolute())
        for paths, reading in ((dropped, self._reading), (files_below(self._own, Path()), self._received)):
            for source in self._sources.changed(paths):
                quiet = math.inf if complete else now - source.changed / 1e9
                try:
                    for taken in reading.take(source, quiet):
                        self._batches.keep(taken)
                        batches += 1
                        if stop():
                            return batches
                except OSError:
                    continue  # it went away, or cannot be read yet: the next round looks again
            if waiting(self.database) >= _ENOUGH_ROWS:
                self.flush()
        return batches

    def flush(self) -> int:
        """Write what waits as Parquet; how many rows there were."""
        return flush(self.database, self._writer)

    def close(self) -> None:
        """Let go of the state."""
        self.database.close()


def require_folder(folder: Path) -> None:
    """Refuse a place that cannot be watched."""
    if not folder.is_dir():
        raise RefusedError(f"{folder}: フォルダーがありません。ログを置くフォルダーを指定してください。")
