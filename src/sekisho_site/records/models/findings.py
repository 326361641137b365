"""Runs of the reconciliation and the life of each finding: opened, standing, resolved, and opened again."""

from django.db import models
from django.db.models import Q

from sekisho.response.life import Stage, Step
from sekisho.terms import Outcome, Severity, Strength

STATES = ("opened", "standing", "resolved")


class ReconcileRun(models.Model):
    """One run. ``party`` limits its scope. ``merged`` is false for a look back, which leaves the findings of today alone."""

    as_of = models.DateField()
    known_at = models.DateTimeField()
    party = models.TextField(null=True)
    started_at = models.DateTimeField()
    run_by = models.TextField()
    merged = models.BooleanField()
    agreed = models.BigIntegerField()
    conflicts = models.BigIntegerField()
    cannot_tell = models.BigIntegerField()
    per_check = models.JSONField()
    opened = models.BigIntegerField(default=0)
    standing = models.BigIntegerField(default=0)
    resolved = models.BigIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=["as_of"], name="reconcilerun_as_of"),)

    def __str__(self) -> str:
        return f"{self.pk} {self.as_of}"


def _run(*, optional: bool = False) -> models.ForeignKey:
    return models.ForeignKey(ReconcileRun, models.PROTECT, null=optional, related_name="+", db_index=False)


class StoredFinding(models.Model):
    """A finding as it stood in ``last_run``. Opened again, it keeps its row and counts ``times_opened``.

    ``state`` is what the reconciliation says, ``stage`` how far people have come. ``year`` and ``serial`` make the number
    by which people call it.
    """

    fingerprint = models.CharField(primary_key=True, max_length=64)
    check_id = models.TextField()
    rule = models.TextField()
    title = models.TextField()
    severity = models.TextField()
    strength = models.TextField()
    anchors = models.JSONField()
    outcome = models.TextField()
    party = models.TextField()
    entrustment = models.TextField(null=True)
    chain = models.JSONField()
    evidence = models.JSONField()
    explanation = models.TextField()
    remedy = models.TextField()
    content_hash = models.CharField(max_length=64)
    state = models.TextField()
    times_opened = models.IntegerField(default=1)
    opened_on = models.DateField()
    resolved_on = models.DateField(null=True)
    opened_run = _run()
    last_run = _run()
    resolved_run = _run(optional=True)
    year = models.IntegerField()
    serial = models.IntegerField()
    stage = models.TextField(default=Stage.OPENED.value)
    owner = models.ForeignKey("records.User", models.PROTECT, null=True, related_name="+", db_index=False)
    addressee = models.TextField(blank=True)
    due_date = models.DateField(null=True)
    accepted_until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=STATES), name="storedfinding_state_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=[Outcome.CONFLICTS.value, Outcome.CANNOT_TELL.value]), name="storedfinding_never_agrees"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=[each.value for each in Severity]), name="storedfinding_severity_known"
            ),
            models.CheckConstraint(
                condition=Q(strength__in=[each.value for each in Strength]), name="storedfinding_strength_known"
            ),
            models.CheckConstraint(
                condition=Q(state="resolved", resolved_run__isnull=False, resolved_on__isnull=False)
                | (~Q(state="resolved") & Q(resolved_run__isnull=True, resolved_on__isnull=True)),
                name="storedfinding_resolved_by_a_run",
            ),
            models.UniqueConstraint(fields=["year", "serial"], name="storedfinding_number"),
            models.CheckConstraint(condition=Q(stage__in=[each.value for each in Stage]), name="storedfinding_stage_known"),
            models.CheckConstraint(
                condition=~Q(stage=Stage.ACCEPTED.value) | Q(accepted_until__isnull=False), name="storedfinding_accepted_until"
            ),
        )
        indexes = (
            models.Index(fields=["party"], name="storedfinding_party"),
            models.Index(fields=["state"], name="storedfinding_state"),
            models.Index(fields=["entrustment"], name="storedfinding_entrustment"),
            # holds all that the office counts by, so that counting need not read the rows, which are long
            models.Index(
                fields=[
                    "stage",
                    "due_date",
                    "severity",
                    "opened_on",
                    "outcome",
                    "check_id",
                    "entrustment",
                    "party",
                    "fingerprint",
                ],
                name="storedfinding_counted",
            ),
            models.Index(fields=["opened_on"], name="storedfinding_opened"),
            models.Index(fields=["owner", "stage"], name="storedfinding_owner"),
            models.Index(fields=["addressee", "stage"], name="storedfinding_addressee"),
            models.Index(fields=["accepted_until"], condition=Q(stage=Stage.ACCEPTED.value), name="storedfinding_accepted"),
        )

    def __str__(self) -> str:
        return f"{self.rule} {self.fingerprint[:12]} {self.state}"

    @property
    def number(self) -> str:
        """The number by which people call the finding, as in 「指摘 2026-0147」."""
        return f"{self.year}-{self.serial:04d}"


class FindingStep(models.Model):
    """One step in the life of a finding: who did what, when, and with which words and files (SHA-256)."""

    finding = models.ForeignKey(StoredFinding, models.PROTECT, related_name="steps")
    step = models.TextField()
    stage_before = models.TextField()
    stage_after = models.TextField()
    taken_at = models.DateTimeField()
    taken_by = models.TextField()
    note = models.TextField(blank=True)
    addressee = models.TextField(blank=True)
    due_date = models.DateField(null=True)
    files = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(step__in=[each.value for each in Step]), name="findingstep_step_known"),
        )
        ordering = ("taken_at", "pk")

    def __str__(self) -> str:
        return f"{self.finding_id[:12]} {self.step}"
