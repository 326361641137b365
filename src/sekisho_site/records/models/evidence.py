"""The evidence log as stored: numbered leaves and the heads that seal them. Written by ``operations.ledger`` only."""

from django.db import models
from django.db.models import Q


class EvidenceLeaf(models.Model):
    """One entry: its number from 0, canonical JSON, and the RFC 6962 leaf hash.

    What is looked for (what happened, to which kind and key, by whom) stands beside the payload once more, so that a page
    of a log of millions costs the same as one of a thousand; verification holds both to each other.
    """

    index = models.BigIntegerField(primary_key=True)
    payload = models.TextField()
    hash = models.CharField(max_length=64)
    action = models.TextField(default="")
    kind = models.TextField(default="")
    key = models.TextField(default="")
    by = models.TextField(default="")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(index__gte=0), name="evidenceleaf_from_zero"),)
        indexes = (
            models.Index(fields=["action", "index"], name="evidenceleaf_action"),
            models.Index(fields=["kind", "index"], name="evidenceleaf_kind"),
            models.Index(fields=["key", "index"], name="evidenceleaf_key"),
            models.Index(fields=["by", "index"], name="evidenceleaf_by"),
        )

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
        indexes = (models.Index(fields=["at"], name="evidencehead_at"),)

    def __str__(self) -> str:
        return f"{self.size} {self.root[:12]}"
