"""Ending a key for a program, at once."""

from datetime import datetime

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import ApiToken
from sekisho_site.records.operations.ledger import open_ledger


def revoke_api_token(*, user: int, number: int, by: str, at: datetime) -> None:
    """End a key of the user."""
    with open_ledger(by=by, at=at) as ledger:
        if not ApiToken.objects.filter(pk=number, user=user, revoked_at=None).update(revoked_at=ledger.at):
            raise RefusedError("この鍵は、もう取り消されています。")
        ledger.note("revoked", "api_token", str(number))
