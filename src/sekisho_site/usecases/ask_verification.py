"""Asking for the evidence log to be held to everything it seals, or to be gathered for others, in the background."""

from datetime import datetime
from uuid import UUID

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import JobKind
from sekisho_site.records.operations.jobs import put_job
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.usecases.run_job import in_background

#: What can be asked for.
TITLES = {"verify": "証跡の検証", "bundle": "証跡のまとめの書き出し"}


def ask_verification(*, step: str, asker: int, by: str, at: datetime) -> UUID:
    """Let the log be verified (``verify``), or gathered in one file for others (``bundle``); the number of that work."""
    if step not in TITLES:
        raise RefusedError("頼めるのは、証跡の検証と、まとめの書き出しだけです。")
    with open_ledger(by=by, at=at) as ledger:
        job = put_job(ledger, JobKind.AUDIT, TITLES[step], {"step": step}, asker)
        in_background.enqueue(str(job.pk))
    return job.pk
