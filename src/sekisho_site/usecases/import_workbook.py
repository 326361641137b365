"""Importing a workbook: bytes are sealed, read, planned, and applied whole or not at all."""

from collections.abc import Callable
from datetime import datetime

from sekisho.formats.plan import Plan, plan_import
from sekisho.formats.workbook import read_workbook
from sekisho_site.records.operations.files import keep_content, seal_file
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.plans import apply_plan
from sekisho_site.records.queries import current_records
from sekisho_site.records.queries.waiting import waiting_requests
from sekisho_site.records.workbench import Progress

_READING, _PLANNING, _WRITING = "ファイルを読んでいます", "台帳と比べています", "台帳に書いています"


def import_workbook(  # noqa: PLR0913  (a use case is told everything by keyword)
    content: bytes,
    name: str,
    *,
    workbook: str | None,
    by: str,
    at: datetime,
    dry_run: bool = False,
    agreed: Callable[[Plan], None] | None = None,
    applied: Callable[[datetime], None] | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Plan:
    """Import the workbook ``content``, called ``name``, of the sort ``workbook`` (None: as its cover says); the plan applied.

    A plan with faults is not applied: that the file came, and was refused, is all that is kept of it. With ``dry_run``
    nothing at all is kept. ``agreed`` may refuse the plan by raising; ``applied`` is told, within the transaction, under
    which moment the changes are known.
    """

    def read_sheet(done: int, total: int) -> None:
        progress(Progress(_READING, done, total))

    if not dry_run:
        keep_content(content)  # durable before anybody reads it
    submitted = read_workbook(content, name, workbook, told=read_sheet)
    progress(Progress(_PLANNING))
    if dry_run:
        return plan_import(submitted, current_records(), waiting_requests())
    with open_ledger(by=by, at=at) as ledger:
        source = seal_file(ledger, content, name)
        plan = plan_import(submitted, current_records(), waiting_requests())
        if plan.faults:
            ledger.note("refused", "received_file", source.sha256, faults=len(plan.faults))
            return plan
        if agreed:
            agreed(plan)
        total = len(plan.added) + len(plan.changed) + len(plan.ended)
        apply_plan(ledger, plan, submitted, source, told=lambda done: progress(Progress(_WRITING, done, total)))
        if applied:
            applied(ledger.at)
    return plan
