"""Where the bytes of received files lie: under their own SHA-256, so that a changed file gives itself away."""

from pathlib import Path

from django.conf import settings


def kept_at(sha256: str) -> Path:
    """The path of the bytes with this hash in the workspace."""
    home: Path = settings.SEKISHO_HOME
    return home / "evidence" / sha256[:2] / sha256[2:]
