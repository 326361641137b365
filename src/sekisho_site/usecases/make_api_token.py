"""Making a key for a program: acts as its maker, only within the scopes chosen, for a year at most."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sekisho.roles import Permission, Role, permits
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import ApiToken, User
from sekisho_site.records.operations.keys import make_token
from sekisho_site.records.operations.ledger import open_ledger

LONGEST = timedelta(days=366)
_LONGEST_NAME = 100
_MOST = 50


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new key. ``token`` is told this once and kept nowhere."""

    number: int
    token: str


def make_api_token(  # noqa: PLR0913  (a use case is told everything by keyword)
    *, user: int, name: str, scopes: Collection[Permission], expires_at: datetime, by: str, at: datetime
) -> MadeToken:
    """Make a key for the user. What the user may not do the key may not either."""
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME:
        raise RefusedError(f"何に使う鍵かを {_LONGEST_NAME} 文字までで書いてください。")
    if not at < expires_at <= at + LONGEST:
        raise RefusedError("期限は、今日より後で、1年以内の日にしてください。")
    with open_ledger(by=by, at=at) as ledger:
        owner = User.objects.get(pk=user)
        if not owner.may(Permission.USE_API):
            raise RefusedError("API の鍵を作る権限がありません。")
        chosen = sorted({scope.value for scope in scopes if permits(Role(owner.role), scope)} - {Permission.USE_API.value})
        if not chosen:
            raise RefusedError("鍵に許すことを一つ以上選んでください。")
        if ApiToken.objects.filter(user=owner, revoked_at=None, expires_at__gt=ledger.at).count() >= _MOST:
            raise RefusedError(f"使える鍵は一人 {_MOST} 個までです。使っていない鍵を取り消してください。")
        token, kept = make_token()
        made = ApiToken.objects.create(
            token_hash=kept, made_by=owner, made_at=ledger.at, expires_at=expires_at, user=owner, name=name, scopes=chosen
        )
        ledger.note("made", "api_token", str(made.pk), scopes=chosen, expires_at=expires_at, user=owner.number)
    return MadeToken(made.pk, token)
