"""Taking an answer link back: it does not open any more."""

from datetime import datetime

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import AnswerLink
from sekisho_site.records.operations.ledger import open_ledger


def revoke_answer_link(*, link: int, fingerprint: str, by: str, at: datetime) -> None:
    """Close a link of this finding by which nobody has answered; the caller has found the finding within reach."""
    with open_ledger(by=by, at=at) as ledger:
        found = AnswerLink.objects.select_for_update().filter(pk=link, finding=fingerprint).first()
        if found is None:
            raise RefusedError("その回答リンクは見つかりません。")
        if found.answered_at is not None:
            raise RefusedError("このリンクでは、もう回答がありました。")
        if found.revoked_at is not None:
            raise RefusedError("このリンクはもう取り消されています。")
        found.revoked_at = at
        found.save(update_fields=["revoked_at"])
        ledger.note("revoked", "answer_link", str(found.pk), finding=fingerprint)
