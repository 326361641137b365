"""The foundation of the pages: nobody enters without signing in, and reach ends where it should."""

import pytest

from sekisho.roles import Role
from sekisho_site.records.queries import entrustments_within, findings_within, parties_within, reach_of
from tests.factories.office import signed_in_client, small_registry, user

pytestmark = pytest.mark.django_db


def test_a_stranger_is_led_to_sign_in(client):
    assert client.get("/", headers={"host": "localhost"}).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("role", [role for role in Role if not role.is_entrusted_party])
def test_people_of_the_office_enter(role, home):
    small_registry()
    assert signed_in_client(user(role)).get("/").status_code == 200


def keys(rows):
    return sorted(row.key_id for row in rows)


def test_reach_of_each_side(home):
    small_registry()
    office, department, party = (
        reach_of(user(role)) for role in (Role.PRIVACY_OFFICE, Role.BUSINESS_DEPARTMENT, Role.ENTRUSTEE_MEMBER)
    )
    assert keys(entrustments_within(office)) == ["E-0001", "E-0002", "E-0003", "E-0004"]
    assert keys(entrustments_within(department)) == ["E-0001", "E-0002"]
    assert keys(entrustments_within(party)) == ["E-0001", "E-0002"]
    assert keys(parties_within(department)) == ["P-001", "P-002"]
    assert keys(parties_within(party)) == ["P-001", "P-002"]
    assert {finding.party for finding in findings_within(department)} <= {"P-001", "P-002"}
    assert findings_within(department).count() > 0
    assert findings_within(party).count() == 0
