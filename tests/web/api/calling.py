"""Calling the API in tests, and keys to call it with."""

from datetime import UTC, datetime, timedelta

from django.test import Client

from sekisho.roles import ROLES, Permission, Role
from sekisho_site.usecases import make_api_token


def key_of(someone, *scopes, days=30):
    """A key of somebody with these scopes; without any, with all that the role has."""
    at = datetime.now(UTC)
    chosen = scopes or tuple(ROLES[Role(someone.role)].permissions)
    made = make_api_token(
        user=someone.pk, name="試し", scopes=chosen, expires_at=at + timedelta(days=days), by=someone.number, at=at
    )
    return made.token


def calls(token):
    """A program with a key."""
    return Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Bearer {token}")


__all__ = ["Permission", "calls", "key_of"]
