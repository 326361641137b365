"""Files as they came in. The bytes lie in the workspace's ``evidence`` folder under their SHA-256."""

from django.db import models


class ReceivedFile(models.Model):
    """A file that was received: sealed by hash before it was read. The first reception counts; later ones are leaves."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    name = models.TextField()
    size = models.BigIntegerField()
    media_type = models.TextField()
    received_at = models.DateTimeField()
    received_by = models.TextField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="receivedfile_hash_form"),
            models.CheckConstraint(condition=models.Q(size__gte=0), name="receivedfile_size_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:12]}"
