"""Taking in how much of each log arrived of each day."""

from collections.abc import Iterable
from datetime import datetime

from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.volumes import DayVolume, store_volumes


def take_in_volumes(*, volumes: Iterable[DayVolume], by: str, at: datetime) -> int:
    """Store volumes; how many days were added or changed."""
    with open_ledger(by=by, at=at) as ledger:
        changed = store_volumes(volumes)
        ledger.note("taken_in", "log_volumes", "all", changed=changed)
    return changed
