"""約束: what was undertaken or asserted. Imports neither ``declared`` nor ``observed``."""

from sekisho.promised.answers import AnnualReportItem, Answer, Commitment, DeletionCertificate
from sekisho.promised.contracts import ClauseState, Contract, PublicNotice, VendorTerms
from sekisho.record import Record

KINDS: tuple[type[Record], ...] = (
    Contract,
    ClauseState,
    VendorTerms,
    PublicNotice,
    Answer,
    AnnualReportItem,
    DeletionCertificate,
    Commitment,
)
__all__ = [
    "KINDS",
    "AnnualReportItem",
    "Answer",
    "ClauseState",
    "Commitment",
    "Contract",
    "DeletionCertificate",
    "PublicNotice",
    "VendorTerms",
]
