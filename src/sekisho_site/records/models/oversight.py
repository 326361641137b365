"""What was seen and heard from outside. Columns as in ``sekisho.observed.oversight``."""

from sekisho import observed
from sekisho.terms import Complainant, InspectionMethod, ItemResult, NoticeKind, Ternary
from sekisho_site.records.models.base import (
    Version,
    day,
    found_by,
    found_where_given,
    many,
    number,
    own_key,
    refers_to,
    text,
    versioned,
)
from sekisho_site.records.models.identities import ComplaintIdentity, EntrustmentIdentity, InspectionIdentity, PartyIdentity


class Inspection(Version):
    """シート「点検」の行の版。"""

    kind = observed.Inspection

    key = own_key(InspectionIdentity)
    party = refers_to(PartyIdentity)
    entrustment = refers_to(EntrustmentIdentity, optional=True)
    method = text()
    completed_on = day(optional=True)
    examiner = refers_to(PartyIdentity, optional=True)
    examiner_person = text(optional=True)

    class Meta:
        constraints = versioned(method=InspectionMethod)
        indexes = (*found_by("party"), *found_where_given("entrustment", "examiner"))


class InspectionItem(Version):
    """シート「点検の項目」の行の版。"""

    kind = observed.InspectionItem

    key = text()
    inspection = refers_to(InspectionIdentity)
    check_item = text()
    result = text()
    note = text(optional=True)

    class Meta:
        constraints = versioned(result=ItemResult)
        indexes = found_by("inspection")


class Complaint(Version):
    """シート「外部の申告」の行の版。"""

    kind = observed.Complaint

    key = own_key(ComplaintIdentity)
    received_on = day()
    complainant = text()
    persons = number(optional=True)
    parties = many()
    systems = many()
    period_from = day(optional=True)
    period_to = day(optional=True)

    class Meta:
        constraints = versioned(complainant=Complainant)


class LeakSample(Version):
    """シート「流出データ」の行の版。"""

    kind = observed.LeakSample

    key = text()
    found_on = day()
    party = refers_to(PartyIdentity, optional=True)
    entrustment = refers_to(EntrustmentIdentity, optional=True)
    rows = number(optional=True)
    found_by_monitoring = text()

    class Meta:
        constraints = versioned(found_by_monitoring=Ternary)
        indexes = found_where_given("party", "entrustment")


class Certification(Version):
    """シート「認証の登録」の行の版。"""

    kind = observed.Certification

    key = text()
    party = refers_to(PartyIdentity)
    scheme = text()
    covers_work = text()
    valid_to = day(optional=True)
    checked_on = day()

    class Meta:
        constraints = versioned(covers_work=Ternary)
        indexes = found_by("party")


class AuthorityNotice(Version):
    """シート「当局の文書」の行の版。"""

    kind = observed.AuthorityNotice

    key = text()
    party = refers_to(PartyIdentity)
    notice = text()
    issued_on = day()
    subject = text()

    class Meta:
        constraints = versioned(notice=NoticeKind)
        indexes = found_by("party")
