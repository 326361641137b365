"""The office as tests need it: people of every role, signed in, over a small registry with two chains and findings.

Chain one: carrier P-000 → P-001 (E-0001, department D-01) → P-002 (E-0002). Chain two: carrier → P-003 (E-0003, department
D-02) → P-004 (E-0004). P-001's people reach chain one only; P-003 is their neighbour.
"""

from datetime import UTC, date, datetime

from django.conf import settings
from django.test import Client

from sekisho.declared import Department, Entrustment, ExternalService, Party, Purpose, RosterEntry, Site
from sekisho.formats.template import write_workbook
from sekisho.roles import Role
from sekisho.terms import Ternary
from sekisho_site.records.models import User
from sekisho_site.usecases import import_workbook, reconcile_records
from tests.factories.registry import BELOW, CARRIER, DEPARTMENT, EDGE, EDGE_BELOW, ENTERED, ENTRUSTEE, LEFT

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)
DAY = date(2026, 5, 1)
PASSWORD = "tsukikage-no-michi-42"

NEIGHBOUR = Party(key="P-003", name="株式会社となり野サービス")
NEIGHBOUR_BELOW = Party(key="P-004", name="かなた台データ株式会社")
OTHER_DEPARTMENT = Department(key="D-02", name="法人営業部")
PURPOSE = Purpose(key="PU-01", name="料金の問い合わせ対応", stated_purpose="契約内容の案内")
SITE = Site(key="S-01", name="みなと坂センター", party="P-001", country="JP")
NEIGHBOUR_EDGE = Entrustment(
    key="E-0003", entruster="P-000", entrustee="P-003", department="D-02", handles_personal_data=Ternary.YES,
    starts_on=date(2024, 10, 1),
)  # fmt: skip
NEIGHBOUR_EDGE_BELOW = Entrustment(
    key="E-0004", entruster="P-003", entrustee="P-004", upper=("E-0003",), starts_on=date(2025, 10, 1)
)
ROSTER = RosterEntry(key="R-001", person="M-1001", employer="P-001", entrustment="E-0001", starts_on=date(2024, 4, 1))
NEIGHBOUR_ROSTER = RosterEntry(
    key="R-002", person="M-2001", employer="P-003", entrustment="E-0003", starts_on=date(2024, 10, 1)
)
SERVICE = ExternalService(
    key="SV-01", party="P-001", entrustment="E-0001", service="みなと坂受付クラウド", declared_on=date(2025, 4, 1)
)

RECORDS = (
    CARRIER, ENTRUSTEE, BELOW, NEIGHBOUR, NEIGHBOUR_BELOW, DEPARTMENT, OTHER_DEPARTMENT, PURPOSE, SITE, EDGE, EDGE_BELOW,
    NEIGHBOUR_EDGE, NEIGHBOUR_EDGE_BELOW, ROSTER, NEIGHBOUR_ROSTER, SERVICE, LEFT, ENTERED,
)  # fmt: skip

#: What binds a role to a part of the registry.
BOUND = {
    Role.BUSINESS_DEPARTMENT: {"department_id": "D-01"},
    Role.ENTRUSTEE_ADMINISTRATOR: {"party_id": "P-001"},
    Role.ENTRUSTEE_MEMBER: {"party_id": "P-001"},
}


def small_registry():
    """Both chains in the tables, reconciled: findings stand in each. Needs the fixtures ``db`` and ``home``."""
    content = write_workbook("registry", RECORDS, as_of=DAY, whole=True)
    plan = import_workbook(content, "台帳.xlsx", workbook="registry", by="M-77", at=AT)
    assert not plan.faults
    return reconcile_records(by="M-77", at=AT, as_of=DAY)


def user(role=Role.PRIVACY_OFFICE, email=None, **told):
    """Somebody of a role; ``small_registry`` must stand for roles that are bound to a part of it."""
    bound = {**BOUND.get(role, {}), **told}
    return User.objects.create_user(
        email or f"{role.value}@example.jp", PASSWORD, name=f"{role.label}の人", role=role.value, joined_at=AT, **bound
    )


def signed_in_client(someone):
    """A browser in which somebody is signed in."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(someone, backend=settings.AUTHENTICATION_BACKENDS[1])
    return client


def let_go(answer):
    """Close the files of an answer, and not the database with it: the test still stands in its transaction."""
    for close in answer._resource_closers:
        close()
    answer._resource_closers.clear()
