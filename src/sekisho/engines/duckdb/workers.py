"""Tasks on as many processors as there are.

Knows processes: where a process can be copied whole, the compiled rules are made once; elsewhere each makes them anew.
Refuses to know what a task does.
"""

import gc
import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from sekisho.engines.duckdb.garbage import no_collection
from sekisho.engines.duckdb.pieces import Task
from sekisho.engines.duckdb.running import Outcome, Runner

#: The runner of this process, laid down before it is copied, or by ``_begin``.
_RUNNERS: list[Runner] = []


def outcomes(runner: Runner, tasks: Sequence[Task], processes: int | None = None) -> Iterator[Outcome]:
    """What each task found, in the order of tasks."""
    workers = min(len(tasks), processes or len(os.sched_getaffinity(0)))
    if workers < 2:
        for task in tasks:
            with no_collection():
                outcome = runner.run(task)
            yield outcome
        return
    can_copy = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    _RUNNERS.append(runner)
    try:
        context = multiprocessing.get_context("fork" if can_copy else "spawn")
        with ProcessPoolExecutor(workers, context, _begin, () if can_copy else (runner.made_of,)) as pool:
            yield from pool.map(_run, tasks)
    finally:
        _RUNNERS.remove(runner)


def _begin(*made_of: object) -> None:
    gc.disable()  # a worker makes many values and no cycles, and ends soon
    gc.freeze()
    if made_of:
        _RUNNERS.append(Runner(*made_of[0]))  # type: ignore[misc]


def _run(task: Task) -> Outcome:
    return _RUNNERS[-1].run(task)
