"""Joining what many small files left: parts of one day, manifests, runs of ids.

Knows when that is worth it and how it cannot lose anything: what is joined counts when the checkpoint that names it takes
its place; only then may the pieces go. Refuses to delete anything itself.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import orjson
import pyarrow.parquet as pq

from sekisho.formats.eventstore.columns import FILE, LINE, TIME, join
from sekisho.formats.eventstore.ids import IdRun, merge_runs
from sekisho.formats.eventstore.incoming import write_part
from sekisho.formats.eventstore.manifest import Checkpoint, Ledger, Part, Run, stamp_of
from sekisho.formats.eventstore.places import Places, damaged, day_of, settle, sync, write_durably

_SMALL_ROWS = 65_536
_SMALL_BYTES = 8_000_000
_FULL_ROWS = 524_288
_FULL_BYTES = 48_000_000
_FULL_RUN = 8_000_000  # ids that are sorted in memory at once
_MANY_LOOSE = 64
_SHARE_LOOSE = 10


def worth_compacting(ledger: Ledger) -> bool:
    """Whether loose manifests have become many, also beside those gathered before: each is gathered a few times at most."""
    return len(ledger.loose) >= max(_MANY_LOOSE, len(ledger.checkpoint.manifests) // _SHARE_LOOSE)


def compact(places: Places, ledger: Ledger, aside: Path) -> Ledger:
    """Join small parts of a day, and runs of ids; gather all manifests in the checkpoint. The ledger that then holds."""
    joined: dict[str, Part] = {}
    for group in _groups(ledger.parts):
        made = _join_parts(places, group, aside)
        joined.update(dict.fromkeys((part.name for part in group), made))
    parts = tuple(dict.fromkeys(joined.get(part.name, part) for part in ledger.parts))
    runs = _join_runs(places, ledger.ids, aside)
    settle((aside / Path(part.name).name, places.events / part.name) for part in dict.fromkeys(joined.values()))
    settle((aside / run.name, places.ids / run.name) for run in runs if (aside / run.name).exists())
    manifests = {each.content: each.gathered() for each in ledger.manifests}
    checkpoint = Checkpoint(manifests, parts, runs)
    write_durably(places.checkpoint, orjson.dumps(checkpoint.as_json()), beside=aside)
    return Ledger(checkpoint, {}, stamp_of(places.checkpoint))


def _groups(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Small parts of one day that together make one part of a good size; a part alone stays as it is."""
    small: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        if part.rows < _SMALL_ROWS and part.bytes < _SMALL_BYTES:
            small[day_of(part.name)].append(part)
    for same_day in small.values():
        group: list[Part] = []
        for part in same_day:
            if sum(each.rows for each in group) + part.rows > _FULL_ROWS or _bytes(group) + part.bytes > _FULL_BYTES:
                yield from [group] if len(group) > 1 else []
                group = []
            group.append(part)
        yield from [group] if len(group) > 1 else []


def _bytes(parts: Sequence[Part]) -> int:
    return sum(part.bytes for part in parts)


def _join_parts(places: Places, group: Sequence[Part], aside: Path) -> Part:
    tables = []
    for part in group:
        path = places.events / part.name
        try:
            with pq.ParquetFile(path) as opened:
                tables.append(opened.read())
        except (OSError, ValueError) as error:  # Arrow's own errors are ValueErrors
            raise damaged(path, "Parquet として読めません") from error
        if len(tables[-1]) != part.rows:
            raise damaged(path, "行数が目録と違います")
    table = join(tables).sort_by([(name, "ascending") for name in (TIME, FILE, LINE)])
    name = f"day={day_of(group[0].name)}/part-{_named([part.name for part in group])}.parquet"
    return write_part(table, aside, name)


def _join_runs(places: Places, runs: Sequence[Run], aside: Path) -> tuple[Run, ...]:
    """Runs of like size become one, so that few remain and each id is moved only a few times."""
    held = sorted(runs, key=lambda run: (run.count, run.name))
    while len(held) > 1:
        group = [held[0]]
        total = held[0].count
        for run in held[1:]:
            if run.count > 2 * total or total + run.count > _FULL_RUN:
                break
            group.append(run)
            total += run.count
        if len(group) == 1:
            break
        name = f"{_named([run.name for run in group])}.ids"
        count = merge_runs([IdRun(_lying(places, aside, run), run.count) for run in group], aside / name)
        sync(aside / name)
        held = sorted([Run(name, count), *held[len(group) :]], key=lambda run: (run.count, run.name))
    return tuple(held)


def _lying(places: Places, aside: Path, run: Run) -> Path:
    fresh = aside / run.name
    return fresh if fresh.exists() else places.ids / run.name


def _named(names: Sequence[str]) -> str:
    """A name that follows from what was joined."""
    return sha256("\n".join(sorted(names)).encode()).hexdigest()[:32]
