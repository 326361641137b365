"""The people of the demonstration: one of every role, with passwords that are made anew each time and told once."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress

from sekisho.roles import Role
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import Entrustment, User
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.people import Standing

#: Nothing that looks alike: the passwords are read from a screen and typed.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demonstration: their number, how they sign in, and as what."""

    number: str
    email: str
    password: str
    role: Role
    bound_to: str


def make_demo_people(*, by: str, at: datetime) -> tuple[DemoPerson, ...]:
    """One user per role over the registry that stands, and their new passwords; called again, it keeps the users.

    Call it after the demonstration's registry was imported: a department and a party are taken from its entrustments.
    """
    with open_ledger(by=by, at=at) as ledger:
        told = []
        for role in Role:
            standing = _standing(role)
            person = _person(standing, at)
            password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
            person.set_password(password)
            person.save()
            told.append(DemoPerson(person.number, person.email, password, role, standing.department or standing.party or ""))
            ledger.note("demo_made", "person", person.number, **standing.told())
    return tuple(told)


def _standing(role: Role) -> Standing:
    if role is not Role.BUSINESS_DEPARTMENT and not role.is_entrusted_party:
        return Standing(role)
    topmost = Entrustment.objects.filter(CURRENT, department__isnull=False).order_by("key_id").first()
    if topmost is None:
        raise RefusedError("部署の決まった委託が台帳にありません。見本の台帳を取り込んでから作ってください。")
    if role is Role.BUSINESS_DEPARTMENT:
        return Standing(role, department=topmost.department_id)
    return Standing(role, party=topmost.entrustee_id)


def _person(standing: Standing, at: datetime) -> User:
    email = f"{standing.role.value.replace('_', '-')}@example.jp"
    found = User.objects.filter(email=email).first()
    person = found or User(email=email, name=f"{standing.role.label}（見本）", joined_at=at)
    person.role, person.department_id, person.party_id = standing.role.value, standing.department, standing.party
    person.is_active = True
    if found is None:
        person.set_unusable_password()
        person.save()
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person
