"""Keeping received files: bytes first, durably, under their own hash; then the row and the leaf that tell of it."""

import hashlib
import os
import tempfile
from pathlib import Path

from sekisho_site.records.models import ReceivedFile
from sekisho_site.records.operations.ledger import Ledger
from sekisho_site.records.vault import kept_at

_MEDIA_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
}


def keep_content(content: bytes) -> str:
    """Write the bytes of a received file before anybody reads them, and return their SHA-256.

    The file appears whole or not at all and survives a power cut; the same bytes are kept once.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = kept_at(sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=".partial-")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(partial).chmod(0o440)
        Path(partial).replace(path)
        for folder in (path.parent, path.parent.parent):
            _sync(folder)
    return sha256


def seal_file(ledger: Ledger, content: bytes, name: str) -> ReceivedFile:
    """Note the reception of a file, keeping its bytes; a file that came before keeps its first row."""
    sha256 = keep_content(content)
    received, _ = ReceivedFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "name": name,
            "size": len(content),
            "media_type": _MEDIA_TYPES.get(Path(name).suffix.lower(), "application/octet-stream"),
            "received_at": ledger.at,
            "received_by": ledger.by,
        },
    )
    sealed = {"name": name, "sha256": sha256, "size": len(content)}
    ledger.note("received", "received_file", sha256, files=[sealed])
    return received


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
