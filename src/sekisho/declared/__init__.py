"""台帳: what was declared to the carrier. Imports neither ``promised`` nor ``observed``."""

from sekisho.declared.consents import (
    ChainDeclaration,
    Consent,
    ExternalService,
    ForeignTransfer,
    PublishedSubProcessor,
    ServiceAssessment,
    SubSupervision,
)
from sekisho.declared.entrustments import Entrustment, Purpose, Site, System
from sekisho.declared.organisation import Appointment, Department
from sekisho.declared.parties import GroupMembership, Party
from sekisho.declared.people import ExceptionWaiver, Incident, Investigation, RosterEntry, WorkApproval
from sekisho.record import Record

KINDS: tuple[type[Record], ...] = (
    Department,
    Appointment,
    Party,
    GroupMembership,
    Purpose,
    System,
    Site,
    Entrustment,
    ChainDeclaration,
    Consent,
    ExternalService,
    PublishedSubProcessor,
    ServiceAssessment,
    ForeignTransfer,
    SubSupervision,
    RosterEntry,
    ExceptionWaiver,
    WorkApproval,
    Incident,
    Investigation,
)
__all__ = [
    "KINDS",
    "Appointment",
    "ChainDeclaration",
    "Consent",
    "Department",
    "Entrustment",
    "ExceptionWaiver",
    "ExternalService",
    "ForeignTransfer",
    "GroupMembership",
    "Incident",
    "Investigation",
    "Party",
    "PublishedSubProcessor",
    "Purpose",
    "RosterEntry",
    "ServiceAssessment",
    "Site",
    "SubSupervision",
    "System",
    "WorkApproval",
]
