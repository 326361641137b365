"""What all record models share: the columns of a version, small makers of fields, and makers of constraints.

A row is one version of a record. ``known_from`` and ``known_until`` say when the system held it to be so (half-open;
None: still does). Rows are closed, never changed or deleted. The dates of the fact itself are ordinary columns.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from sekisho.record import Record
from sekisho.terms import Vocabulary

CURRENT = Q(known_until__isnull=True)


class Version(models.Model):
    """One version of a record; ``kind`` is the frozen value that it holds, column for column."""

    kind: ClassVar[type[Record]]

    known_from = models.DateTimeField()
    known_until = models.DateTimeField(null=True)
    recorded_by = models.TextField()
    source = models.ForeignKey("records.ReceivedFile", models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind.schema.sheet} {self.pk}"


def text(*, optional: bool = False) -> Any:
    """A column of words, or of a code of a closed vocabulary (then :func:`versioned` guards it)."""
    return models.TextField(null=optional)


def day(*, optional: bool = False) -> Any:
    """A column of dates."""
    return models.DateField(null=optional)


def number(*, optional: bool = False) -> Any:
    """A column of whole numbers, wide enough for byte counts."""
    return models.BigIntegerField(null=optional)


def many() -> Any:
    """A column of several words, in their order."""
    return models.JSONField(default=list)


def own_key(identity: type[models.Model]) -> Any:
    """The key of a kind that other records refer to: it must have its identity row first."""
    return models.ForeignKey(identity, models.PROTECT, db_column="key", related_name="+", db_index=False)


def refers_to(identity: type[models.Model], *, optional: bool = False) -> Any:
    """A reference by key. The key itself is in the row; the database refuses one that no record ever had."""
    return models.ForeignKey(identity, models.PROTECT, null=optional, related_name="+", db_index=False)


def versioned(**vocabularies: type[Vocabulary]) -> list[models.BaseConstraint]:
    """Constraints of every record model, and that each named column holds a code of its vocabulary."""
    return [
        models.UniqueConstraint(fields=["key"], condition=CURRENT, name="%(class)s_one_current"),
        models.UniqueConstraint(fields=["key", "known_from"], name="%(class)s_one_at_a_time"),
        models.CheckConstraint(condition=CURRENT | Q(known_from__lt=F("known_until")), name="%(class)s_times_in_order"),
        models.CheckConstraint(condition=~Q(key=""), name="%(class)s_has_key"),
        *(
            models.CheckConstraint(
                condition=Q(**{f"{column}__in": [member.value for member in vocabulary]}), name=f"%(class)s_{column}_known"
            )
            for column, vocabulary in vocabularies.items()
        ),
    ]


def found_by(*columns: str) -> list[models.Index]:
    """One index per column. Not over current versions only: SQLite cannot use such indexes for "this party or that work"."""
    return [
        models.Index(fields=[column], name=f"%(class)s_{_short(column)}")  # at most 30 characters
        for column in columns
    ]


def found_where_given(*columns: str) -> list[models.Index]:
    """One index per column that is often empty, over the rows that say it.

    Were the empty ones in it, the databases' statistics would hold that each value is shared by very many rows, and read all.
    """
    return [
        models.Index(fields=[column], name=f"%(class)s_{_short(column)}", condition=Q(**{f"{column}__isnull": False}))
        for column in columns
    ]


def found_by_beginning(*columns: str) -> list[models.Index]:
    """One index per column for texts that begin so (the operator class is PostgreSQL's; SQLite compares bytes anyway)."""
    return [
        models.Index(fields=[column], name=f"%(class)s_{_short(column)}_begins", opclasses=["text_pattern_ops"])
        for column in columns
    ]


def _short(column: str) -> str:
    return column if len(column) <= 8 else column[:4] + column[-4:]
