"""Rules of files and folders: read, and kept on disk so that thousands of them are read once.

Knows when a kept plan is still the plan: the texts of the rules, this code and pySigma are the same. Refuses to trust what it
finds: a file that is damaged or holds anything but a plan is made again. The library that parses rules is imported only when
there is something to parse: it costs more than reading a kept plan.
"""

import gc
import hashlib
import os
import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from sekisho.detection.plan import RuleBook
from sekisho.detection.sigma.faults import RuleFault
from sekisho.detection.sigma.files import rule_files

_CODE = ("sekisho.detection.plan", "sekisho.detection.sigma")
_KEPT = 8


def read_rules(paths: Iterable[Path]) -> RuleBook:
    """All rules of files and folders (``*.yml``, ``*.yaml`` at any depth). Raises ``RuleFaults`` with all that is wrong."""
    found, faults = rule_files(paths)
    return _parsed([(str(path), path.read_bytes()) for path in found], faults)


def compiled(paths: Iterable[Path], kept: Path) -> RuleBook:
    """The rules of files and folders, from the folder ``kept`` when they were read before.

    Raises ``RuleFaults`` as ``read_rules`` does; then nothing is kept. A folder that cannot be written is no fault.
    """
    found, faults = rule_files(paths)
    texts = [(str(path), path.read_bytes()) for path in found]
    place = kept / f"rules-{_key(texts)}.pickle"
    book = None if faults else _kept(place)
    if book is None:
        book = _parsed(texts, faults)
        with suppress(OSError):
            _keep(place, book)
    return book


def _parsed(texts: Iterable[tuple[str, bytes]], faults: Iterable[RuleFault]) -> RuleBook:
    from sekisho.detection.sigma.book import book_of  # noqa: PLC0415  (see above)

    with _no_collection():
        return book_of(texts, faults)


def _key(texts: Iterable[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256(f"{_code()} {version('pysigma')}".encode())
    for name, text in texts:
        digest.update(f"\n{name}\n{len(text)}\n".encode(errors="surrogateescape"))
        digest.update(text)
    return digest.hexdigest()


@cache
def _code() -> str:
    """What the plan is and how it is made: any change of this code makes every kept plan an old one."""
    sources = sorted(
        (f"{package}/{file.name}", file.read_bytes())
        for package in _CODE
        for file in files(package).iterdir()
        if file.name.endswith((".py", ".yaml"))
    )
    return hashlib.sha256(repr(sources).encode()).hexdigest()


def _kept(place: Path) -> RuleBook | None:
    try:
        with place.open("rb") as stream, _no_collection():
            book = _PlanUnpickler(stream).load()
    except Exception:  # whatever a damaged file leads to, the plan is made again
        return None
    return book if isinstance(book, RuleBook) else None


class _PlanUnpickler(pickle.Unpickler):
    """Makes nothing but plans: a file that names anything else is refused."""

    def find_class(self, module: str, name: str) -> Any:
        if (module.startswith("sekisho.detection.plan.") and "." not in name) or (module, name) == ("builtins", "frozenset"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hundreds of thousands of values come to stay: looking for garbage among them would take most of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _keep(place: Path, book: RuleBook) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        partial.write_bytes(pickle.dumps(book, pickle.HIGHEST_PROTOCOL))
        partial.replace(place)
    finally:
        partial.unlink(missing_ok=True)
    older = sorted(place.parent.glob("rules-*.pickle"), key=lambda each: each.stat().st_mtime_ns, reverse=True)[_KEPT:]
    for each in older:
        each.unlink(missing_ok=True)
