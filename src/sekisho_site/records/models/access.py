"""Who was seen reaching the data. Columns as in ``sekisho.observed.access``."""

from sekisho import observed
from sekisho.terms import Ternary, TrainingCourse
from sekisho_site.records.models.base import Version, day, found_by, found_where_given, number, refers_to, text, versioned
from sekisho_site.records.models.identities import EntrustmentIdentity, PartyIdentity, SiteIdentity, SystemIdentity


class Account(Version):
    """シート「ID一覧」の行の版。"""

    kind = observed.Account

    key = text()
    party = refers_to(PartyIdentity)
    entrustment = refers_to(EntrustmentIdentity, optional=True)
    system = refers_to(SystemIdentity, optional=True)
    account = text()
    person = text(optional=True)
    employer = text(optional=True)
    privileged = text()
    privileged_since = day(optional=True)
    listed_on = day()

    class Meta:
        constraints = versioned(privileged=Ternary)
        indexes = (*found_by("party"), *found_where_given("entrustment"))


class Login(Version):
    """シート「ログイン」の行の版。"""

    kind = observed.Login

    key = text()
    party = refers_to(PartyIdentity)
    entrustment = refers_to(EntrustmentIdentity, optional=True)
    system = refers_to(SystemIdentity, optional=True)
    account = text()
    person = text(optional=True)
    employer = text(optional=True)
    country = text(optional=True)
    multi_factor = text()
    privileged = text()
    concurrent = number()
    first_on = day()
    last_on = day()
    count = number()

    class Meta:
        constraints = versioned(multi_factor=Ternary, privileged=Ternary)
        indexes = (*found_by("party"), *found_where_given("entrustment"))


class DoorEntry(Version):
    """シート「入退室」の行の版。"""

    kind = observed.DoorEntry

    key = text()
    party = refers_to(PartyIdentity)
    entrustment = refers_to(EntrustmentIdentity, optional=True)
    site = refers_to(SiteIdentity, optional=True)
    person = text(optional=True)
    employer = text(optional=True)
    entered_on = day()

    class Meta:
        constraints = versioned()
        indexes = (*found_by("party"), *found_where_given("entrustment"))


class Training(Version):
    """シート「受講実績」の行の版。"""

    kind = observed.Training

    key = text()
    person = text()
    party = refers_to(PartyIdentity)
    course = text()
    completed_on = day()
    score = number(optional=True)

    class Meta:
        constraints = versioned(course=TrainingCourse)
        indexes = found_by("party")


class Departure(Version):
    """シート「退職・異動」の行の版。"""

    kind = observed.Departure

    key = text()
    person = text()
    party = refers_to(PartyIdentity)
    left_on = day()

    class Meta:
        constraints = versioned()
        indexes = found_by("party")
