"""Accepting an invitation: whoever holds the link chooses a password and is a user from then on."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import Invitation, User
from sekisho_site.records.operations.keys import KeyState, find_key, state_of
from sekisho_site.records.operations.ledger import Ledger, open_ledger
from sekisho_site.records.operations.people import number_of, standing_of

#: One sentence for every link that does not open: it tells nobody whether there ever was such a link.
CLOSED = "この招待のリンクは使えません。期限が過ぎたか、もう使われています。招いた人に新しいリンクを頼んでください。"


def accept_invitation(*, token: str, password: str, by: str, at: datetime) -> int:
    """Make the invited person a user with this password; the key of the user. The link does not open again.

    By a way in that was made anew for a user (``renew_access``), the password takes the place of the old one, and second
    factors are removed, because whoever asks for this has lost them.
    """
    with open_ledger(by=by, at=at) as ledger:
        invitation = find_key(Invitation, token, lock=True)
        if invitation is None or invitation.accepted_at is not None or state_of(invitation, at) is not KeyState.USABLE:
            raise RefusedError(CLOSED)
        _refuse_weak(password, User(email=invitation.email, name=invitation.name))
        person = (_join if invitation.renews is None else _enter_anew)(ledger, invitation, password, at)
        invitation.accepted_at, invitation.accepted_by = at, person
        invitation.save(update_fields=["accepted_at", "accepted_by"])
    return person.pk


def _join(ledger: Ledger, invitation: Invitation, password: str, at: datetime) -> User:
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise RefusedError(CLOSED)  # two invited the same address; this link must not open what the other one made
    standing = standing_of(invitation)
    person = User.objects.create_user(
        invitation.email, password, name=invitation.name, role=standing.role.value, department_id=standing.department,
        party_id=standing.party, invited_by=invitation.made_by, joined_at=at,
    )  # fmt: skip
    # the link went to this address or was handed over by who invited: the address counts as verified
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    ledger.note("joined", "person", person.number, invitation=number_of(invitation), **standing.told())
    return person


def _enter_anew(ledger: Ledger, invitation: Invitation, password: str, at: datetime) -> User:
    person = User.objects.select_for_update().filter(pk=invitation.renews_id or 0).first()
    if person is None or not person.is_active:
        raise RefusedError(CLOSED)
    person.set_password(password)
    person.sessions_ended_at = at
    person.save(update_fields=["password", "sessions_ended_at"])
    removed, _ = Authenticator.objects.filter(user=person).delete()
    ledger.note("access_renewed", "person", person.number, invitation=number_of(invitation), second_factors_removed=removed)
    return person


def _refuse_weak(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise RefusedError("".join(error.messages)) from error
