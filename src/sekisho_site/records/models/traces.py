"""Traces of companies, services and data. Columns as in ``sekisho.observed.traces``."""

from sekisho import observed
from sekisho.terms import LogState, Ternary
from sekisho_site.records.models.base import Version, day, found_by, found_where_given, many, number, refers_to, text, versioned
from sekisho_site.records.models.identities import EntrustmentIdentity, PartyIdentity, SystemIdentity


class Invoice(Version):
    """シート「請求書」の行の版。"""

    kind = observed.Invoice

    key = text()
    payer = refers_to(PartyIdentity)
    payee = text()
    payee_number = text(optional=True)
    service = text(optional=True)
    entrustment = refers_to(EntrustmentIdentity, optional=True)
    period_from = day()
    period_to = day()

    class Meta:
        constraints = versioned()
        indexes = (*found_by("payer"), *found_where_given("entrustment"))


class Traffic(Version):
    """シート「外部通信」の行の版。"""

    kind = observed.Traffic

    key = text()
    party = refers_to(PartyIdentity)
    entrustment = refers_to(EntrustmentIdentity, optional=True)
    domain = text()
    service = text(optional=True)
    provider = text(optional=True)
    bytes_out = number(optional=True)
    users = number(optional=True)
    first_on = day()
    last_on = day()

    class Meta:
        constraints = versioned()
        indexes = (*found_by("party"), *found_where_given("entrustment"))


class Hosting(Version):
    """シート「構成の抜取り」の行の版。"""

    kind = observed.Hosting

    key = text()
    entrustment = refers_to(EntrustmentIdentity)
    operator = text()
    system = text(optional=True)
    country = text(optional=True)
    holds_personal_data = text()
    seen_on = day()

    class Meta:
        constraints = versioned(holds_personal_data=Ternary)
        indexes = found_by("entrustment")


class Delivery(Version):
    """シート「実際の受渡し」の行の版。"""

    kind = observed.Delivery

    key = text()
    entrustment = refers_to(EntrustmentIdentity)
    items = many()
    unmatched_columns = many()
    approved_reason = text(optional=True)
    principals = number(optional=True)
    delivered_on = day()

    class Meta:
        constraints = versioned()
        indexes = found_by("entrustment")


class Sign(Version):
    """シート「兆候」の行の版。"""

    kind = observed.Sign

    key = text()
    party = refers_to(PartyIdentity)
    entrustment = refers_to(EntrustmentIdentity, optional=True)
    sign = text()
    subject = text(optional=True)
    first_on = day()
    last_on = day()
    count = number()

    class Meta:
        constraints = versioned()
        indexes = (*found_by("party"), *found_where_given("entrustment"))


class LogCoverage(Version):
    """シート「ログの連続性」の行の版。"""

    kind = observed.LogCoverage

    key = text()
    party = refers_to(PartyIdentity)
    entrustment = refers_to(EntrustmentIdentity, optional=True)
    system = refers_to(SystemIdentity, optional=True)
    log = text()
    state = text()
    period_from = day()
    period_to = day()
    found_on = day(optional=True)

    class Meta:
        constraints = versioned(state=LogState)
        indexes = (*found_by("party"), *found_where_given("entrustment"))
