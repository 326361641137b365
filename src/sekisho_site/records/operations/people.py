"""People as those who act on them need them: who acts, whom they may act on, and what binds a role to a part of the registry.

Knows the standing rules: nobody changes what they are themselves, nobody gives what their role may not give, an entrusted
party's administrator reaches its own people only, and somebody of the privacy office is always left.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from sekisho.roles import Permission, Role, appointed_by
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import Department, Invitation, Party, User
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.operations.keys import make_token

INVITATION_LASTS = timedelta(days=7)
_NUMBER = re.compile(r"U-(\d{6,18})")


@dataclass(frozen=True, slots=True)
class Handed:
    """An invitation that was made: its number, until when it opens, and its token, which is told this once."""

    number: str
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is: a role, and the department or the party that the role is bound to."""

    role: Role
    department: str | None = None
    party: str | None = None

    def told(self) -> dict[str, str | None]:
        """As a leaf tells it."""
        return {"role": self.role.value, "department": self.department, "party": self.party}


def acting(by: str) -> User | None:
    """The user who acts; None when the command line does, whose operator holds the database itself.

    Raises :class:`RefusedError` for a user who is not there any more.
    """
    number = _NUMBER.fullmatch(by)
    if number is None:
        return None
    user = User.objects.filter(pk=int(number[1]), is_active=True).first()
    if user is None:
        raise RefusedError("操作する人がもう利用者ではありません。サインインし直してください。")
    return user


def require_appointment(actor: User | None, standing: Standing) -> None:
    """Refuse a role that the actor may not give, and a party that is not the actor's own."""
    if actor is None:
        return
    if standing.role not in appointed_by(Role(actor.role)):
        raise RefusedError(f"「{standing.role.label}」の役割を与えることはできません。個人情報保護室に頼んでください。")
    if actor.party_id is not None and standing.party != actor.party_id:
        raise RefusedError("自社の利用者だけを招くことができます。")


def require_bond(standing: Standing) -> None:
    """Refuse a role without its department or party, with one that it does not have, or with one that is not registered."""
    department = standing.role is Role.BUSINESS_DEPARTMENT
    if department != (standing.department is not None):
        raise RefusedError("所管部署の人には部署を選んでください。ほかの役割の人には部署を選びません。")
    if standing.role.is_entrusted_party != (standing.party is not None):
        raise RefusedError("委託先の人には会社を選んでください。ほかの役割の人には会社を選びません。")
    if department and not Department.objects.filter(CURRENT, key=standing.department).exists():
        raise RefusedError("その部署は台帳にありません。部署の一覧から選んでください。")
    if standing.party is not None and not Party.objects.filter(CURRENT, key=standing.party).exists():
        raise RefusedError("その会社は台帳にありません。委託先の一覧から選んでください。")


def person_within(actor: User | None, pk: int) -> User:
    """Somebody whom the actor may act on, held until the transaction ends; never the actor."""
    person = User.objects.select_for_update().filter(pk=pk).first()
    if person is None or (actor is not None and not _reaches(actor, person.role, person.party_id)):
        raise RefusedError("その利用者は見つかりません。")
    if actor is not None and person.pk == actor.pk:
        raise RefusedError("自分の役割や利用を自分で変えることはできません。ほかの管理者に頼んでください。")
    return person


def invitation_within(actor: User | None, pk: int) -> Invitation:
    """An invitation that the actor may act on, held until the transaction ends."""
    invitation = Invitation.objects.select_for_update().filter(pk=pk).first()
    if invitation is None or (actor is not None and not _reaches(actor, invitation.role, invitation.party_id)):
        raise RefusedError("その招待は見つかりません。")
    return invitation


def require_somebody_left(person: User) -> None:
    """Refuse to take the last active person of the privacy office away."""
    others = User.objects.filter(role=Role.PRIVACY_OFFICE.value, is_active=True).exclude(pk=person.pk)
    if person.role == Role.PRIVACY_OFFICE.value and person.is_active and not others.exists():
        raise RefusedError("個人情報保護室の最後の利用者です。先にもう一人を招いてから変えてください。")


def hand_out(  # noqa: PLR0913  (told by keyword what a use case was told)
    actor: User | None, email: str, name: str, standing: Standing, at: datetime, *, renews: User | None = None
) -> Handed:
    """A new invitation; an earlier one of the same address and the same side that is still open is closed by it."""
    open_invitations(email).filter(party=standing.party).update(revoked_at=at)
    token, kept = make_token()
    invitation = Invitation.objects.create(
        token_hash=kept, made_by=actor, made_at=at, expires_at=at + INVITATION_LASTS, email=email, name=name,
        role=standing.role.value, department_id=standing.department, party_id=standing.party, renews=renews,
    )  # fmt: skip
    return Handed(number_of(invitation), token, invitation.expires_at)


def open_invitations(email: str) -> QuerySet[Invitation]:
    """What was handed out for an address and neither used nor revoked."""
    return Invitation.objects.filter(email=email, accepted_at=None, revoked_at=None)


def number_of(invitation: Invitation) -> str:
    """The number under which the log knows an invitation."""
    return f"I-{invitation.pk:06d}"


def standing_of(person: User | Invitation) -> Standing:
    """What somebody is, or will be."""
    return Standing(Role(person.role), person.department_id, person.party_id)


def _reaches(actor: User, role: str, party: str | None) -> bool:
    if actor.may(Permission.MANAGE_PEOPLE):
        return True
    return actor.may(Permission.MANAGE_OWN_PEOPLE) and Role(role).is_entrusted_party and party == actor.party_id
