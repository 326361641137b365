"""All record kinds of the three planes, and what their columns refer to. Knows the list; judges nothing."""

from sekisho import declared, observed, promised
from sekisho.record import Record

KINDS: tuple[type[Record], ...] = (*declared.KINDS, *promised.KINDS, *observed.KINDS)

BY_SOURCE: dict[str, type[Record]] = {kind.schema.source: kind for kind in KINDS}

#: What a column's ``refers_to`` points at, when it points at another record (else it is a catalogue).
REFERENCES: dict[str, type[Record]] = {
    "department": declared.Department,
    "party": declared.Party,
    "purpose": declared.Purpose,
    "system": declared.System,
    "site": declared.Site,
    "entrustment": declared.Entrustment,
    "contract": promised.Contract,
    "inspection": observed.Inspection,
    "complaint": observed.Complaint,
}

#: Catalogues a column may refer to.
CATALOGUES = ("data_item", "check_item", "clause", "clause_level", "annual_item", "sign", "country")
