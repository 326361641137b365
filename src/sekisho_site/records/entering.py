"""Entering by a key of a program: who it is, and when the key was last used.

Knows keys by their hash. When a key was used is bookkeeping without a leaf, written now and then, and never waited for.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction

from sekisho.roles import Permission
from sekisho_site.records.models import ApiToken, User
from sekisho_site.records.operations.keys import KeyState, find_key, state_of

_NOTED_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a usable key speaks for, and what of their permissions it may use. ``key`` is its number."""

    key: int
    user: User
    permissions: frozenset[Permission]


def holder_of(token: str, at: datetime) -> Holder | None:
    """The holder of a key; None for a key that is unknown, expired or revoked, or whose user may not use one any more."""
    found = find_key(ApiToken, token)
    if found is None or state_of(found, at) is not KeyState.USABLE or not found.user.may(Permission.USE_API):
        return None
    if found.last_used_at is None or at - found.last_used_at > _NOTED_EVERY:
        _note_use(found, at)
    allowed = {Permission.USE_API, *(scope for scope in Permission if scope.value in found.scopes)}
    return Holder(found.pk, found.user, frozenset(scope for scope in allowed if found.user.may(scope)))


def _note_use(key: ApiToken, at: datetime) -> None:
    with suppress(OperationalError), _hurried(), transaction.atomic():
        ApiToken.objects.filter(pk=key.pk).update(last_used_at=at)


@contextmanager
def _hurried() -> Iterator[None]:
    """While a long import holds the only write lock of SQLite, a program that only reads must not wait for it."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 50")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(before)}")
