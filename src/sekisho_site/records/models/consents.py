"""What was said about the chain. Columns as in ``sekisho.declared.consents``."""

from sekisho import declared
from sekisho.terms import ConsentDecision, DeclaredView, Ternary, TransferBasis
from sekisho_site.records.models.base import Version, day, found_by, found_where_given, many, refers_to, text, versioned
from sekisho_site.records.models.identities import EntrustmentIdentity, PartyIdentity


class ChainDeclaration(Version):
    """シート「連鎖の申告」の行の版。"""

    kind = declared.ChainDeclaration

    key = text()
    entrustment = refers_to(EntrustmentIdentity)
    view = text()
    declared_on = day(optional=True)
    sub_entrustees = many()

    class Meta:
        constraints = versioned(view=DeclaredView)
        indexes = found_by("entrustment")


class Consent(Version):
    """シート「再委託の承諾」の行の版。"""

    kind = declared.Consent

    key = text()
    upper = refers_to(EntrustmentIdentity)
    sub_entrustee = text()
    giver = refers_to(PartyIdentity)
    decision = text()
    decided_on = day(optional=True)
    written = text()
    items = many()
    countries = many()
    expires_on = day(optional=True)
    statement_on = day(optional=True)

    class Meta:
        constraints = versioned(decision=ConsentDecision, written=Ternary)
        indexes = found_by("upper", "giver", "decision")


class ExternalService(Version):
    """シート「利用サービス」の行の版。"""

    kind = declared.ExternalService

    key = text()
    party = refers_to(PartyIdentity)
    entrustment = refers_to(EntrustmentIdentity, optional=True)
    service = text()
    provider = text(optional=True)
    domain = text(optional=True)
    declared_on = day(optional=True)
    handles_personal_data = text()
    country = text(optional=True)
    ended_on = day(optional=True)

    class Meta:
        constraints = versioned(handles_personal_data=Ternary)
        indexes = (*found_by("party"), *found_where_given("entrustment"))


class PublishedSubProcessor(Version):
    """シート「公開一覧」の行の版。"""

    kind = declared.PublishedSubProcessor

    key = text()
    party = refers_to(PartyIdentity)
    listed_on = day()
    name = text()
    processing = text(optional=True)
    countries = many()
    company_country = text(optional=True)
    unread_places = many()
    formerly = text(optional=True)
    section = text(optional=True)

    class Meta:
        constraints = versioned()
        indexes = found_by("party")


class ServiceAssessment(Version):
    """シート「外部サービスの判定」の行の版。"""

    kind = declared.ServiceAssessment

    key = text()
    entrustment = refers_to(EntrustmentIdentity)
    enters = text()
    terms_exclude_handling = text()
    access_prevented = text()
    never_handled = text()
    not_processing = text()
    terms_name = text()
    terms_version = text()
    decided_on = day()
    decided_by = text()
    review_on = day(optional=True)

    class Meta:
        constraints = versioned(
            enters=Ternary,
            terms_exclude_handling=Ternary,
            access_prevented=Ternary,
            never_handled=Ternary,
            not_processing=Ternary,
        )
        indexes = found_by("entrustment")


class ForeignTransfer(Version):
    """シート「越境の判定」の行の版。"""

    kind = declared.ForeignTransfer

    key = text()
    entrustment = refers_to(EntrustmentIdentity)
    country = text()
    basis = text()
    assessed_on = day(optional=True)
    confirmed_on = day(optional=True)

    class Meta:
        constraints = versioned(basis=TransferBasis)
        indexes = found_by("entrustment")


class SubSupervision(Version):
    """シート「再委託先の監督」の行の版。"""

    kind = declared.SubSupervision

    key = text()
    entrustment = refers_to(EntrustmentIdentity)
    examined_on = day(optional=True)
    reported_on = day(optional=True)
    reviewed_on = day(optional=True)

    class Meta:
        constraints = versioned()
        indexes = found_by("entrustment")
