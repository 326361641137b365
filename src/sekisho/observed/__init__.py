"""実態: what really was. Imports neither ``declared`` nor ``promised``."""

from sekisho.observed.access import Account, Departure, DoorEntry, Login, Training
from sekisho.observed.oversight import (
    AuthorityNotice,
    Certification,
    Complaint,
    Inspection,
    InspectionItem,
    LeakSample,
)
from sekisho.observed.traces import Delivery, Hosting, Invoice, LogCoverage, Sign, Traffic
from sekisho.record import Record

KINDS: tuple[type[Record], ...] = (
    Account,
    Login,
    DoorEntry,
    Training,
    Departure,
    Invoice,
    Traffic,
    Hosting,
    Delivery,
    Sign,
    LogCoverage,
    Inspection,
    InspectionItem,
    Complaint,
    LeakSample,
    Certification,
    AuthorityNotice,
)
__all__ = [
    "KINDS",
    "Account",
    "AuthorityNotice",
    "Certification",
    "Complaint",
    "Delivery",
    "Departure",
    "DoorEntry",
    "Hosting",
    "Inspection",
    "InspectionItem",
    "Invoice",
    "LeakSample",
    "LogCoverage",
    "Login",
    "Sign",
    "Traffic",
    "Training",
]
