"""Files into which received lines are laid down: appended, forced to the disk, begun anew when they are large.

Knows when a line can no longer be lost. Refuses to know what a line says. The files are the original of what was received:
findings name them with the line, and nothing in them is changed.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

#: A file is closed when it is so large; the next one begins with number one higher.
LARGEST = 64 * 2**20


class Spool:
    """The files ``<name>-000001<suffix>``, ``…-000002…`` of one way in. One process writes them, any number of threads.

    A line that an earlier process had not finished was never acknowledged: it is cut off when the spool is opened.
    """

    def __init__(self, folder: Path, name: str, suffix: str, arrived: Callable[[], None] = lambda: None) -> None:
        self._folder, self._name, self._suffix, self._arrived = folder, name, suffix, arrived
        self._writing, self._syncing = Lock(), Lock()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        held = sorted(folder.glob(f"{name}-*{suffix}"))
        self._number = int(held[-1].name.removeprefix(f"{name}-").removesuffix(suffix)) if held else 1
        if held:
            _cut_unfinished(held[-1])
        self._descriptor = self._open()
        self._written = self._synced = os.fstat(self._descriptor).st_size

    def put(self, lines: Sequence[bytes]) -> None:
        """Lay down lines (without line breaks inside or at the end); when it returns they are on the disk.

        Threads that come together share one visit to the disk.
        """
        if not lines:
            return
        with self._writing:
            if self._written >= LARGEST:
                self._begin_next()
            self._written += _write_all(self._descriptor, b"\n".join(lines) + b"\n")
            mine, number = self._written, self._number
        with self._syncing:
            if number == self._number and self._synced < mine:
                upto = self._written
                os.fsync(self._descriptor)
                self._synced = upto
        self._arrived()

    def close(self) -> None:
        """Close the file; everything in it is on the disk already."""
        os.close(self._descriptor)

    def _begin_next(self) -> None:
        with self._syncing:
            os.fsync(self._descriptor)
            os.close(self._descriptor)
            self._number += 1
            self._descriptor = self._open()
            self._written = self._synced = 0

    def _open(self) -> int:
        path = self._folder / f"{self._name}-{self._number:06d}{self._suffix}"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        folder = os.open(self._folder, os.O_RDONLY)
        os.fsync(folder)  # the name of a new file must survive too
        os.close(folder)
        return descriptor


def _write_all(descriptor: int, content: bytes) -> int:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]
    return len(content)


def _cut_unfinished(path: Path) -> None:
    """Cut what stands behind the last line break."""
    with path.open("r+b") as file:
        end = file.seek(0, os.SEEK_END)
        while end:
            begin = max(0, end - 65_536)
            file.seek(begin)
            last = file.read(end - begin).rfind(b"\n")
            if last >= 0:
                file.truncate(begin + last + 1)
                return
            end = begin
        file.truncate(0)
