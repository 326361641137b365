"""Entrustments, and what they name. Columns as in ``sekisho.declared.entrustments``."""

from django.db import models

from sekisho import declared
from sekisho.terms import BusinessSegment, ContractKind, DeliveryMode, Direction, EntrustmentForm, Ternary, WorkCategory
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
from sekisho_site.records.models.identities import (
    DepartmentIdentity,
    EntrustmentIdentity,
    PartyIdentity,
    PurposeIdentity,
    SiteIdentity,
    SystemIdentity,
)


class Purpose(Version):
    """シート「業務と目的」の行の版。"""

    kind = declared.Purpose

    key = own_key(PurposeIdentity)
    name = text()
    stated_purpose = text()
    needed_items = many()

    class Meta:
        constraints = versioned()


class System(Version):
    """シート「システム」の行の版。"""

    kind = declared.System

    key = own_key(SystemIdentity)
    name = text()
    operator = refers_to(PartyIdentity, optional=True)

    class Meta:
        constraints = versioned()
        indexes = found_where_given("operator")


class Site(Version):
    """シート「拠点」の行の版。"""

    kind = declared.Site

    key = own_key(SiteIdentity)
    name = text()
    party = refers_to(PartyIdentity)
    country = text()

    class Meta:
        constraints = versioned()
        indexes = found_by("party")


class Entrustment(Version):
    """シート「委託」の行の版。"""

    kind = declared.Entrustment

    key = own_key(EntrustmentIdentity)
    entruster = refers_to(PartyIdentity)
    entrustee = refers_to(PartyIdentity)
    upper = many()
    direction = text()
    form = text()
    contract_kind = text()
    work = text()
    purpose = refers_to(PurposeIdentity, optional=True)
    department = refers_to(DepartmentIdentity, optional=True)
    handles_personal_data = text()
    telecom_business = text()
    segment = text(optional=True)
    delivery = text(optional=True)
    resident = text()
    items = many()
    principals = number(optional=True)
    storage_countries = many()
    access_countries = many()
    sites = many()
    systems = many()
    starts_on = day(optional=True)
    ends_on = day(optional=True)

    class Meta:
        constraints = versioned(
            direction=Direction,
            form=EntrustmentForm,
            contract_kind=ContractKind,
            work=WorkCategory,
            handles_personal_data=Ternary,
            telecom_business=Ternary,
            segment=BusinessSegment,
            delivery=DeliveryMode,
            resident=Ternary,
        )
        indexes = (*found_by("entruster", "entrustee"), *found_where_given("department"))


class EntrustmentUpper(models.Model):
    """Under which entrustment a version of an entrustment stands: the list ``upper`` once more, as rows with constraints.

    It lets the database refuse an unknown upper entrustment, and find what lies below one without reading all.
    """

    version = models.ForeignKey(Entrustment, models.CASCADE, related_name="+")
    upper = models.ForeignKey(EntrustmentIdentity, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "upper"], name="entrustmentupper_once"),)

    def __str__(self) -> str:
        return f"{self.version_id} under {self.upper_id}"
