"""Whether anybody could sign in at all. Knows nobody by name."""

from sekisho_site.records.models import User


def anybody_can_sign_in() -> bool:
    """Whether the workspace has at least one user who is not stopped."""
    return User.objects.filter(is_active=True).exists()
