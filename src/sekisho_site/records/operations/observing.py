"""What detection saw enters the observed record: each record is added, or changed where it says something else by now.

Knows records by their key. Refuses to know how an observation came about.
"""

from collections import defaultdict
from collections.abc import Iterable

from sekisho.record import Record
from sekisho.terms import Plane
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import MODELS
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.operations.ledger import Ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.records.queries.versions import records_of

_AT_ONCE = 500


def observe(ledger: Ledger, records: Iterable[Record]) -> int:
    """Store observations; how many were added or changed. Those that stand as they are leave nothing."""
    by_kind: dict[type[Record], dict[str, Record]] = defaultdict(dict)
    for record in records:
        if record.schema.plane is not Plane.OBSERVED:
            raise RefusedError(f"{record.schema.sheet}は実態の記録ではありません。検知からは実態の記録だけを書けます。")
        by_kind[type(record)][record.key] = record
    changes: list[Change] = []
    for kind, told in by_kind.items():
        standing = _standing(kind, list(told))
        changes += [Change(standing.get(key), record) for key, record in told.items() if standing.get(key) != record]
    if changes:
        record_changes(ledger, changes)
    return len(changes)


def _standing(kind: type[Record], keys: list[str]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for start in range(0, len(keys), _AT_ONCE):
        rows = MODELS[kind].objects.filter(CURRENT, key__in=keys[start : start + _AT_ONCE])
        found |= {record.key: record for record in records_of(kind, rows)}
    return found
