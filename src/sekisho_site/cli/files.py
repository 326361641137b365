"""Files that a person named on the command line: read, checked before long work, written whole or not at all."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sekisho.formats.fault import reason_of
from sekisho_site.cli.language import in_words, say
from sekisho_site.cli.session import CommandError

STDOUT = "-"

Made = TypeVar("Made")


def read_file(path: Path) -> bytes:
    """The bytes of a file that a person named, or a plain error."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CommandError(say("{path}: ファイルがありません。場所と名前を確かめてください。", path=path)) from error
    except IsADirectoryError as error:
        raise CommandError(say("{path}: フォルダーです。ファイルを指定してください。", path=path)) from error
    except OSError as error:
        raise CommandError(
            say("{path}: 読めません（{why}）。権限を確かめてください。", path=path, why=why_not(error))
        ) from error


def require_writable(*targets: str | Path | None) -> None:
    """Refuse, before any work is done, places that cannot be written. None and ``-`` name no place."""
    for target in targets:
        if target is None or target == STDOUT:
            continue
        path = Path(target)
        if path.is_dir():
            raise _unwritable(path, IsADirectoryError(errno.EISDIR, ""))
        if not path.parent.is_dir():
            raise _unwritable(path, FileNotFoundError(errno.ENOENT, ""))
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise _unwritable(path, PermissionError(errno.EACCES, ""))


def write_file(path: Path, content: bytes) -> None:
    """Write a file that a person named, whole or not at all."""
    write_whole(path, lambda partial: partial.write_bytes(content))


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` fill a file beside ``path``, which takes its place only when it is complete."""
    require_writable(path)
    if path.exists() and not path.is_file():
        writing(path, lambda: write(path))  # a pipe or a device has no place that another file could take
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")

    def whole() -> None:
        write(partial)
        partial.replace(path)

    try:
        writing(path, whole)
    finally:
        partial.unlink(missing_ok=True)


def writing(path: Path, write: Callable[[], Made]) -> Made:
    """What ``write`` gives; a plain error that names ``path`` when the file cannot be written."""
    try:
        return write()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> CommandError:
    return CommandError(say("{path}: 書けません（{why}）。場所と権限を確かめてください。", path=path, why=why_not(error)))


def why_not(error: OSError) -> str:
    """Why the machine refused a file, in words for people."""
    return in_words(reason_of(error))
