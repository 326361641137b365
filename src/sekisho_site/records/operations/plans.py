"""Applying a plan of import: what was added, changed and ended becomes versions, each with its place in the file."""

from collections.abc import Callable, Iterable

from sekisho.formats.plan import Plan
from sekisho.formats.workbook import Submitted
from sekisho.record import Record
from sekisho_site.records.models import ReceivedFile
from sekisho_site.records.operations.ledger import Ledger
from sekisho_site.records.operations.versions import Change, record_changes


def apply_plan(
    ledger: Ledger, plan: Plan, submitted: Submitted, source: ReceivedFile, told: Callable[[int], None] = lambda _: None
) -> None:
    """Store what ``plan`` says; ``told`` hears how much is stored. A plan with faults must not come here."""
    if plan.faults:
        raise ValueError("a plan with faults is never applied")
    places = {(type(item), item.key): place.cell(item.schema.columns[0]) for item, place in submitted.rows}

    def placed(before: Record | None, after: Record) -> Change:
        return Change(before, after, places.get((type(after), after.key), ""))

    changes: Iterable[Change] = (
        *(placed(None, item) for item in plan.added),
        *(placed(change.before, change.after) for change in plan.changed),
        *(Change(item, None) for item in plan.ended),
    )
    record_changes(ledger, changes, source, told)
