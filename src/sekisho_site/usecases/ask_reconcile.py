"""Asking for a reconciliation in the background: of everything, or of one party."""

from datetime import date, datetime
from uuid import UUID

from sekisho_site.records.models import JobKind
from sekisho_site.records.operations.jobs import put_job
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.queries import find_party
from sekisho_site.usecases.run_job import in_background


def ask_reconcile(*, as_of: date, asker: int, by: str, at: datetime, party: str | None = None) -> UUID:
    """Let the records be judged as of a day; the number of that work. A company that nobody knows is refused at once."""
    key = find_party(party) if party else None
    title = f"照合　{key}" if key else "照合　すべての会社"
    with open_ledger(by=by, at=at) as ledger:
        job = put_job(ledger, JobKind.RECONCILE, title, {"as_of": as_of.isoformat(), "party": key}, asker)
        in_background.enqueue(str(job.pk))
    return job.pk
