"""What was asserted. Columns as in ``sekisho.promised.answers``."""

from sekisho import promised
from sekisho.terms import CommitmentSource, Reply, Ternary
from sekisho_site.records.models.base import (
    Version,
    day,
    found_by,
    found_by_beginning,
    found_where_given,
    refers_to,
    text,
    versioned,
)
from sekisho_site.records.models.identities import EntrustmentIdentity, PartyIdentity


class Answer(Version):
    """シート「チェックシート回答」の行の版。"""

    kind = promised.Answer

    key = text()
    party = refers_to(PartyIdentity)
    entrustment = refers_to(EntrustmentIdentity, optional=True)
    check_item = text()
    reply = text()
    answered_on = day()
    evidence_sha256 = text(optional=True)
    evidence_made_on = day(optional=True)
    evidence_from = day(optional=True)
    evidence_to = day(optional=True)

    class Meta:
        constraints = versioned(reply=Reply)
        indexes = (*found_by("party"), *found_where_given("entrustment"), *found_by_beginning("key"))


class AnnualReportItem(Version):
    """シート「年次報告」の行の版。"""

    kind = promised.AnnualReportItem

    key = text()
    entrustment = refers_to(EntrustmentIdentity)
    item = text()
    period_from = day()
    period_to = day()
    changed = text()
    note = text(optional=True)
    submitted_on = day()

    class Meta:
        constraints = versioned(changed=Ternary)
        indexes = found_by("entrustment")


class DeletionCertificate(Version):
    """シート「消去証明」の行の版。"""

    kind = promised.DeletionCertificate

    key = text()
    entrustment = refers_to(EntrustmentIdentity)
    issued_on = day()
    covers_main = text()
    covers_copies = text()
    covers_sub_entrustees = text()

    class Meta:
        constraints = versioned(covers_main=Ternary, covers_copies=Ternary, covers_sub_entrustees=Ternary)
        indexes = found_by("entrustment")


class Commitment(Version):
    """シート「過去の約束」の行の版。"""

    kind = promised.Commitment

    key = text()
    party = refers_to(PartyIdentity)
    origin = text()
    subject = text()
    check_item = text(optional=True)
    made_on = day()
    due_on = day()
    completed_on = day(optional=True)
    proved_on = day(optional=True)

    class Meta:
        constraints = versioned(origin=CommitmentSource)
        indexes = found_by("party")
