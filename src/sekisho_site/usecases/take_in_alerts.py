"""Taking in what detection told: new alerts, and more of those that are known."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate

from sekisho.detection.told import ToldAlert
from sekisho_site.records.operations.alerting import TakenIn, take_in
from sekisho_site.records.operations.ledger import open_ledger


def take_in_alerts(*, alerts: Iterable[ToldAlert], by: str, at: datetime) -> TakenIn:
    """Store alerts; what became of them. Told a second time they change nothing; told with more, they are opened again.

    Those that an exclusion covers are kept as excluded, never dropped.
    """
    with open_ledger(by=by, at=at) as ledger:
        counted = take_in(ledger, alerts, localdate(at))
        ledger.note("taken_in", "alerts", "all", new=counted.new, revised=counted.revised, unchanged=counted.unchanged)
    return counted
