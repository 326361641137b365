"""One writer at a time, and no part deleted under a reader's hands.

Knows locks of the operating system: they end with the process that holds them, so a dead holder blocks nobody. Refuses to
know what is written. A lock works within one machine; a store on a shared drive has one writing machine.
"""

import fcntl
import os
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

#: Told with the process number of the holder (None: unknown) when one has to wait.
Waiting = Callable[[int | None], None]


@contextmanager
def writing_alone(root: Path, waiting: Waiting) -> Iterator[None]:
    """Hold the store for writing. Waits while another process holds it, and tells whom it waits for."""
    held = os.open(root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not _taken(held, fcntl.LOCK_EX | fcntl.LOCK_NB):
            waiting(_holder(held))
            fcntl.flock(held, fcntl.LOCK_EX)
        os.ftruncate(held, 0)
        os.pwrite(held, str(os.getpid()).encode(), 0)
        yield
    finally:
        with suppress(OSError):
            os.ftruncate(held, 0)
        os.close(held)


def _taken(held: int, how: int) -> bool:
    try:
        fcntl.flock(held, how)
    except BlockingIOError:
        return False
    return True


def _holder(held: int) -> int | None:
    told = os.pread(held, 20, 0)
    return int(told) if told.isdigit() else None


def reading(root: Path, reader: object) -> None:
    """Keep every part from being deleted as long as ``reader`` lives. A store that cannot be written has no need of it."""
    with suppress(OSError):
        held = os.open(root / "readers", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(held, fcntl.LOCK_SH)
        weakref.finalize(reader, os.close, held)


@contextmanager
def nobody_reads(root: Path) -> Iterator[bool]:
    """Whether no process reads the store; while this lasts none begins to."""
    held = os.open(root / "readers", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _taken(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(held)
