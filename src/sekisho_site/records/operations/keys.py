"""Secrets that are handed out as links or keys: made here, found here, and known to the database by their SHA-256 only.

Knows that a key is unknown, usable, expired or revoked. Refuses to know what it opens: that is its use case's to say.
"""

import hashlib
import secrets
from datetime import datetime
from typing import TypeVar

from sekisho.terms import Vocabulary
from sekisho_site.records.models import AnswerLink, ApiToken, Invitation

#: 256 bits: nobody guesses it, so that neither salt nor a slow hash would add anything.
_BYTES = 32
#: What is longer than any token is not one; it is not hashed either.
_LONGEST = 128

Key = TypeVar("Key", AnswerLink, ApiToken, Invitation)


class KeyState(Vocabulary):
    """How a key stands at a moment."""

    USABLE = "usable", "使えます"
    EXPIRED = "expired", "期限が過ぎました"
    REVOKED = "revoked", "取り消されました"


def make_token() -> tuple[str, str]:
    """A new secret for the one who is handed it, and its hash, which is all that is kept.

    >>> token, kept = make_token()
    >>> len(token), hash_of(token) == kept
    (43, True)
    """
    token = secrets.token_urlsafe(_BYTES)
    return token, hash_of(token)


def hash_of(token: str) -> str:
    """What the database knows of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_key(kind: type[Key], token: str, *, lock: bool = False) -> Key | None:
    """The key of a kind that a token opens, whatever its state; None for a token that was never handed out.

    It is looked up by its hash: how long that takes tells of the hash only, from which no token follows. ``lock`` keeps
    others from using the same key until the transaction ends.
    """
    if not token or len(token) > _LONGEST:
        return None
    kept = hash_of(token)
    rows = kind.objects.select_for_update() if lock else kind.objects.all()
    found: Key | None = rows.filter(token_hash=kept).first()
    if found is None or not secrets.compare_digest(found.token_hash, kept):
        return None
    return found


def state_of(key: AnswerLink | ApiToken | Invitation, at: datetime) -> KeyState:
    """How a key stands at a moment. The moment at which it expires is past its use."""
    if key.revoked_at is not None:
        return KeyState.REVOKED
    return KeyState.EXPIRED if at >= key.expires_at else KeyState.USABLE
