"""Noting that an answer link was opened for the first time, so that its maker sees that it arrived."""

from datetime import datetime

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import AnswerLink
from sekisho_site.records.operations.ledger import open_ledger


def open_answer_link(*, link: int, by: str, at: datetime) -> None:
    """Remember the first opening of a link; the caller knows its token, and that it opens at this moment."""
    with open_ledger(by=by, at=at) as ledger:
        found = AnswerLink.objects.select_for_update().filter(pk=link, opened_at=None).first()
        if found is None:
            raise RefusedError("このリンクはもう開かれています。")
        found.opened_at = at
        found.save(update_fields=["opened_at"])
        ledger.note("opened", "answer_link", str(found.pk), finding=found.finding_id)
