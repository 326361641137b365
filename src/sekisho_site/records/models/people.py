"""Who may touch the data, and what was asked and approved. Columns as in ``sekisho.declared.people``."""

from sekisho import declared
from sekisho.terms import ApprovalKind, IncidentKind, InvestigationConclusion, Ternary
from sekisho_site.records.models.base import (
    Version,
    day,
    found_by,
    found_by_beginning,
    found_where_given,
    many,
    number,
    refers_to,
    text,
    versioned,
)
from sekisho_site.records.models.identities import ComplaintIdentity, EntrustmentIdentity, PartyIdentity, SystemIdentity


class RosterEntry(Version):
    """シート「取扱者名簿」の行の版。"""

    kind = declared.RosterEntry

    key = text()
    person = text()
    employer = text()
    entrustment = refers_to(EntrustmentIdentity)
    starts_on = day()
    ends_on = day(optional=True)
    confirmed_on = day(optional=True)
    pledged_on = day(optional=True)

    class Meta:
        constraints = versioned()
        indexes = (*found_by("entrustment"), *found_by_beginning("person"))


class ExceptionWaiver(Version):
    """シート「例外許可」の行の版。"""

    kind = declared.ExceptionWaiver

    key = text()
    party = refers_to(PartyIdentity)
    entrustment = refers_to(EntrustmentIdentity, optional=True)
    check_item = text()
    granted_on = day()
    expires_on = day()
    extended_to = day(optional=True)
    extensions = number()
    requester = text()
    approver = text(optional=True)
    extension_approver = text(optional=True)
    compensating = text(optional=True)

    class Meta:
        constraints = versioned()
        indexes = (*found_by("party"), *found_where_given("entrustment"))


class WorkApproval(Version):
    """シート「作業の申請・立会い」の行の版。"""

    kind = declared.WorkApproval

    key = text()
    approval = text()
    party = refers_to(PartyIdentity)
    system = refers_to(SystemIdentity, optional=True)
    account = text(optional=True)
    requested_by = text()
    approved_by = text(optional=True)
    starts_on = day()
    ends_on = day(optional=True)

    class Meta:
        constraints = versioned(approval=ApprovalKind)
        indexes = found_by("party")


class Incident(Version):
    """シート「事故・違反の簿」の行の版。"""

    kind = declared.Incident

    key = text()
    party = refers_to(PartyIdentity)
    incident = text()
    occurred_on = day(optional=True)
    reported_on = day()
    subject = text()

    class Meta:
        constraints = versioned(incident=IncidentKind)
        indexes = found_by("party")


class Investigation(Version):
    """シート「調査」の行の版。"""

    kind = declared.Investigation

    key = text()
    complaint = refers_to(ComplaintIdentity)
    started_on = day()
    investigators = many()
    parties = many()
    systems = many()
    period_from = day(optional=True)
    period_to = day(optional=True)
    original_logs = text()
    conclusion = text()
    concluded_on = day(optional=True)

    class Meta:
        constraints = versioned(original_logs=Ternary, conclusion=InvestigationConclusion)
