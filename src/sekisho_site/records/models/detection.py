"""What detection told and what people made of it: alerts and the steps with them, exclusions, volumes of logs, reviews.

Knows columns. Alerts are revised by detection only; steps, exclusions and signatures are written once and never changed.
"""

from django.db import models
from django.db.models import F, Q

from sekisho.detection.told import AlertKind, AlertLevel
from sekisho.response.log_reviews import ReviewResult
from sekisho.response.triage import AlertState, TriageStep

_OPEN = [state.value for state in AlertState if state.is_open]


class StoredAlert(models.Model):
    """An alert as it was last told. ``identity`` is by what it is known again, ``group`` what it is about.

    ``weight`` is the place of the level in the order of work. ``events`` are [file, line], at most some hundreds of
    ``event_count``. ``observed`` names the observed record that it became: its source and key.
    """

    identity = models.CharField(max_length=64, unique=True)
    group = models.CharField(max_length=64)
    kind = models.TextField()
    rule = models.TextField(blank=True)
    title = models.TextField()
    level = models.TextField()
    weight = models.IntegerField()
    subject = models.JSONField(default=dict)
    party = models.TextField(blank=True)
    person = models.TextField(blank=True)
    device = models.TextField(blank=True)
    system = models.TextField(blank=True)
    measure = models.TextField(blank=True)
    sign = models.TextField(blank=True)
    explanation = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    reasons = models.JSONField(default=list)
    detail = models.JSONField(default=dict)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    sort_at = models.DateTimeField()
    told_at = models.DateTimeField()
    count = models.FloatField()
    events = models.JSONField(default=list)
    event_count = models.BigIntegerField()
    revision = models.IntegerField(default=1)
    revised_at = models.DateTimeField()
    state = models.TextField(default=AlertState.NEW.value)
    observed = models.TextField(blank=True)
    exclusion = models.ForeignKey("records.AlertExclusion", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=[each.value for each in AlertKind]), name="storedalert_kind_known"),
            models.CheckConstraint(condition=Q(level__in=[each.value for each in AlertLevel]), name="storedalert_level_known"),
            models.CheckConstraint(condition=Q(state__in=[each.value for each in AlertState]), name="storedalert_state_known"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="storedalert_revision"),
        )
        indexes = (
            models.Index(fields=["group"], name="storedalert_group"),
            # the order of the list, with all that it is narrowed by: the rows, which are long, need not be read
            models.Index(
                F("weight"),
                F("sort_at").desc(),
                F("id"),
                F("state"),
                F("party"),
                name="storedalert_order",
            ),
            models.Index(
                fields=["state", "weight", "party", "person", "device", "sort_at"],
                condition=Q(state__in=_OPEN),
                name="storedalert_open",
            ),
            models.Index(fields=["party", "sort_at"], name="storedalert_party"),
            models.Index(fields=["person", "sort_at"], name="storedalert_person"),
            models.Index(fields=["device", "sort_at"], name="storedalert_device"),
            models.Index(fields=["rule", "sort_at"], name="storedalert_rule"),
            models.Index(fields=["told_at"], name="storedalert_told"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.state}"

    @property
    def number(self) -> str:
        """The number by which people call the alert, as in 「警告 A-3091」."""
        return f"A-{self.pk}"


class AlertStep(models.Model):
    """One step with an alert: who did what, when, at which revision, and with which words."""

    alert = models.ForeignKey(StoredAlert, models.PROTECT, related_name="steps")
    step = models.TextField()
    state_before = models.TextField()
    state_after = models.TextField()
    revision = models.IntegerField()
    taken_at = models.DateTimeField()
    taken_by = models.TextField()
    note = models.TextField(blank=True)
    party = models.TextField(blank=True)
    sign = models.TextField(blank=True)
    end_date = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(step__in=[each.value for each in TriageStep]), name="alertstep_step_known"),
        )
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.alert_id} {self.step}"


class AlertExclusion(models.Model):
    """Alerts that are not to be looked at until a day (included): those that are about the same (``group`` without events).

    ``asked_by`` took the alert up, ``approved_by`` approved: always two people.
    """

    kind = models.TextField()
    rule = models.TextField(blank=True)
    party = models.TextField(blank=True)
    person = models.TextField(blank=True)
    device = models.TextField(blank=True)
    domain = models.TextField(blank=True)
    reason = models.TextField()
    until = models.DateField()
    approved_by = models.TextField()
    approved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["rule", "until"], name="alertexclusion_rule"),)

    def __str__(self) -> str:
        return f"{self.rule or self.kind} {self.until}"


class LogVolume(models.Model):
    """How many events of one log arrived of one day (UTC), and how many lines of it could not be read.

    ``gap``: something of this day is missing, as ``why`` says; such a day is there with no event at all as well.
    """

    party = models.TextField()
    system = models.TextField(blank=True)
    log = models.TextField()
    day = models.DateField()
    events = models.BigIntegerField()
    unreadable = models.BigIntegerField(default=0)
    gap = models.BooleanField(default=False)
    why = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["party", "system", "log", "day"], name="logvolume_day"),)
        indexes = (models.Index(fields=["day"], name="logvolume_by_day"),)

    def __str__(self) -> str:
        return f"{self.party} {self.log} {self.day}"


class LogReview(models.Model):
    """The review of one log over one period: its lines as they were laid out, and who signed it with which result.

    ``workers`` are the identifiers whose work the log shows, ``operators`` those who operate the system. ``lines`` are
    objects with ``file``, ``line``, ``at``, ``person``, ``device``, ``told``, ``why`` and perhaps ``alert``.
    """

    party = models.TextField()
    system = models.TextField(blank=True)
    log = models.TextField(blank=True)
    period_from = models.DateField()
    period_to = models.DateField()
    due_on = models.DateField()
    has_log = models.BooleanField()
    events = models.BigIntegerField(default=0)
    lines = models.JSONField(default=list)
    workers = models.JSONField(default=list)
    operators = models.JSONField(default=list)
    planned_at = models.DateTimeField()
    result = models.TextField(blank=True)
    note = models.TextField(blank=True)
    signed_by = models.TextField(blank=True)
    signer_person = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["party", "system", "log", "period_from"], name="logreview_once"),
            models.CheckConstraint(condition=Q(period_from__lte=F("period_to")), name="logreview_period"),
            models.CheckConstraint(
                condition=Q(result="", signed_by="", signed_at__isnull=True, signed_on__isnull=True)
                | (
                    Q(result__in=[each.value for each in ReviewResult], signed_at__isnull=False, signed_on__isnull=False)
                    & ~Q(signed_by="")
                ),
                name="logreview_signed_whole",
            ),
        )
        indexes = (
            models.Index(fields=["due_on"], condition=Q(signed_at__isnull=True), name="logreview_due"),
            models.Index(fields=["party", "period_from"], name="logreview_party"),
            models.Index(fields=["period_from"], name="logreview_period"),
        )

    def __str__(self) -> str:
        return f"{self.party} {self.log} {self.period_from}"
