"""Work in the background, as pages show it: whose it is, how far it is, what it would change, and the file it made."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from sekisho.roles import Permission
from sekisho_site.records.models import Job, JobKind, JobState, User
from sekisho_site.records.workbench import PAGE, Progress, Rows, given_file, has_rows, is_taken, read_progress, read_rows

#: How long a file that was made may be fetched.
FETCHABLE_FOR = timedelta(days=7)

__all__ = [
    "FETCHABLE_FOR",
    "PAGE",
    "fetchable_file",
    "import_jobs_within",
    "jobs_within",
    "laid_rows",
    "progress_of",
    "rows_are_there",
    "work_is_lost",
]


def jobs_within(user: User) -> QuerySet[Job]:
    """The work that somebody may see: what they asked for; for those who keep the office's settings, everybody's."""
    jobs = Job.objects.select_related("asked_by")
    return jobs if user.may(Permission.MANAGE_SETTINGS) else jobs.filter(asked_by=user.pk)


def import_jobs_within(user: User) -> QuerySet[Job]:
    """The imports among them."""
    return jobs_within(user).filter(kind=JobKind.IMPORT.value)


def progress_of(job: Job) -> Progress:
    """How far the work is, in words even before it has begun."""
    if job.state == JobState.WAITING.value:
        return Progress("順番を待っています")
    return read_progress(job.pk) or Progress("始めています")


def work_is_lost(job: Job) -> bool:
    """Whether it should be running and nobody is on it: a worker died, and none has taken it up yet."""
    return job.state == JobState.RUNNING.value and not is_taken(job.pk)


def laid_rows(job: Job, name: str, page: int) -> Rows:
    """One page of what the work laid down under a name."""
    return read_rows(job.pk, name, page)


def rows_are_there(number: UUID) -> bool:
    """Whether what it laid down is still there."""
    return has_rows(number)


def fetchable_file(job: Job, at: datetime) -> Path | None:
    """The file that the work made, while it may be fetched."""
    if job.state != JobState.DONE.value or job.finished_at is None or at - job.finished_at > FETCHABLE_FOR:
        return None
    return given_file(job.pk)
