"""Taking a backup back into an empty workspace, of the same or of another database."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.db import transaction

from sekisho.terms import Outcome
from sekisho_site.records.models import User
from sekisho_site.records.operations.backups import BackupError, read_backup
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.queries import has_records, verify_workspace
from sekisho_site.records.queries.evidence import evidence_heads


def restore_backup(*, source: Path, by: str, at: datetime) -> str:
    """Fill the workspace from ``source``; the SHA-256 of the file. A leaf tells that it was brought back.

    Raises :class:`BackupError` when the workspace is not empty, or when the backup or the evidence in it is not whole;
    the workspace is then as it was.
    """
    with source.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if has_records() or any(evidence_heads()) or User.objects.exists():
        raise BackupError("この作業フォルダーには記録があります。空の作業フォルダーに戻してください。")
    with transaction.atomic():
        read_backup(source)
        report = verify_workspace()
        if report.outcome is not Outcome.AGREES:
            why = report.faults[0].why_ja if report.faults else "封のない証跡があります。"
            raise BackupError(f"{source.name}: 控えの中の証跡が合いません。{why}別の控えを使ってください。")
        with open_ledger(by=by, at=at) as ledger:
            ledger.note("restored", "workspace", sha256, name=source.name)
    return sha256
