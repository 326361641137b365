"""Telling another program of findings: where to, of what, and the secret by which it knows our messages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import User, Webhook
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.webhooks import Event, secret_of
from sekisho_site.records.outside import check_address

_MOST = 20


@dataclass(frozen=True, slots=True)
class MadeWebhook:
    """A new place for messages. ``secret`` is told this once."""

    number: int
    secret: str


def make_webhook(*, url: str, events: Collection[str], user: int, by: str, at: datetime) -> MadeWebhook:
    """Send messages about these events to the address from now on. An address inside the network is refused."""
    url = url.strip()
    chosen = sorted({event for event in events if event in (Event.OPENED.value, Event.CLOSED.value)})
    if not chosen:
        raise RefusedError("知らせることを一つ以上選んでください。")
    check_address(url)
    with open_ledger(by=by, at=at) as ledger:
        if Webhook.objects.filter(revoked_at=None).count() >= _MOST:
            raise RefusedError(f"通知先は {_MOST} 件までです。使っていないものを止めてください。")
        hook = Webhook.objects.create(url=url, events=chosen, made_by=User.objects.get(pk=user), made_at=ledger.at)
        ledger.note("made", "webhook", str(hook.pk), url=url, events=chosen)
    return MadeWebhook(hook.pk, secret_of(hook))
