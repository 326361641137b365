"""``detect``: from paths to alerts.

Knows that line numbers of ranges are counted on, that an event stands once, and in which order things are told.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from sekisho.detection.alert import RuleAlert
from sekisho.detection.event import EventRef, Unreadable
from sekisho.detection.lists import Lists
from sekisho.detection.plan import RuleBook
from sekisho.engines.columns.alerting import alerts
from sekisho.engines.columns.hits import Hits, joined
from sekisho.engines.duckdb.ids import Named, moved, only_first
from sekisho.engines.duckdb.pieces import tasks
from sekisho.engines.duckdb.reading import How
from sekisho.engines.duckdb.running import Outcome, Runner
from sekisho.engines.duckdb.workers import outcomes
from sekisho.formats.events.mapping import Mapping
from sekisho.formats.events.paths import PathKind, found_files
from sekisho.formats.eventstore import open_store


def detect(  # noqa: PLR0913  (each is a choice of its own)
    book: RuleBook,
    paths: Iterable[str | Path],
    layout: str = "auto",
    mapping: Mapping | None = None,
    *,
    processes: int | None = None,
    lists: Lists | None = None,
) -> Iterator[RuleAlert | Unreadable]:
    """What the rules find in files, folders, stores and Parquet files: first the lines that are unreadable, then the alerts.

    ``processes``: how many at most (None: as many as processors). ``lists`` are put beside each event first.
    Raises Faults for paths where nothing can be read.
    """
    found = found_files(paths)
    for item in found:
        if item.kind is PathKind.STORE:
            yield from open_store(item.path).unreadable()
    hits: defaultdict[str, list[Hits]] = defaultdict(list)
    named: list[Named] = []
    before: defaultdict[str, int] = defaultdict(int)
    runner = Runner(book, How(layout, mapping, lists=lists))
    for outcome in outcomes(runner, tasks(found) if lists is None else tasks(found, cut=False), processes):
        placed = counted_on(outcome, before)
        yield from placed.unreadable
        named.extend(placed.named)
        for rule, some in placed.hits.items():
            hits[rule].append(some)
    whole = {rule: joined(some) for rule, some in hits.items()}
    yield from alerts(book, only_first(whole, named))


def counted_on(outcome: Outcome, before: defaultdict[str, int]) -> Outcome:
    """Lines of a range counted from the beginning of its file: ranges of a file come in their order."""
    if any(before.get(file) for file in outcome.lines):
        now = {file: before[file] for file in outcome.lines}
        outcome.hits = {rule: _moved(some, now) for rule, some in outcome.hits.items()}
        outcome.unreadable = [
            replace(each, ref=EventRef(each.ref.file, each.ref.line + now.get(each.ref.file, 0))) for each in outcome.unreadable
        ]
        outcome.named = moved(outcome.named, now)
    for file, lines in outcome.lines.items():
        before[file] += lines
    return outcome


def _moved(hits: Hits, before: dict[str, int]) -> Hits:
    base = np.array([before.get(str(file), 0) for file in hits.files.values], np.int64)
    return replace(hits, lines=hits.lines + base[hits.files.codes])
