"""Sealing the answer of an inquiry: its file under its own SHA-256, and a leaf that knows hashes and counts, no person."""

from datetime import datetime

from sekisho_site.records.operations.files import seal_file
from sekisho_site.records.operations.ledger import open_ledger


def seal_inquiry(  # noqa: PLR0913  (a use case is told everything by keyword)
    content: bytes, name: str, *, outcome: str, events: int, accounts: int, gaps: int, by: str, at: datetime
) -> str:
    """Keep the answer ``content`` as evidence; its SHA-256. The log tells that and what was claimed, never about whom."""
    with open_ledger(by=by, at=at) as ledger:
        sha256 = seal_file(ledger, content, name).sha256
        ledger.note("sealed", "inquiry", sha256, outcome=outcome, events=events, accounts=accounts, gaps=gaps)
    return sha256
