"""The watcher: rounds over the folders, batch after batch, Parquet now and then; it may be killed at any moment.

Knows the order of a round. Refuses to know what the steps do, and to read a clock: moments are passed in.
"""

import math
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from sekisho.detection.event import Event
from sekisho.detection.plan import RuleBook
from sekisho.engines.columns.matching import Matches
from sekisho.formats.events.mapping import Mapping
from sekisho.formats.eventstore import StoreWriter, open_store
from sekisho_site.config.refusal import RefusedError
from sekisho_site.watching.batches import Batches, journalled
from sekisho_site.watching.findings import Findings
from sekisho_site.watching.flushing import flush, waiting
from sekisho_site.watching.following import Sources, files_below
from sekisho_site.watching.reading import Reading
from sekisho_site.watching.state import connect, watching_alone

#: Folders of the store that are ours alone: what is received, and what is handed to a cluster.
RECEIVED, STREAMED = "received", "streamed"
_ENOUGH_ROWS = 10_000
#: So many days behind the newest event others may come and change findings as if they had come in time.
LATE_DAYS = 31
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is watched, by which rules, in which layout, who hears of findings of which levels, and how late events may come."""

    folder: Path
    store: Path
    book: RuleBook
    layout: str = "auto"
    mapping: Mapping | None = None
    channels: Sequence[tuple[str, frozenset[str]]] = field(default=())
    late_days: int = LATE_DAYS


class Watcher:
    """One folder and one store. ``round`` takes what is new; between rounds ``stop`` may be asked."""

    def __init__(self, wanted: Wanted, writer: StoreWriter, matches: Matches) -> None:
        self._wanted, self._writer = wanted, writer
        self.database: sqlite3.Connection = connect(wanted.store)
        self.findings = Findings(self.database, wanted.channels)
        self._own = wanted.store / RECEIVED
        self._sources = Sources(self.database, self._own)
        self._batches = Batches(self.database, wanted.book, self._sources, self.findings, matches)
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
        if not batches:  # all that lies here is read: while years of logs are being read, nothing in them is late
            self._batches.horizon.forget(self._wanted.book, now, self._wanted.late_days * _DAY_SECONDS)
        return batches

    @property
    def late(self) -> int:
        """How many events came later than that, and are in no window."""
        return self._batches.horizon.late

    def flush(self) -> int:
        """Write what waits as Parquet; how many rows there were."""
        return flush(self.database, self._writer)

    def close(self) -> None:
        """Let go of the state."""
        self.database.close()


@contextmanager
def watching(wanted: Wanted, matching: AbstractContextManager[Matches]) -> Iterator[Watcher]:
    """The one watcher of a store, which is made if it is not there. ``matching`` begins once nobody else watches it.

    Raises :class:`RefusedError` when somebody does, Faults for a folder that is no store.
    """
    writer = StoreWriter(wanted.store)
    with watching_alone(wanted.store), matching as matches, closing(Watcher(wanted, writer, matches)) as watcher:
        yield watcher


def require_folder(folder: Path) -> None:
    """Refuse a place that cannot be watched."""
    if not folder.is_dir():
        raise RefusedError(f"{folder}: フォルダーがありません。ログを置くフォルダーを指定してください。")
