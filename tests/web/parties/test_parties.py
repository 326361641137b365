"""The list of companies: what it shows, how it is narrowed and searched, and what is out of reach."""

from datetime import date

import pytest

from sekisho.declared import Entrustment, GroupMembership, Party
from sekisho.roles import Role
from sekisho.terms import ContractKind, DeliveryMode, Direction, EntrustmentForm, GroupRelation, WorkCategory
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from tests.factories.office import AT, signed_in_client, small_registry, user

pytestmark = pytest.mark.django_db
CLOUD = Party(
    key="P-010", name="しらかば平クラウド株式会社", corporate_number="7000012050002", country="US", aliases=("シラカバ",)
)
CLOUD_EDGE = Entrustment(
    key="E-0010", entruster="P-000", entrustee="P-010", form=EntrustmentForm.CLOUD, contract_kind=ContractKind.B,
    work=WorkCategory.HOSTING, delivery=DeliveryMode.ACCOUNT, items=("my_number",), starts_on=date(2025, 4, 1),
)  # fmt: skip
RECEIVED = Entrustment(key="E-0011", entruster="P-004", entrustee="P-000", direction=Direction.RECEIVED)
MEMBER = GroupMembership(key="G-01", party="P-003", relation=GroupRelation.CONSOLIDATED_SUBSIDIARY, starts_on=date(2020, 4, 1))


@pytest.fixture
def registry(home):
    """Both chains, and a cloud provider that stands in neither."""
    small_registry()
    with open_ledger(by="M-77", at=AT) as ledger:
        record_changes(ledger, [Change(None, each) for each in (CLOUD, CLOUD_EDGE, RECEIVED, MEMBER)])


def shown(query="", role=Role.PRIVACY_OFFICE):
    answer = signed_in_client(user(role)).get(f"/parties/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def keys(html):
    return [key for key in ("P-001", "P-002", "P-003", "P-004", "P-010") if f'href="/parties/{key}"' in html]


def test_the_carrier_is_not_its_own_entrustee(registry):
    html = shown()
    assert keys(html) == ["P-001", "P-002", "P-003", "P-004", "P-010"]
    assert 'href="/parties/P-000"' not in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("form=cloud", ["P-010"]),
        ("contract=B", ["P-010"]),
        ("work=hosting_platform", ["P-001", "P-002", "P-003", "P-004", "P-010"]),  # not a word of the list: no filter
        ("work=hosting", ["P-010"]),
        ("delivery=account", ["P-010"]),
        ("country=US", ["P-010"]),
        ("group=yes", ["P-003"]),
        ("group=no", ["P-001", "P-002", "P-004", "P-010"]),
        ("department=D-01", ["P-001"]),
        ("direction=received", []),
        ("flag=my_number", ["P-010"]),
        ("findings=open&form=cloud", ["P-010"]),
    ],
)
def test_filters(registry, query, expected):
    html = shown(query)
    if query.startswith("findings"):
        assert set(keys(html)) <= set(expected)
    else:
        assert keys(html) == expected


@pytest.mark.parametrize(
    "called",
    [
        "しらかば平",
        "シラカバ平",
        "ｼﾗｶﾊﾞ平クラウド",
        "㈱しらかば平ｸﾗｳﾄﾞ",
        "しらかば",
        "P-010",
        "7000012050002",
        "７００００１２０５０００２",
    ],
)
def test_search_in_any_kana_and_width(registry, called):
    assert keys(shown(f"q={called}")) == ["P-010"]


def test_search_finds_nothing_for_nobody(registry):
    html = shown("q=どこにもない会社")
    assert keys(html) == []
    assert "条件に合うものはありません" in html


def test_given_and_received_are_counted_apart(registry):
    html = shown()
    assert "委託 5本" in html
    assert "受託 1本" in html
    assert "種別B 1本" in html
    assert "クラウドサービス 1本" in html


def test_a_department_sees_its_own_chain_only(registry):
    html = shown(role=Role.BUSINESS_DEPARTMENT)
    assert keys(html) == ["P-001", "P-002"]
    assert "となり野" not in html
    assert "委託 2本" in html
    assert "受託" not in html.split("<table")[0].split('class="sub"')[1].split("</p>")[0]


def test_a_department_finds_no_neighbour(registry):
    assert keys(shown("q=となり野", role=Role.BUSINESS_DEPARTMENT)) == []


def test_an_empty_registry_says_what_to_do(home, db):
    html = shown()
    assert "まだ登録がありません" in html
    assert "一覧から取り込む" in html


@pytest.mark.parametrize(("role", "offered"), [(Role.PRIVACY_OFFICE, True), (Role.AUDITOR, False)])
def test_registering_is_offered_to_those_who_may(registry, role, offered):
    assert ("委託先を登録する" in shown(role=role)) is offered


def test_the_export_holds_the_filtered_rows(registry):
    answer = signed_in_client(user()).get("/parties/?form=cloud&export=csv")
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "しらかば平クラウド" in rows[1]


def test_the_number_of_questions_does_not_grow(registry, django_assert_max_num_queries):
    client = signed_in_client(user())
    client.get("/parties/")
    with open_ledger(by="M-77", at=AT) as ledger:
        more = [Party(key=f"P-1{number:02}", name=f"会社{number}") for number in range(20)]
        edges = [Entrustment(key=f"E-1{n:02}", entruster="P-000", entrustee=f"P-1{n:02}") for n in range(20)]
        record_changes(ledger, [Change(None, each) for each in (*more, *edges)])
    with django_assert_max_num_queries(26):
        assert client.get("/parties/").status_code == 200


def test_an_entrusted_party_does_not_enter(registry):
    client = signed_in_client(user(Role.ENTRUSTEE_MEMBER))
    assert client.get("/parties/").status_code == 403
    assert client.get("/parties/P-001").status_code == 403
