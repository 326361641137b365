"""Taking in how much of each log arrived of each day, and what it does not cover."""

from collections.abc import Iterable
from datetime import datetime

from sekisho.detection.coverage import Coverage
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.volumes import store_coverage


def take_in_coverage(*, coverages: Iterable[Coverage], by: str, at: datetime) -> int:
    """Store what was judged of every log; how many days changed. Told a second time it changes nothing."""
    with open_ledger(by=by, at=at) as ledger:
        changed = store_coverage(coverages)
        ledger.note("taken_in", "log_volumes", "all", changed=changed)
    return changed
