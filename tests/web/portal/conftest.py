"""Instructions to P-001 and to its neighbour P-003, people who answer them, and links."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from sekisho.response.life import Step
from sekisho.roles import Permission, Role
from sekisho_site.records.models import StoredFinding
from sekisho_site.usecases import make_answer_link, step_finding
from sekisho_site.web.clock import now, today
from tests.factories.office import signed_in_client, small_registry, user

NOTE = "退職者の入室カードを止めてください。"


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    """No address has asked for a link yet."""
    cache.clear()


def instruct(finding, addressee, note=NOTE, days=7):
    """An instruction of the office to a company of the finding's chain."""
    step_finding(
        fingerprint=finding.pk, step=Step.INSTRUCT, permissions=frozenset({Permission.INSTRUCT}), note=note,
        addressee=addressee, due_date=today() + timedelta(days=days), by="M-77", at=now(),
    )  # fmt: skip
    finding.refresh_from_db()
    return finding


def finding_of(party):
    """A finding about a company, as the reconciliation left it."""
    return StoredFinding.objects.filter(party=party, stage="opened").order_by("serial")[0]


@pytest.fixture
def office(db, home):
    """Both chains, reconciled."""
    return small_registry()


@pytest.fixture
def asked(office):
    """A finding that P-001 was told to correct."""
    return instruct(finding_of("P-001"), "P-001")


@pytest.fixture
def neighbours(office):
    """A finding that the neighbour was told to correct."""
    return instruct(finding_of("P-003"), "P-003", note="となりだけの指示です。")


@pytest.fixture
def member(office):
    """Somebody of P-001."""
    return user(Role.ENTRUSTEE_MEMBER)


@pytest.fixture
def desk(member):
    """The browser of somebody of P-001."""
    return signed_in_client(member)


@pytest.fixture
def officer(office):
    """Somebody of the privacy office."""
    return user(Role.PRIVACY_OFFICE)


@pytest.fixture
def link(asked, officer):
    """The address of a link for P-001."""
    made = make_answer_link(fingerprint=asked.pk, by=officer.number, at=now())
    return f"/answer/{made.token}/"


@pytest.fixture
def phone():
    """A browser in which nobody is signed in; it takes forged forms as seriously as a real one."""
    return Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
