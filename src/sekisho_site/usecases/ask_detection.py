"""Asking for the logs to be judged, or for reviews to be laid out, in the background."""

from datetime import date, datetime
from uuid import UUID

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import JobKind
from sekisho_site.records.operations.jobs import put_job
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.usecases.run_job import in_background

#: What can be asked for.
TITLES = {"detect": "ログを調べる", "plan": "ログの点検を用意する"}


def ask_detection(*, step: str, as_of: date, asker: int, by: str, at: datetime) -> UUID:
    """Let the workspace's store be judged by the own rules (``detect``), or the reviews that are due be laid out (``plan``).

    The number of that work.
    """
    if step not in TITLES:
        raise RefusedError("頼めるのは、ログを調べることと、点検を用意することだけです。")
    with open_ledger(by=by, at=at) as ledger:
        job = put_job(ledger, JobKind.DETECT, TITLES[step], {"step": step, "as_of": as_of.isoformat()}, asker)
        in_background.enqueue(str(job.pk))
    return job.pk
