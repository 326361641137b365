"""The workspace's signing key: a file that only its owner may read, made once."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

_BYTES = 48


def secret_key(home: Path) -> str:
    """The key in ``home/secret.key``; made there (mode 0600) when there is none. Two processes agree on one key."""
    path = home / "secret.key"
    home.mkdir(parents=True, exist_ok=True)
    fresh = home / f".secret.key.{os.getpid()}"
    if not path.exists():
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(_BYTES))
        with suppress(FileExistsError):  # another process was faster: its key counts
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text(encoding="ascii")
