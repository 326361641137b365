"""What the office does on the side: long work in the background, and messages to other programs."""

import uuid

from django.db import models
from django.db.models import Q

from sekisho.terms import Vocabulary
from sekisho_site.records.models.members import User


class JobKind(Vocabulary):
    """Sorts of long work."""

    IMPORT = "import", "取り込み"
    RECONCILE = "reconcile", "照合"
    EXPORT = "export", "書き出し"
    DETECT = "detect", "ログの検知"
    AUDIT = "audit", "証跡"


class JobState(Vocabulary):
    """How far a piece of work is."""

    WAITING = "waiting", "順番待ち"
    RUNNING = "running", "実行中"
    DONE = "done", "完了"
    REFUSED = "refused", "できませんでした"
    FAILED = "failed", "失敗"


class Job(models.Model):
    """One piece of long work: who asked, how far it is, and what came of it. It is made again from ``asked`` after a crash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.TextField()
    title = models.TextField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked = models.JSONField(default=dict)
    state = models.TextField(default=JobState.WAITING.value)
    doing = models.TextField(blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    attempts = models.IntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in JobKind]), name="job_kind_known"),
            models.CheckConstraint(condition=Q(state__in=[state.value for state in JobState]), name="job_state_known"),
        )
        indexes = (models.Index(fields=["asked_by", "-asked_at"], name="job_asked"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Webhook(models.Model):
    """Another program that wants to hear of findings. Its signing secret is derived, never stored."""

    url = models.URLField(max_length=500)
    events = models.JSONField(default=list)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"webhook {self.pk}"


class WebhookDelivery(models.Model):
    """One message to a webhook: what was sent, how often it was tried, and what came back."""

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="+")
    event = models.TextField()
    payload = models.TextField()
    made_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["next_try_at"], name="webhookdelivery_next"),)

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"
