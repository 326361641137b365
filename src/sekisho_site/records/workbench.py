"""Where a piece of work lays its things: a folder of its own in the workspace, beside the database.

Holds the lock of whoever works on it, how far it is, the rows of what it would change, and the file it gives. These are made
again from the request at any time; nothing here is evidence. Progress lies here and not in a table, because a long import holds
the only write lock of SQLite until its end.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings

PAGE = 50
_LOCK, _PROGRESS, _ROWS, _INDEX = "lock", "progress.json", "rows.jsonl", "rows.index.json"
_GIVEN = "given"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of work is: what it is doing, and how much of that is done; ``total`` None: nobody can say."""

    doing: str
    done: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of the rows that a piece of work laid down under a name."""

    rows: Sequence[Row]
    total: int


def bench_of(number: UUID) -> Path:
    """The folder of a piece of work."""
    home: Path = settings.SEKISHO_HOME
    return home / "jobs" / str(number)


@contextmanager
def taken(number: UUID) -> Iterator[bool]:
    """Take a piece of work, if nobody else has it. The machine lets go of it for whoever dies, at once."""
    folder = bench_of(number)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def is_taken(number: UUID) -> bool:
    """Whether somebody is working on it at this moment."""
    try:
        with (bench_of(number) / _LOCK).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def tell_progress(number: UUID, progress: Progress) -> None:
    """Write down how far it is, whole or not at all."""
    _write(bench_of(number) / _PROGRESS, json.dumps(asdict(progress)).encode())


def read_progress(number: UUID) -> Progress | None:
    """How far it is; None before it has begun."""
    told = _json(bench_of(number) / _PROGRESS)
    return Progress(**told) if told else None


def lay_rows(number: UUID, named: Iterable[tuple[str, Iterable[Row]]]) -> dict[str, int]:
    """Lay down rows under names, to be read page by page; how many under each name. What lay there before goes."""
    folder = bench_of(number)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    index: dict[str, dict[str, Any]] = {}
    partial = folder / f".{_ROWS}"
    with partial.open("wb") as file:
        for name, rows in named:
            pages: list[int] = []
            count = 0
            for row in rows:
                if count % PAGE == 0:
                    pages.append(file.tell())
                file.write(json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n")
                count += 1
            if count:
                index[name] = {"count": count, "pages": pages}
    _write(folder / _INDEX, b"{}")  # an index never points into another file of rows
    partial.replace(folder / _ROWS)
    _write(folder / _INDEX, json.dumps(index).encode())
    return {name: each["count"] for name, each in index.items()}


def read_rows(number: UUID, name: str, page: int) -> Rows:
    """One page (from 1) of the rows under a name; none when they are no longer there."""
    known = (_json(bench_of(number) / _INDEX) or {}).get(name)
    if not known or not 1 <= page <= len(known["pages"]):
        return Rows((), known["count"] if known else 0)
    with (bench_of(number) / _ROWS).open("rb") as file:
        file.seek(known["pages"][page - 1])
        wanted = min(PAGE, known["count"] - (page - 1) * PAGE)
        return Rows([json.loads(file.readline()) for _ in range(wanted)], known["count"])


def has_rows(number: UUID) -> bool:
    """Whether the rows are still there (a workspace brought back from a backup has none)."""
    return (bench_of(number) / _INDEX).exists()


def give_file(number: UUID, content: bytes) -> None:
    """Keep the file that the work made for whoever asked."""
    _write(bench_of(number) / _GIVEN, content)


def give_written(number: UUID, write: Callable[[IO[bytes]], None]) -> int:
    """Keep the file that ``write`` writes, however large, whole or not at all; its size in bytes."""
    folder = bench_of(number)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = folder / f".{_GIVEN}.{os.getpid()}"
    try:
        with partial.open("wb") as file:
            partial.chmod(0o600)
            write(file)
        size = partial.stat().st_size
        partial.replace(folder / _GIVEN)
    finally:
        partial.unlink(missing_ok=True)
    return size


def given_file(number: UUID) -> Path | None:
    """The file that the work made, while it is kept."""
    path = bench_of(number) / _GIVEN
    return path if path.exists() else None


def clear_bench(number: UUID) -> None:
    """Throw away all that lies here; it can be made again."""
    shutil.rmtree(bench_of(number), ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.chmod(0o600)
    partial.replace(path)


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
