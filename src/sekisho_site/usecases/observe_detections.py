"""Observations of detection enter the observed record: signs, traffic to services, and what a log covers."""

from collections.abc import Iterable
from datetime import datetime

from sekisho.record import Record
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.observing import observe


def observe_detections(*, records: Iterable[Record], by: str, at: datetime) -> int:
    """Store observations; how many were added or changed. The next reconciliation holds them against the other records."""
    with open_ledger(by=by, at=at) as ledger:
        changed = observe(ledger, records)
        ledger.note("observed", "detections", "all", changed=changed)
    return changed
