"""Trying a place for messages: a message that says nothing, sent like any other."""

from datetime import datetime

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import Webhook
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.webhooks import put_test


def try_webhook(*, number: int, by: str, at: datetime) -> int:
    """Write a message for the next sending; its number."""
    with open_ledger(by=by, at=at) as ledger:
        hook = Webhook.objects.filter(pk=number, revoked_at=None).first()
        if hook is None:
            raise RefusedError("この通知先は、もう止められています。")
        delivery = put_test(ledger.at, hook)
        ledger.note("asked", "webhook_delivery", str(delivery.pk), webhook=number)
    return delivery.pk
