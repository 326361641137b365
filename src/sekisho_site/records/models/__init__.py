"""All models. ``MODELS`` maps each record kind of the three records to the model that holds its versions."""

from sekisho.record import Record
from sekisho_site.records.models.access import Account, Departure, DoorEntry, Login, Training
from sekisho_site.records.models.answers import AnnualReportItem, Answer, Commitment, DeletionCertificate
from sekisho_site.records.models.assessments import AssessmentGround
from sekisho_site.records.models.base import Version
from sekisho_site.records.models.consents import (
    ChainDeclaration,
    Consent,
    ExternalService,
    ForeignTransfer,
    PublishedSubProcessor,
    ServiceAssessment,
    SubSupervision,
)
from sekisho_site.records.models.contracts import ClauseState, Contract, PublicNotice, VendorTerms
from sekisho_site.records.models.desk import AnswerDraft, SubEntrustmentRequest
from sekisho_site.records.models.detection import AlertExclusion, AlertStep, LogReview, LogVolume, StoredAlert
from sekisho_site.records.models.entrustments import Entrustment, EntrustmentUpper, Purpose, Site, System
from sekisho_site.records.models.evidence import EvidenceHead, EvidenceLeaf
from sekisho_site.records.models.findings import FindingStep, ReconcileRun, StoredFinding
from sekisho_site.records.models.identities import (
    ComplaintIdentity,
    ContractIdentity,
    DepartmentIdentity,
    EntrustmentIdentity,
    Identity,
    InspectionIdentity,
    PartyIdentity,
    PurposeIdentity,
    SiteIdentity,
    SystemIdentity,
)
from sekisho_site.records.models.members import AnswerLink, ApiToken, Invitation, User
from sekisho_site.records.models.mentions import CompanyMention
from sekisho_site.records.models.office import Job, JobKind, JobState, Webhook, WebhookDelivery
from sekisho_site.records.models.organisation import Appointment, Department
from sekisho_site.records.models.oversight import (
    AuthorityNotice,
    Certification,
    Complaint,
    Inspection,
    InspectionItem,
    LeakSample,
)
from sekisho_site.records.models.parties import GroupMembership, Party
from sekisho_site.records.models.people import ExceptionWaiver, Incident, Investigation, RosterEntry, WorkApproval
from sekisho_site.records.models.reached import ReachedEntrustment
from sekisho_site.records.models.received import ReceivedFile
from sekisho_site.records.models.traces import Delivery, Hosting, Invoice, LogCoverage, Sign, Traffic

#: The model of each record kind.
MODELS: dict[type[Record], type[Version]] = {model.kind: model for model in Version.__subclasses__()}

#: The identity table of each record kind that other records refer to.
IDENTITIES: dict[type[Record], type[Identity]] = {
    kind: model._meta.get_field("key").remote_field.model
    for kind, model in MODELS.items()
    if model._meta.get_field("key").is_relation
}

__all__ = [
    "IDENTITIES",
    "MODELS",
    "Account",
    "AlertExclusion",
    "AlertStep",
    "AnnualReportItem",
    "Answer",
    "AnswerDraft",
    "AnswerLink",
    "ApiToken",
    "Appointment",
    "AssessmentGround",
    "AuthorityNotice",
    "Certification",
    "ChainDeclaration",
    "ClauseState",
    "Commitment",
    "CompanyMention",
    "Complaint",
    "ComplaintIdentity",
    "Consent",
    "Contract",
    "ContractIdentity",
    "DeletionCertificate",
    "Delivery",
    "Department",
    "DepartmentIdentity",
    "Departure",
    "DoorEntry",
    "Entrustment",
    "EntrustmentIdentity",
    "EntrustmentUpper",
    "EvidenceHead",
    "EvidenceLeaf",
    "ExceptionWaiver",
    "ExternalService",
    "FindingStep",
    "ForeignTransfer",
    "GroupMembership",
    "Hosting",
    "Identity",
    "Incident",
    "Inspection",
    "InspectionIdentity",
    "InspectionItem",
    "Investigation",
    "Invitation",
    "Invoice",
    "Job",
    "JobKind",
    "JobState",
    "LeakSample",
    "LogCoverage",
    "LogReview",
    "LogVolume",
    "Login",
    "Party",
    "PartyIdentity",
    "PublicNotice",
    "PublishedSubProcessor",
    "Purpose",
    "PurposeIdentity",
    "ReachedEntrustment",
    "ReceivedFile",
    "ReconcileRun",
    "RosterEntry",
    "ServiceAssessment",
    "Sign",
    "Site",
    "SiteIdentity",
    "StoredAlert",
    "StoredFinding",
    "SubEntrustmentRequest",
    "SubSupervision",
    "System",
    "SystemIdentity",
    "Traffic",
    "Training",
    "User",
    "VendorTerms",
    "Version",
    "Webhook",
    "WebhookDelivery",
    "WorkApproval",
]
