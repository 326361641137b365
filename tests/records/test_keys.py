"""Keys that are handed out: the database holds no secret, and a key ends when it is said to."""

from datetime import UTC, datetime, timedelta

import pytest

from sekisho.roles import Role
from sekisho_site.records.models import ApiToken, Invitation
from sekisho_site.records.operations.keys import KeyState, find_key, hash_of, make_token, state_of
from tests.factories.office import user

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def handed_out(db):
    """A token, and the invitation that it opens for an hour."""
    token, kept = make_token()
    invitation = Invitation.objects.create(
        token_hash=kept, made_by=user(), made_at=AT, expires_at=AT + 60 * MINUTE, email="kei@example.jp", name="計",
        role=Role.AUDITOR.value,
    )  # fmt: skip
    return token, invitation


def test_tokens_are_long_and_never_the_same():
    tokens = {make_token()[0] for _ in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {43}


def test_a_key_is_found_by_its_token_only(handed_out):
    token, invitation = handed_out
    assert find_key(Invitation, token) == invitation
    for other in ("", token[:-1], token + "=", token.upper(), hash_of(token), "x" * 10_000):
        assert find_key(Invitation, other) is None


def test_a_token_opens_keys_of_its_kind_only(handed_out):
    assert find_key(ApiToken, handed_out[0]) is None


def test_the_database_holds_no_token(handed_out):
    token, _ = handed_out
    assert token not in str(Invitation.objects.values().get())


@pytest.mark.parametrize(
    ("after", "state"), [(59 * MINUTE, KeyState.USABLE), (60 * MINUTE, KeyState.EXPIRED), (61 * MINUTE, KeyState.EXPIRED)]
)
def test_a_key_ends_at_its_moment(handed_out, after, state):
    assert state_of(handed_out[1], AT + after) is state


def test_a_revoked_key_is_revoked_whenever_it_is_used(handed_out):
    handed_out[1].revoked_at = AT + MINUTE
    assert state_of(handed_out[1], AT + MINUTE) is KeyState.REVOKED
    assert state_of(handed_out[1], AT + 90 * MINUTE) is KeyState.REVOKED
