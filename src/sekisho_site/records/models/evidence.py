"""The evidence log as stored: numbered leaves and the heads that seal them. Written by ``operations.ledger`` only."""

from django.db import models
from django.db.models import Q


class EvidenceLeaf(models.Model):
    """One entry: its number from 0, canonical JSON, and the RFC 6962 leaf hash."""

    index = models.BigIntegerField(primary_key=True)
    payload = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(index__gte=0), name="evidenceleaf_from_zero"),)

    def __str__(self) -> str:
        return f"{self.index} {self.hash[:12]}"


class EvidenceHead(models.Model):
    """The log had ``size`` leaves with this root at this moment. ``peaks`` let the tree grow on without reading a leaf."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    peaks = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(size__gt=0), name="evidencehead_not_empty"),)

    def __str__(self) -> str:
        return f"{self.size} {self.root[:12]}"
