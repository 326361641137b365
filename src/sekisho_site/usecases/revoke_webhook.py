"""Ending the messages to another program; what was not sent yet is not sent any more."""

from datetime import datetime

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import Webhook, WebhookDelivery
from sekisho_site.records.operations.ledger import open_ledger


def revoke_webhook(*, number: int, by: str, at: datetime) -> None:
    """Send nothing more there."""
    with open_ledger(by=by, at=at) as ledger:
        if not Webhook.objects.filter(pk=number, revoked_at=None).update(revoked_at=ledger.at):
            raise RefusedError("この通知先は、もう止められています。")
        waiting = WebhookDelivery.objects.filter(webhook=number, next_try_at__isnull=False)
        left = waiting.update(next_try_at=None, answer="止められた通知先のため、送りませんでした。")
        ledger.note("revoked", "webhook", str(number), unsent=left)
