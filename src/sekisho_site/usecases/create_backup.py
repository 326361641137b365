"""Making a backup: everything of one moment in one file, and a leaf that knows the file by its hash."""

import hashlib
from datetime import datetime
from pathlib import Path

from sekisho_site.records.operations.backups import write_backup
from sekisho_site.records.operations.ledger import open_ledger


def create_backup(*, target: Path, by: str, at: datetime) -> str:
    """Write all that the workspace holds to ``target``, whole or not at all; the SHA-256 of the file.

    The leaf that tells of the backup is written after it: a workspace brought back from it does not hold that leaf.
    """
    partial = target.with_name(f".{target.name}.partial")
    try:
        with open_ledger(by=by, at=at) as ledger:
            write_backup(partial)
            with partial.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            ledger.note("backed_up", "workspace", sha256, name=target.name)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return sha256
