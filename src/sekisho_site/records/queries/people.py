"""People and open invitations within a reach: the office sees everybody, an entrusted party its own people, others nobody."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

from sekisho_site.records.models import Department, Invitation, Party, User
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.operations.keys import KeyState, find_key, state_of
from sekisho_site.records.queries.reach import Reach

_FACTORS = ("totp", "webauthn")
_MOST_INVITATIONS = 200


def people_within(reach: Reach) -> QuerySet[User]:
    """The users within the reach, each with ``has_second_factor``."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=_FACTORS)
    people = User.objects.annotate(has_second_factor=Exists(factors))
    if reach.whole:
        return people
    return people.filter(party=reach.party) if reach.party is not None else people.none()


def invitations_within(reach: Reach) -> QuerySet[Invitation]:
    """What was handed out within the reach and neither used nor revoked, newest first; expired ones stand until revoked."""
    handed = Invitation.objects.filter(accepted_at=None, revoked_at=None)
    if not reach.whole:
        handed = handed.filter(party=reach.party) if reach.party is not None else handed.none()
    return handed.order_by("-made_at", "-pk")[:_MOST_INVITATIONS]


def has_invitation(reach: Reach, number: int) -> bool:
    """Whether an invitation was ever handed out within the reach, used or not."""
    handed = Invitation.objects.filter(pk=number)
    if not reach.whole:
        handed = handed.filter(party=reach.party) if reach.party is not None else handed.none()
    return handed.exists()


def usable_invitation(token: str, at: datetime) -> Invitation | None:
    """The invitation that a token opens now."""
    found = find_key(Invitation, token)
    if found is None or found.accepted_at is not None or state_of(found, at) is not KeyState.USABLE:
        return None
    return None if found.renews is not None and not found.renews.is_active else found


def bound_to(people: Iterable[User | Invitation]) -> Mapping[str, str]:
    """How the departments and parties that people are bound to are called, by key."""
    people = list(people)
    departments = Department.objects.filter(CURRENT, key__in={one.department_id for one in people if one.department_id})
    parties = Party.objects.filter(CURRENT, key__in={one.party_id for one in people if one.party_id})
    return {**dict(departments.values_list("key", "name")), **dict(parties.values_list("key", "name"))}


def person_of(email: str) -> int | None:
    """The key of the user of an address."""
    return User.objects.filter(email__iexact=email.strip()).values_list("pk", flat=True).first()
