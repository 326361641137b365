"""Messages to other programs: written in the transaction of what they tell, signed and counted here, sent by a worker.

Knows what a message says: numbers, codes and titles of findings, never a person, a wording or another company's matter.
Refuses to know the network: ``sekisho_site.records.outside`` speaks to it.
"""

import hashlib
import hmac
import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from sekisho.terms import Vocabulary
from sekisho_site.records.models import StoredFinding, Webhook, WebhookDelivery
from sekisho_site.records.operations.ledger import Ledger


class Event(Vocabulary):
    """What another program may hear of."""

    OPENED = "finding.opened", "指摘が開いた"
    CLOSED = "finding.closed", "指摘が終わった"
    TEST = "test", "試し"


#: So many findings are told in one message; a first reconciliation of a carrier would else send hundreds of thousands.
FINDINGS_IN_A_MESSAGE = 100
#: After so many tries nobody tries again by itself: 1 minute, 2, 4 … 6 hours apart, about two days in all.
MOST_TRIES = 16
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
#: A worker that took a message has so long to send it; then another one may.
CLAIMED_FOR = timedelta(minutes=2)
_ROWS_AT_ONCE = 500
_TOLD = ("year", "serial", "rule", "title", "outcome", "severity", "party", "stage", "state")


def note_event(ledger: Ledger, event: Event, fingerprints: Collection[str]) -> None:
    """Write the messages about findings to every program that asked for the event. Call it after the findings were stored."""
    if not fingerprints:
        return
    hooks = [hook for hook in Webhook.objects.filter(revoked_at=None).order_by("pk") if event.value in hook.events]
    if not hooks:
        return
    waiting = iter(sorted(fingerprints))
    while portion := list(islice(waiting, FINDINGS_IN_A_MESSAGE)):
        rows = StoredFinding.objects.filter(pk__in=portion).order_by("year", "serial").values(*_TOLD)
        _put(ledger.at, event, hooks, [_told(row) for row in rows])


def put_test(at: datetime, hook: Webhook) -> WebhookDelivery:
    """A message that says nothing, to see whether it arrives."""
    return _put(at, Event.TEST, [hook], [])[0]


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    number = f"{row['year']}-{row['serial']:04d}"
    told = {name: row[name] for name in _TOLD if name not in ("year", "serial")}
    return {"number": number, **told, "url": f"/findings/{number}/"}


def _put(at: datetime, event: Event, hooks: Iterable[Webhook], findings: Sequence[Mapping[str, Any]]) -> list[WebhookDelivery]:
    return WebhookDelivery.objects.bulk_create(
        [
            WebhookDelivery(
                webhook=hook,
                event=event.value,
                payload=json.dumps(
                    {"id": str(uuid.uuid4()), "event": event.value, "at": at.isoformat(), "findings": list(findings)},
                    ensure_ascii=False,
                ),
                made_at=at,
                next_try_at=at,
            )
            for hook in hooks
        ],
        batch_size=_ROWS_AT_ONCE,
    )


def secret_of(hook: Webhook) -> str:
    """The key with which messages to a program are signed: derived from the key of the workspace, kept nowhere."""
    salt = f"webhook:{hook.pk}:{hook.made_at.timestamp():.6f}"
    return hmac.new(settings.SECRET_KEY.encode(), salt.encode(), hashlib.sha256).hexdigest()


def signature(secret: str, body: bytes, at: datetime) -> str:
    """The heading ``X-Sekisho-Signature``: the moment, and HMAC-SHA256 over the moment, a dot and the body.

    >>> from datetime import UTC
    >>> signature("s", b"{}", datetime(2026, 5, 1, tzinfo=UTC))[:29]
    't=1777593600,v1=086938a649d88'
    """
    moment = str(int(at.timestamp()))
    mac = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={mac}"


def claim(at: datetime, most: int) -> list[WebhookDelivery]:
    """Take the messages whose time has come, so that no other worker sends them meanwhile; messages of revoked ones end."""
    due = WebhookDelivery.objects.filter(next_try_at__lte=at).order_by("next_try_at", "pk")
    if not due.exists():  # asked without the write lock, which others need
        return []
    with transaction.atomic():
        due.filter(webhook__revoked_at__isnull=False).update(next_try_at=None, answer="取り消された通知先です。")
        free = due.select_for_update(skip_locked=True, of=("self",)) if connection.vendor == "postgresql" else due
        taken = list(free.select_related("webhook")[:most])
        WebhookDelivery.objects.filter(pk__in=[each.pk for each in taken]).update(next_try_at=at + CLAIMED_FOR)
    return taken


def settle(ledger: Ledger, delivery: WebhookDelivery, arrived: bool, answer: str) -> None:
    """Write down what came of a try, and when the next one is."""
    delivery.tries += 1
    delivery.answer = answer[:500]
    delivery.delivered_at = ledger.at if arrived else None
    delivery.next_try_at = None if arrived or delivery.tries >= MOST_TRIES else ledger.at + wait_after(delivery.tries)
    delivery.save(update_fields=["tries", "answer", "delivered_at", "next_try_at"])
    ledger.note(
        "delivered" if arrived else "undelivered",
        "webhook_delivery",
        str(delivery.pk),
        answer=delivery.answer,
        tries=delivery.tries,
        webhook=delivery.webhook_id,
    )


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries: twice as long each time, six hours at most.

    >>> [str(wait_after(tries)) for tries in (1, 2, 5, 30)]
    ['0:01:00', '0:02:00', '0:16:00', '6:00:00']
    """
    return min(_FIRST_WAIT * 2 ** min(tries - 1, 10), _LONGEST_WAIT)
