"""Asking for a workbook of everything that stands: made in the background, kept for whoever asked."""

from datetime import date, datetime
from uuid import UUID

from sekisho.formats.books import TITLES
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import JobKind, User
from sekisho_site.records.operations.jobs import put_job
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.queries import reach_of
from sekisho_site.usecases.run_job import in_background


def ask_export(*, workbook: str, as_of: date, asker: int, by: str, at: datetime) -> UUID:
    """Let the workbook of a sort be written from the records that stand; the number of that work.

    It holds everything, so it is refused to people who reach a part.
    """
    if workbook not in TITLES:
        raise RefusedError("その種類のブックはありません。一覧から選んでください。")
    if not reach_of(User.objects.get(pk=asker)).whole:
        raise RefusedError("すべての記録を書き出せるのは、すべてに届く役割の人だけです。一覧のページから書き出してください。")
    asked = {"workbook": workbook, "as_of": as_of.isoformat()}
    with open_ledger(by=by, at=at) as ledger:
        job = put_job(ledger, JobKind.EXPORT, f"書き出し　{TITLES[workbook]}", asked, asker)
        in_background.enqueue(str(job.pk))
    return job.pk
