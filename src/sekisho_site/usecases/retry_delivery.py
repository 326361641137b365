"""Sending a message once more that did not arrive, or that the other side lost."""

from datetime import datetime

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import WebhookDelivery
from sekisho_site.records.operations.ledger import open_ledger


def retry_delivery(*, number: int, by: str, at: datetime) -> None:
    """Send it again at the next sending, with the same number, and count its tries from the start."""
    with open_ledger(by=by, at=at) as ledger:
        ours = WebhookDelivery.objects.filter(pk=number, webhook__revoked_at__isnull=True)
        if not ours.update(next_try_at=ledger.at, delivered_at=None, tries=0):
            raise RefusedError("この知らせは送り直せません。通知先が止められています。")
        ledger.note("asked", "webhook_delivery", str(number), again=True)
