"""Pieces of long work: asked for, begun, ended. Knows their states; refuses to know what the work is.

Asking is written under a leaf by the use case that asks. Beginning and ending are bookkeeping of the queue and leave none: what
the work itself changes has its own leaves.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import Job, JobKind, JobState
from sekisho_site.records.operations.ledger import Ledger
from sekisho_site.records.workbench import clear_bench, is_taken, read_progress

ATTEMPTS = 3
KEPT_FOR = timedelta(days=30)
_UNDER_WAY = (JobState.WAITING.value, JobState.RUNNING.value)


def put_job(ledger: Ledger, kind: JobKind, title: str, asked: Mapping[str, Any], asker: int) -> Job:
    """A new piece of work, waiting for its turn; ``asker`` is who asked (the key of the user)."""
    told = {**asked, "actor": asker}
    job = Job.objects.create(kind=kind.value, title=title, asked_by_id=asker, asked_at=ledger.at, asked=told)
    ledger.note("asked", "job", str(job.pk), job=kind.value, asked=told)
    return job


def ask_again(ledger: Ledger, job: Job, asked: Mapping[str, Any], actor: int) -> Job:
    """The next step of a piece of work that came to its end; refused while it is under way."""
    told = {**job.asked, **asked, "actor": actor}
    turned = Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts).exclude(state__in=_UNDER_WAY)
    if not turned.update(state=JobState.WAITING.value, asked=told, attempts=0, finished_at=None, doing="", done=0, total=None):
        raise RefusedError("この作業は、ほかの操作で進んでいます。ページを開き直して、今の状態を確かめてください。")
    ledger.note("asked", "job", str(job.pk), job=job.kind, asked=told)
    return Job.objects.get(pk=job.pk)


def begin(number: UUID) -> Job | None:
    """Take the next attempt at a piece of work; None when there is nothing left to do. Call it with the work taken."""
    job = Job.objects.select_related("asked_by").get(pk=number)
    if job.state not in _UNDER_WAY:
        return None
    if job.attempts >= ATTEMPTS:
        why = f"{ATTEMPTS}回試しましたが、途中で止まりました。変更は残っていません。時間をおいて、もう一度頼んでください。"
        end(number, JobState.FAILED, {"why": why})
        return None
    Job.objects.filter(pk=number).update(
        state=JobState.RUNNING.value, attempts=F("attempts") + 1, started_at=Now(), seen_at=Now()
    )
    return job


def give_back(number: UUID) -> None:
    """The worker was asked to stop: the attempt does not count, and the next worker takes the work up."""
    Job.objects.filter(pk=number, state=JobState.RUNNING.value).update(state=JobState.WAITING.value, attempts=F("attempts") - 1)


def end(number: UUID, state: JobState, told: Mapping[str, Any]) -> None:
    """The work came to an end; ``told`` is added to its result."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=number)
        last = read_progress(number)
        job.state = state.value
        job.result = {**{name: value for name, value in job.result.items() if name != "why"}, **told}
        job.doing, job.done, job.total = (last.doing, last.done, last.total) if last else ("", 0, None)
        job.save(update_fields=["state", "result", "doing", "done", "total"])
        Job.objects.filter(pk=number).update(finished_at=Now(), seen_at=Now())


def note_result(number: UUID, told: Mapping[str, Any]) -> None:
    """Write a result down in the transaction that made it, so that neither is ever there without the other."""
    job = Job.objects.select_for_update().get(pk=number)
    job.result = {**job.result, **told}
    job.save(update_fields=["result"])


def lost_jobs() -> list[Job]:
    """Work that nobody has and nobody will be handed: its worker died, or its place in the queue is gone."""
    queued = _queued(TaskResultStatus.READY)
    under_way = Job.objects.filter(state__in=_UNDER_WAY).select_related("asked_by").order_by("asked_at")
    return [job for job in under_way if str(job.pk) not in queued and not is_taken(job.pk)]


def forget_tasks(number: UUID) -> None:
    """The place in the queue of a worker that died is no place any more."""
    claimed = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, args_kwargs__args__0=str(number))
    claimed.update(status=TaskResultStatus.FAILED, finished_at=Now())


def sweep(before: datetime) -> None:
    """Throw away what lies about from work that ended long ago, and ended places in the queue."""
    old = Job.objects.filter(finished_at__lt=before - KEPT_FOR).exclude(state__in=_UNDER_WAY)
    for number in old.filter(~Q(result__has_key="swept")).values_list("pk", flat=True)[:100]:
        clear_bench(number)
        note_result(number, {"swept": True})
    DBTaskResult.objects.filter(finished_at__lt=before - KEPT_FOR).delete()


def _queued(status: TaskResultStatus) -> set[str]:
    told = DBTaskResult.objects.filter(status=status).values_list("args_kwargs", flat=True)
    return {each["args"][0] for each in told if each.get("args")}
