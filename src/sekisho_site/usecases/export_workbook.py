"""Writing a workbook of the records that stand, with a leaf that knows who took what out."""

import hashlib
from datetime import date, datetime

from sekisho.formats.books import WORKBOOKS
from sekisho.formats.template import write_workbook
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.queries import current_records


def export_workbook(*, workbook: str, as_of: date, by: str, at: datetime) -> bytes:
    """The workbook of a sort with every record in force; it comes back unchanged by an import."""
    content = write_workbook(workbook, current_records(WORKBOOKS[workbook]), as_of=as_of, whole=True)
    with open_ledger(by=by, at=at) as ledger:
        ledger.note("exported", "workbook", workbook, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    return content
