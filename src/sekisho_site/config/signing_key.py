"""The key that signs sessions, links and messages.

It is kept in a file of its own outside the workspace, so that a copy of the workspace does not hold it. Knows where it lies and
makes it once; nobody prints it.
"""

import hashlib
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sekisho.formats.fault import reason_of
from sekisho_site.config.refusal import RefusedError

_SHORTEST = 32


def key_file(home: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Where the key of the workspace ``home`` lies: ``SEKISHO_SECRET_KEY_FILE``, or beside the settings of the person."""
    if told := environment.get("SEKISHO_SECRET_KEY_FILE"):
        return Path(told)
    settings = environment.get("XDG_CONFIG_HOME") or str(Path(environment.get("HOME") or "~").expanduser() / ".config")
    return Path(settings) / "sekisho" / f"{hashlib.sha256(str(home.absolute()).encode()).hexdigest()[:16]}.key"


def kept_key(home: Path) -> str:
    """The key of a workspace, or nothing when none was made yet. A file that others may read is refused."""
    path = key_file(home)
    try:
        key = path.read_text("ascii").strip()
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise RefusedError(f"{path}: 署名の鍵のファイルを読めません。権限と中身を確かめてください。") from error
    if path.stat().st_mode & 0o077:
        raise RefusedError(f"{path}: 署名の鍵をほかの人が読めます。chmod 600 で、自分だけが読めるようにしてください。")
    if len(key) < _SHORTEST:
        raise RefusedError(f"{path}: 署名の鍵が短すぎます。ファイルを消すと、次に開くとき作り直します。")
    return key


def make_key(home: Path) -> Path:
    """Make the key of a workspace unless it is there; where it lies. Two that make it together end with one."""
    path = key_file(home)
    if path.exists():
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(partial, path)  # whole or not at all, and never over another one
        partial.unlink()
    except OSError as error:
        where = "SEKISHO_SECRET_KEY_FILE で書ける場所を指定してください。"
        raise RefusedError(f"{path}: 署名の鍵を置けません（{reason_of(error)}）。{where}") from error
    return path
