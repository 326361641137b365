"""Records of every kind that stand in one of the two chains of the office (see ``office``), and how to put them in."""

from datetime import UTC, date, datetime

from sekisho.planes import REFERENCES
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes

LATER = datetime(2026, 5, 1, 10, tzinfo=UTC)
#: What a record of each chain refers to.
CHAINS = {
    1: {"party": "P-001", "entrustment": "E-0001", "department": "D-01", "purpose": "PU-01", "site": "S-01"},
    2: {"party": "P-003", "entrustment": "E-0003", "department": "D-02", "purpose": "PU-01", "site": "S-01"},
}
_CATALOGUES = {
    "data_item": "subscriber_name", "check_item": "INS-03", "clause": "CL-11", "clause_level": "none",
    "annual_item": "A-3", "sign": "external_media_write", "country": "JP",
}  # fmt: skip


def sample(kind, key, chain=1, words="言葉", **told):
    """A record of a kind with every column filled, within one of the chains; free text says ``words``."""
    return kind(**{column.name: _value(column, chain, words) for column in kind.schema.columns} | {"key": key} | told)


def _value(column, chain, words):
    single = _single(column, chain, words)
    if single is None:
        return () if column.many else None
    return (single,) if column.many else single


def _single(column, chain, words):
    if column.vocabulary:
        return list(column.vocabulary)[-1]
    if column.cell is date:
        return date(2026, 4, 1)
    if column.cell is int:
        return 7
    if column.refers_to in REFERENCES:
        return CHAINS[chain].get(column.refers_to)
    if column.refers_to:
        return _CATALOGUES[column.refers_to]
    return "7000012050002" if "法人番号" in column.heading else words


def put(*records, before=None, at=LATER, by="M-77"):
    """Store records as they are, past every form: what somebody imported long ago."""
    with open_ledger(by=by, at=at) as ledger:
        record_changes(ledger, [Change(before, record, "台帳.xlsx") for record in records])
