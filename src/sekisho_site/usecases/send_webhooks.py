"""Sending the messages to other programs whose time has come: at least once each, again and again until they arrive."""

import json
from datetime import datetime

from sekisho_site.records.models import WebhookDelivery
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.webhooks import claim, secret_of, settle, signature
from sekisho_site.records.outside import Answer, post

_AT_ONCE = 20


def send_webhooks(*, by: str, at: datetime) -> int:
    """Send what is due, at most twenty messages; how many were tried.

    A worker that dies between sending and writing down leaves the message to the next one: the other side may get it twice
    and knows it by its number. No transaction is open while the network is waited for.
    """
    tried = [(delivery, _send(delivery, at)) for delivery in claim(at, _AT_ONCE)]
    if tried:
        with open_ledger(by=by, at=at) as ledger:
            for delivery, answer in tried:
                settle(ledger, delivery, answer.arrived, answer.told)
    return len(tried)


def _send(delivery: WebhookDelivery, at: datetime) -> Answer:
    body = delivery.payload.encode()
    headings = {
        "User-Agent": "Sekisho",
        "X-Sekisho-Event": delivery.event,
        "X-Sekisho-Delivery": json.loads(delivery.payload)["id"],
        "X-Sekisho-Signature": signature(secret_of(delivery.webhook), body, at),
    }
    return post(delivery.webhook.url, body, headings)
