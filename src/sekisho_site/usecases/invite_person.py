"""Inviting somebody: a link that opens once, for seven days, and makes them a user of the role that was decided here."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from sekisho.roles import Role
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import User
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.people import Handed, Standing, acting, hand_out, require_appointment, require_bond

_LONGEST_NAME = 100


def invite_person(  # noqa: PLR0913  (a use case is told everything by keyword)
    *, email: str, name: str, role: Role, department: str | None = None, party: str | None = None, by: str, at: datetime
) -> Handed:
    """Invite the holder of an address. The token of the link is told this once; an earlier open invitation ends.

    The log learns the number of the invitation and the role, never the address or the name.
    """
    email, name = email.strip().lower(), " ".join(name.split())
    _refuse_unusable(email, name)
    standing = Standing(role, department or None, party or None)
    with open_ledger(by=by, at=at) as ledger:
        actor = acting(by)
        require_appointment(actor, standing)
        require_bond(standing)
        if User.objects.filter(email__iexact=email).exists():
            raise RefusedError("このアドレスの人は、もう招かれています。別のアドレスにするか、管理者に確かめてください。")
        handed = hand_out(actor, email, name, standing, at)
        ledger.note("invited", "invitation", handed.number, **standing.told())
    return handed


def _refuse_unusable(email: str, name: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise RefusedError("メールアドレスの形ではありません。例　sakura@example.jp") from error
    if not name or len(name) > _LONGEST_NAME:
        raise RefusedError(f"名前を {_LONGEST_NAME} 文字までで書いてください。")
