"""Which records speak of a company by its name, and not by its number: invoices, diagrams, declarations."""

from django.db import models


class CompanyMention(models.Model):
    """A record, of which some version wrote this company name (as compared: ``sekisho.party.normalised_name``)."""

    name = models.TextField()
    source = models.TextField()
    key = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "source", "key"], name="companymention_once"),)
        # names that begin so, of one sort of record (the operator class is PostgreSQL's; SQLite compares bytes anyway)
        indexes = (
            models.Index(
                fields=["source", "name"], name="companymention_begins", opclasses=["text_pattern_ops", "text_pattern_ops"]
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.key}: {self.name}"
