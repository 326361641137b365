"""Entrustments: the five facts, the summary, and the page with stage, flags, neighbours and countries."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest

from sekisho.declared import Entrustment
from sekisho.roles import Role
from sekisho.terms import BusinessSegment, Direction, EntrustmentForm, Ternary
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from tests.factories.office import AT, signed_in_client, small_registry, user

pytestmark = pytest.mark.django_db
NUMBERS = count()
FULL = Entrustment(
    key="E/10 番", entruster="P-000", entrustee="P-001", purpose="PU-01", department="D-01", principals=1_820_000,
    items=("subscriber_name", "my_number"), segment=BusinessSegment.CONSUMER, storage_countries=("JP",),
    form=EntrustmentForm.CLOUD, starts_on=date(2025, 4, 1),
)  # fmt: skip
RECEIVED = Entrustment(key="E-0011", entruster="P-004", entrustee="P-000", direction=Direction.RECEIVED)


@pytest.fixture
def registry(home):
    """Both chains, an entrustment with everything, and one that the carrier received."""
    small_registry()
    store(Change(None, FULL), Change(None, RECEIVED))


def store(*changes, at=AT):
    with open_ledger(by="M-77", at=at) as ledger:
        record_changes(ledger, changes)


def shown(path="/entrustments/", role=Role.PRIVACY_OFFICE, status=200):
    answer = signed_in_client(user(role, email=f"{next(NUMBERS)}@example.jp")).get(path)
    assert answer.status_code == status
    return answer.content.decode()


def page(**told):
    return shown("/entrustments/E/10 番", **told)


def test_all_five_facts_stand_in_the_list(registry):
    html = shown()
    for words in ("料金の問い合わせ対応", "みなと坂コンタクト", "契約者名", "1,820,000", "お客様サービス部"):
        assert words in html


def test_given_and_received_are_listed_apart(registry):
    assert "E-0011" not in shown()
    received = signed_in_client(user(email="b@example.jp")).get("/entrustments/?direction=received").content.decode()
    assert "E-0011" in received
    assert "E-0001" not in received


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("purpose=PU-01", True), ("segment=consumer", True), ("segment=corporate", False), ("flag=my_number", True),
        ("flag=card", False), ("tier=first", True), ("tier=below", False), ("party=P-001", True), ("party=P-003", False),
        ("q=ミナト坂", True), ("q=となり野", False), ("state=ended", False), ("form=cloud", True), ("telecom=no", False),
    ],
)  # fmt: skip
def test_filters(registry, query, found):
    assert ("E/10 番" in shown(f"/entrustments/?{query}")) is found


@pytest.mark.parametrize(
    "by", ["purpose", "direction", "telecom_business", "segment", "form", "contract_kind", "delivery", "department"]
)
def test_every_summary_counts_all(registry, by):
    answer = signed_in_client(user()).get(f"/entrustments/?by={by}")
    assert sum(count for _, _, count, _, _ in answer.context["summary"]) == 5


def test_a_summary_over_both_directions_keeps_them_apart(registry):
    answer = signed_in_client(user()).get("/entrustments/?by=segment&direction=")
    words = [group[0] for group in answer.context["summary"]]
    assert {word.split("・")[0] for word in words} == {"委託", "受託"}


def test_the_page_lights_flags_and_tells_the_rules(registry):
    html = page()
    for words in (
        "マイナンバー",
        "番号法10条",
        "特定利用者情報",
        "契約の後（委託中）",
        "選定の確認",
        "委託に当たるかを判定する",
    ):
        assert words in html


def test_the_page_tells_what_is_above_and_below(registry):
    above = shown("/entrustments/E-0001")
    assert "ちとせ原データ" in above
    assert "承諾なし" in above


def test_a_change_of_countries_is_told(registry):
    store(Change(FULL, replace(FULL, storage_countries=("JP", "VN"))), at=AT + timedelta(days=1))
    assert "加わった ベトナム" in page()


def test_one_that_begins_later_has_a_page(registry):
    store(Change(None, replace(FULL, key="E-0020", starts_on=date(2999, 4, 1), handles_personal_data=Ternary.YES)))
    assert "契約の前" in shown("/entrustments/E-0020")


@pytest.mark.parametrize("key", ["E-0003", "E-0004", "E-0011", "E-999"])
def test_what_is_out_of_reach_is_not_there(registry, key):
    shown(f"/entrustments/{key}", role=Role.BUSINESS_DEPARTMENT, status=404)


def test_a_department_sees_and_counts_its_own_only(registry):
    answer = signed_in_client(user(Role.BUSINESS_DEPARTMENT)).get("/entrustments/?by=department&direction=")
    html = answer.content.decode()
    assert sum(count for _, _, count, _, _ in answer.context["summary"]) == 3
    for secret in ("E-0003", "E-0011", "となり野"):
        assert secret not in html


def test_an_entrusted_party_does_not_enter(registry):
    client = signed_in_client(user(Role.ENTRUSTEE_MEMBER))
    assert client.get("/entrustments/").status_code == 403
    assert client.get("/entrustments/E-0001").status_code == 403
    assert client.get("/chain/").status_code == 403


def test_the_number_of_questions_is_bounded(registry, django_assert_max_num_queries):
    client = signed_in_client(user())
    for path in ("/entrustments/", "/entrustments/E-0001", "/entrustments/E/10 番"):
        with django_assert_max_num_queries(30):
            client.get(path)
