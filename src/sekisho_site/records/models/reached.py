"""Whose entrustments reach which: for every department and company, its own entrustments and everything below them."""

from django.db import models

from sekisho_site.records.models.identities import EntrustmentIdentity


class ReachedEntrustment(models.Model):
    """An entrustment that stands within a reach. ``scope`` is ``D:`` and a department's number or ``P:`` and a company's.

    The rows say nothing that the chain does not say: they are written anew with it (``operations.reaching``), so that every
    page finds what somebody reaches by one index instead of walking the chain again.
    """

    scope = models.TextField()
    entrustment = models.ForeignKey(EntrustmentIdentity, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["scope", "entrustment"], name="reachedentrustment_once"),)

    def __str__(self) -> str:
        return f"{self.scope} {self.entrustment_id}"
