"""The next step of an import that waits for a person: apply exactly what was shown, take it back, or look at it anew."""

from datetime import datetime
from uuid import UUID

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import Job, JobKind
from sekisho_site.records.operations.jobs import ask_again
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.usecases.run_job import in_background

_STEPS = ("plan", "apply", "undo")


def continue_import(  # noqa: PLR0913  (a use case is told everything by keyword)
    *, number: UUID, step: str, asker: int, by: str, at: datetime, agreed: str = ""
) -> None:
    """Let the import ``number`` take ``step`` in the background. ``agreed`` is the hash of the plan that the person saw."""
    if step not in _STEPS:
        raise RefusedError("その操作はありません。ページを開き直してください。")
    with open_ledger(by=by, at=at) as ledger:
        job = Job.objects.get(pk=number, kind=JobKind.IMPORT.value)
        _refuse_out_of_turn(job, step, agreed)
        ask_again(ledger, job, {"step": step, "agreed": agreed}, asker)
        in_background.enqueue(str(number))


def _refuse_out_of_turn(job: Job, step: str, agreed: str) -> None:
    """A step follows only where the page offered it."""
    applied, undone = "applied_at" in job.result, "undone_at" in job.result
    if step == "undo":
        if not applied or undone:
            raise RefusedError("元に戻せる取り込みではありません。ページを開き直して、今の状態を確かめてください。")
    elif applied:
        raise RefusedError("この取り込みは済んでいます。ページを開き直して、今の状態を確かめてください。")
    if step == "apply":
        if job.result.get("faults") or not job.result.get("plan"):
            raise RefusedError("直す所があるので取り込めません。ファイルを直して、もう一度送ってください。")
        if agreed != job.result["plan"]:
            raise RefusedError("計画が新しくなっています。新しい計画を確かめてから、もう一度押してください。")
