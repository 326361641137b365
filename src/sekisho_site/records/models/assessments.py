"""Why the questions about an external service were answered as they were. The answers themselves are a record."""

from django.db import models


class AssessmentGround(models.Model):
    """The ground of one answer of an assessment (``ServiceAssessment``), as it was given when the service was decided on."""

    assessment = models.TextField()
    question = models.TextField()
    ground = models.TextField()
    given_at = models.DateTimeField()
    given_by = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["assessment", "question", "given_at"], name="assessmentground_once"),
            models.CheckConstraint(condition=~models.Q(ground=""), name="assessmentground_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.assessment} {self.question}"
