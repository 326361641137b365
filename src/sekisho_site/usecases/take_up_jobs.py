"""Taking up work that a worker left when it died, or whose place in the queue was lost."""

from datetime import datetime

from sekisho_site.records.operations.jobs import forget_tasks, lost_jobs, sweep
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.usecases.run_job import in_background


def take_up_jobs(*, by: str, at: datetime) -> int:
    """Queue again what nobody is working on; how many pieces of work that were. What ended long ago is cleared away."""
    sweep(at)
    lost = lost_jobs()
    if lost:
        with open_ledger(by=by, at=at) as ledger:
            for job in lost:
                forget_tasks(job.pk)
                in_background.enqueue(str(job.pk))
                ledger.note("taken_up", "job", str(job.pk), job=job.kind, attempts=job.attempts)
    return len(lost)
