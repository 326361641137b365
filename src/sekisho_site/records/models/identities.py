"""Who and what there is: one row per key that other records may refer to. A key, once given, is never taken back."""

from django.db import models


class Identity(models.Model):
    """A key under which versions of a record stand; it outlives all of them."""

    key = models.TextField(primary_key=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key


class DepartmentIdentity(Identity):
    """A department's number."""


class PartyIdentity(Identity):
    """A company's number."""


class PurposeIdentity(Identity):
    """A purpose's number."""


class SystemIdentity(Identity):
    """A system's number."""


class SiteIdentity(Identity):
    """A site's number."""


class EntrustmentIdentity(Identity):
    """An entrustment's number."""


class ContractIdentity(Identity):
    """A contract's number."""


class InspectionIdentity(Identity):
    """An inspection's number."""


class ComplaintIdentity(Identity):
    """A complaint's number."""
