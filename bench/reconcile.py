"""How long it takes to judge a carrier: load, compare and store a state that stands, at three sizes, on two databases.

    python bench/reconcile.py [--sizes 1000,10000,60000] [--databases sqlite,postgresql]

Every measurement runs in a process of its own, so that peak memory is that of the judging alone. ``growth`` is the time
against that of the size before; a linear product grows as the size does. Times are wall time (and processor time of this
process in brackets: on a busy machine the two part).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
AT = datetime(2026, 5, 1, tzinfo=UTC)
_PARTIES_TRIED = 15
_RECORDS_AT_ONCE = 50_000


def main() -> None:
    """Measure and print one line per size."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--sizes", default="1000,10000,60000")
    wanted.add_argument("--databases", default="sqlite,postgresql")
    wanted.add_argument("--worker", choices=["fill", "judge"])
    wanted.add_argument("--size", type=int)
    told = wanted.parse_args()
    if told.worker:
        worker = fill if told.worker == "fill" else judge
        print(json.dumps(worker(told.size)))
        return
    sizes = [int(size) for size in told.sizes.split(",")]
    for database in told.databases.split(","):
        before = None
        for size in sizes:
            with workspace(database) as environment:
                filled, seen = (run(worker, size, environment) for worker in ("fill", "judge"))
            show(database, size, filled, seen, before)
            before = (size, seen)


@contextmanager
def workspace(database: str) -> Iterator[dict[str, str]]:
    """The environment of an empty workspace on the database."""
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as home:
        environment = {**os.environ, "SEKISHO_HOME": home}
        environment.pop("DATABASE_URL", None)
        if database == "sqlite":
            yield environment
            return
        sys.path.insert(0, str(ROOT))
        from tests.factories.postgresql import start_server

        server = start_server()
        try:
            yield {**environment, "DATABASE_URL": server.url}
        finally:
            server.stop()


def run(worker: str, size: int, environment: dict[str, str]) -> dict[str, float]:
    """What a worker measured, in a process of its own."""
    command = [sys.executable, __file__, "--worker", worker, "--size", str(size)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


class Clock:
    """Wall and processor seconds of steps."""

    def __init__(self) -> None:
        self.seen: dict[str, float] = {}

    def time(self, step: str, work: Callable[[], Any]) -> Any:
        """Do ``work`` and remember how long it took."""
        wall, busy = time.perf_counter(), time.process_time()
        result = work()
        self.seen[step] = time.perf_counter() - wall
        self.seen[f"{step}_cpu"] = time.process_time() - busy
        return result


def fill(size: int) -> dict[str, float]:
    """Store the registry as an import would: versions and leaves."""
    from registry_data import Registry

    from sekisho_site.config.workspace import open_workspace

    open_workspace()
    from sekisho_site.records.operations.ledger import open_ledger
    from sekisho_site.records.operations.versions import Change, record_changes

    started = time.perf_counter()
    count = 0
    with open_ledger(by="bench", at=AT) as ledger:
        changes = []
        for record in Registry(size).records():
            changes.append(Change(None, record))
            if len(changes) == _RECORDS_AT_ONCE:
                record_changes(ledger, changes)
                changes = []
            count += 1
        record_changes(ledger, changes)
    return {"records": count, "store": time.perf_counter() - started}


def judge(size: int) -> dict[str, float]:
    """Judge twice: the first run opens the findings, the second finds them standing; then single parties."""
    from registry_data import AS_OF, Registry

    from sekisho_site.config.workspace import open_workspace

    open_workspace()
    from django.db import connection

    from sekisho.catalog import load_catalog
    from sekisho.reconcile import Snapshot, reconcile
    from sekisho_site.records.queries import snapshot_records
    from sekisho_site.usecases import reconcile_records

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    clock = Clock()
    clock.time("first", lambda: reconcile_records(by="bench", at=AT + timedelta(hours=1), as_of=AS_OF))
    loaded = [clock.time("load", lambda: list(snapshot_records(AS_OF)))]
    clock.time("judge", lambda: reconcile(Snapshot(loaded.pop(), as_of=AS_OF, catalog=load_catalog())))
    judged = clock.time("standing", lambda: reconcile_records(by="bench", at=AT + timedelta(hours=2), as_of=AS_OF))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    findings = len(judged.reconciliation.findings)
    del judged
    parties = Registry(size).parties
    spans: dict[str, list[float]] = {"party": [], "party_cpu": [], "party_load": [], "party_load_cpu": []}
    for number in range(_PARTIES_TRIED):
        party = parties[(number + 1) * len(parties) // (_PARTIES_TRIED + 1)]
        at = AT + timedelta(hours=3, seconds=number)
        clock.time("one", lambda party=party, at=at: reconcile_records(by="bench", at=at, as_of=AS_OF, party=party))
        spans["party"].append(clock.seen["one"])
        spans["party_cpu"].append(clock.seen["one_cpu"])
        clock.time("one", lambda party=party: list(snapshot_records(AS_OF, party=party)))
        spans["party_load"].append(clock.seen["one"])
        spans["party_load_cpu"].append(clock.seen["one_cpu"])
    return {**clock.seen, **{name: median(times) for name, times in spans.items()}, "findings": findings, "peak": peak}


def show(
    database: str,
    size: int,
    filled: dict[str, float],
    seen: dict[str, float],
    before: tuple[int, dict[str, float]] | None,
) -> None:
    """One line per size."""
    growth = f"size ×{size / before[0]:.0f} → time ×{seen['standing'] / before[1]['standing']:.1f}" if before else ""
    print(
        f"{database:10} {size:>7,} entrustments {filled['records']:>9,.0f} records  stored in {filled['store']:.1f} s\n"
        f"    load {seen['load']:.2f} s ({seen['load_cpu']:.2f})   judge {seen['judge']:.2f} s ({seen['judge_cpu']:.2f})"
        f"   peak {seen['peak']:.0f} MB\n"
        f"    whole run, load + judge + store: first {seen['first']:.2f} s ({seen['first_cpu']:.2f})"
        f"   standing {seen['standing']:.2f} s ({seen['standing_cpu']:.2f})   {growth}\n"
        f"    one party: load {1000 * seen['party_load']:.0f} ms ({1000 * seen['party_load_cpu']:.0f}),"
        f" load + judge + store {1000 * seen['party']:.0f} ms ({1000 * seen['party_cpu']:.0f})"
        f"   findings {seen['findings']:,.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
