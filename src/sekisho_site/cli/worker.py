"""The loop of a worker: takes up what others left, does what waits, sends messages, rests; over and over.

It may be killed at any moment: work that it leaves is taken up by the next one. Stopped politely, it gives its work back.
"""

import logging
import os
import signal
import time
from collections.abc import Callable
from types import FrameType

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from sekisho_site.cli.clock import now
from sekisho_site.usecases import send_webhooks, take_up_jobs

_REST = 0.5
#: Every so many rests a worker looks for what others left. They are taken up at the start as well.
_LOOKS_EVERY = 20
WORKER = "worker"


class _Stopped(SystemExit):
    """Somebody asked the worker to stop."""


def work(*, once: bool, while_parent: int | None = None) -> None:
    """Do what waits; with ``once`` end when nothing waits any more. ``while_parent``: end when that process is gone."""
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"worker-{os.getpid()}",
        excluded_queue_names=[],
    )
    logging.getLogger("django_tasks").setLevel(logging.CRITICAL)
    logging.getLogger("django_tasks_db").setLevel(logging.CRITICAL)
    stop = _stopper(worker)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
    try:
        _loop(worker, once=once, alone=lambda: while_parent is not None and os.getppid() != while_parent)
    except _Stopped:
        return


def _stopper(worker: Worker) -> Callable[[int, FrameType | None], None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        worker.running = False
        raise _Stopped

    return stop


def _loop(worker: Worker, *, once: bool, alone: Callable[[], bool]) -> None:
    rests = 0
    while worker.running and not alone():
        if rests % _LOOKS_EVERY == 0:
            take_up_jobs(by=WORKER, at=now())
        if DBTaskResult.objects.ready().exists():  # asked without the write lock, which others need
            worker.run()
        send_webhooks(by=WORKER, at=now())
        if once:
            return
        rests += 1
        time.sleep(_REST)
