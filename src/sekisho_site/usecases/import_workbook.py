"""Importing a workbook: bytes are sealed, read, planned, and applied whole or not at all."""

from datetime import datetime

from sekisho.formats.plan import Plan, plan_import
from sekisho.formats.workbook import read_workbook
from sekisho_site.records.operations.files import keep_content, seal_file
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.plans import apply_plan
from sekisho_site.records.queries import current_records


def import_workbook(  # noqa: PLR0913  (a use case is told everything by keyword)
    content: bytes, name: str, *, workbook: str, by: str, at: datetime, dry_run: bool = False
) -> Plan:
    """Import the workbook ``content``, called ``name``, of the sort ``workbook``; the plan that was applied.

    A plan with faults is not applied: that the file came, and was refused, is all that is kept of it. With ``dry_run``
    nothing at all is kept.
    """
    if dry_run:
        return plan_import(read_workbook(content, name, workbook), current_records())
    keep_content(content)  # durable before anybody reads it
    submitted = read_workbook(content, name, workbook)
    with open_ledger(by=by, at=at) as ledger:
        source = seal_file(ledger, content, name)
        plan = plan_import(submitted, current_records())
        if plan.faults:
            ledger.note("refused", "received_file", source.sha256, faults=len(plan.faults))
        else:
            apply_plan(ledger, plan, submitted, source)
    return plan
