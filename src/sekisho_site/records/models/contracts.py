"""What was agreed. Columns as in ``sekisho.promised.contracts``."""

from sekisho import promised
from sekisho.terms import ClauseStatus, ContractKind, EntrustmentForm, MemorandumState, TextRead
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
from sekisho_site.records.models.identities import ContractIdentity, EntrustmentIdentity, PartyIdentity


class Contract(Version):
    """シート「契約・覚書」の行の版。"""

    kind = promised.Contract

    key = own_key(ContractIdentity)
    entrustment = refers_to(EntrustmentIdentity, optional=True)
    orderer = refers_to(PartyIdentity)
    counterparty = refers_to(PartyIdentity)
    form = text()
    contract_kind = text()
    signed_on = day(optional=True)
    ends_on = day(optional=True)
    memorandum = text()
    memorandum_on = day(optional=True)
    read = text()
    report_months = number(optional=True)
    notice_hours = number(optional=True)
    countries = many()

    class Meta:
        constraints = versioned(form=EntrustmentForm, contract_kind=ContractKind, memorandum=MemorandumState, read=TextRead)
        indexes = (*found_by("orderer", "counterparty"), *found_where_given("entrustment"))


class ClauseState(Version):
    """シート「条項」の行の版。"""

    kind = promised.ClauseState

    key = text()
    contract = refers_to(ContractIdentity)
    clause = text()
    status = text()
    level = text(optional=True)
    divisions = many()
    article = text(optional=True)

    class Meta:
        constraints = versioned(status=ClauseStatus)
        indexes = found_by("contract")


class VendorTerms(Version):
    """シート「約款の版」の行の版。"""

    kind = promised.VendorTerms

    key = text()
    party = refers_to(PartyIdentity)
    document = text()
    version = text()
    published_on = day()

    class Meta:
        constraints = versioned()
        indexes = found_by("party")


class PublicNotice(Version):
    """シート「公表文」の行の版。"""

    kind = promised.PublicNotice

    key = text()
    document = text()
    version = text()
    published_on = day()
    countries = many()

    class Meta:
        constraints = versioned()
