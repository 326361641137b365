"""Declaring a sub-entrustee at the desk: what becomes of it, what is refused, and taking it back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sekisho.catalog import load_catalog
from sekisho.declared import ChainDeclaration, Consent, Entrustment
from sekisho.roles import Role
from sekisho.terms import ConsentDecision
from sekisho_site.records.models import EvidenceLeaf, Party, SubEntrustmentRequest
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.records.queries import current_records
from sekisho_site.usecases import reconcile_records
from sekisho_site.web.clock import now, today
from tests.factories.office import signed_in_client, user
from tests.factories.registry import EDGE

pytestmark = pytest.mark.django_db
ADDRESS = "/portal/sub-entrustees/new/"
TOLD = {
    "upper": "E-0001",
    "name": "株式会社なぎさ入力センター",
    "corporate_number": "７０００-０１２０５０００２",
    "country": "日本",
    "form": "business_entrustment",
    "contract_kind": "A",
    "work": "other",
    "handles_personal_data": "yes",
    "countries": "日本、ベトナム",
    "starts_on": "R9.4.1",
}


def text(response):
    return response.content.decode()


def declared(kind):
    return list(current_records([kind]))


@pytest.fixture
def items(office):
    """The entrustment of P-001 with two data items."""
    codes = tuple(load_catalog().data_items)[:3]
    with open_ledger(by="M-77", at=now()) as ledger:
        record_changes(ledger, [Change(EDGE, replace(EDGE, items=codes[:2]))])
    return codes


def test_a_declaration_becomes_a_request_that_the_office_decides(desk, items, member):
    edges = len(declared(Entrustment))
    companies = Party.objects.count()
    page = desk.post(ADDRESS, {**TOLD, "items": items[:1]}, follow=True)
    assert "再委託の承諾を申請しました" in text(page)
    assert "判断待ち" in text(page)
    (consent,) = declared(Consent)
    assert (consent.upper, consent.sub_entrustee, consent.giver) == ("E-0001", "株式会社なぎさ入力センター", "P-000")
    assert (consent.decision.value, consent.items, consent.countries) == ("pending", items[:1], ("JP", "VN"))
    assert consent.decided_on is None
    (declaration,) = declared(ChainDeclaration)
    assert (declaration.entrustment, declaration.view.value, declaration.declared_on) == ("E-0001", "upper", today())
    assert declaration.sub_entrustees == ("ちとせ原データ株式会社", "株式会社なぎさ入力センター")
    asked = SubEntrustmentRequest.objects.get()
    assert (asked.corporate_number, asked.country, str(asked.starts_on)) == ("7000012050002", "JP", "2027-04-01")
    assert (asked.asked_by, asked.party_id) == (member.number, "P-001")
    assert (len(declared(Entrustment)), Party.objects.count()) == (edges, companies)
    leaf = EvidenceLeaf.objects.get(kind="sub_entrustment")
    assert "なぎさ" not in leaf.payload
    assert "申請中" in text(desk.get("/portal/chain/"))
    assert "承諾の判断を待っている再委託" in text(desk.get("/portal/"))
    assert reconcile_records(by="M-77", at=now(), as_of=today()).run.merged


def test_a_request_can_be_taken_back_until_it_is_decided(desk, items):
    desk.post(ADDRESS, {**TOLD, "items": items[:1]})
    key = SubEntrustmentRequest.objects.get().consent
    page = desk.post(f"/portal/sub-entrustees/withdraw/{key}", follow=True)
    assert "申請を取り下げました" in text(page)
    assert "取り下げ済み" in text(page)
    assert declared(Consent) == []
    assert declared(ChainDeclaration) == []
    again = desk.post(f"/portal/sub-entrustees/withdraw/{key}", follow=True)
    assert "取り下げられています" in text(again)
    desk.post(ADDRESS, {**TOLD, "items": items[:1]})
    assert SubEntrustmentRequest.objects.count() == 2
    assert len({each.consent for each in SubEntrustmentRequest.objects.all()}) == 2


def test_taking_back_leaves_what_was_declared_before(desk, items):
    with open_ledger(by="M-77", at=now()) as ledger:
        earlier = today() - timedelta(days=90)
        before = ChainDeclaration(key="CD-1", entrustment="E-0001", declared_on=earlier, sub_entrustees=("甲",))
        record_changes(ledger, [Change(None, before)])
    desk.post(ADDRESS, {**TOLD, "items": items[:1]})
    newest = max(declared(ChainDeclaration), key=lambda each: each.declared_on)
    assert newest.sub_entrustees == ("甲", "株式会社なぎさ入力センター")
    desk.post(f"/portal/sub-entrustees/withdraw/{SubEntrustmentRequest.objects.get().consent}")
    newest = max(declared(ChainDeclaration), key=lambda each: each.declared_on)
    assert newest.sub_entrustees == ("甲",)
    assert before in declared(ChainDeclaration)


def test_what_was_decided_is_not_taken_back(desk, items):
    desk.post(ADDRESS, {**TOLD, "items": items[:1]})
    (consent,) = declared(Consent)
    with open_ledger(by="M-77", at=now()) as ledger:
        record_changes(ledger, [Change(consent, replace(consent, decision=ConsentDecision.GRANTED, decided_on=today()))])
    page = desk.post(f"/portal/sub-entrustees/withdraw/{consent.key}", follow=True)
    assert "もう判断されたか" in text(page)
    assert "申請を取り下げる" not in text(page)
    assert len(declared(Consent)) == 1


def test_the_same_company_is_not_asked_for_twice(desk, items):
    desk.post(ADDRESS, {**TOLD, "items": items[:1]})
    again = desk.post(ADDRESS, {**TOLD, "name": "(株)なぎさ入力センター", "items": items[:1]})
    assert again.status_code == 422
    assert "もう申請しています" in text(again)
    assert len(declared(Consent)) == 1


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"name": ""}, "このフィールドは必須です"),
        ({"name": "株式会社みなと坂コンタクト"}, "自社の名前です"),
        ({"corporate_number": "1000012050002"}, "検査数字が合いません"),
        ({"corporate_number": "12"}, "13桁の数字ではありません"),
        ({"country": "日本、ベトナム"}, "所在国を一つ"),
        ({"countries": "どこか"}, "国の名前として読めません"),
        ({"countries": ""}, "このフィールドは必須です"),
        ({"starts_on": "2027/13/1"}, "id_starts_on_error"),
        ({"handles_personal_data": ""}, "このフィールドは必須です"),
        ({"form": "x"}, "id_form_error"),
        ({"items": []}, "一つ以上選んで"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(desk, items, changed, why):
    refused = desk.post(ADDRESS, {**TOLD, "items": items[:1], **changed})
    assert refused.status_code == 422
    assert why in text(refused)
    assert 'role="alert"' in text(refused)
    assert 'value="R9.4.1"' in text(refused) or "starts_on" in changed
    assert declared(Consent) == []
    assert declared(ChainDeclaration) == []


def test_items_beyond_those_of_the_entrustment_above_are_refused(desk, items):
    refused = desk.post(ADDRESS, {**TOLD, "items": items[2:]})
    assert refused.status_code == 422
    assert declared(Consent) == []


@pytest.mark.parametrize("upper", ["E-0002", "E-0003", "E-0004", "E-9999", "\x00"])
def test_only_own_entrustments_are_entrusted_on(desk, items, upper):
    assert desk.post(ADDRESS, {**TOLD, "upper": upper, "items": items[:1]}).status_code == 404
    assert declared(Consent) == []


def test_an_entrustment_that_has_ended_is_not_entrusted_on(desk, office):
    with open_ledger(by="M-77", at=now()) as ledger:
        record_changes(ledger, [Change(EDGE, replace(EDGE, ends_on=today().replace(year=2025)))])
    assert desk.post(ADDRESS, TOLD).status_code == 404
    assert "続いている自社への委託がありません" in text(desk.get(ADDRESS))


def test_the_neighbours_requests_are_not_there(desk, items):
    neighbour = signed_in_client(user(Role.ENTRUSTEE_MEMBER, "neighbour@example.jp", party_id="P-003"))
    neighbour.post(ADDRESS, {**TOLD, "upper": "E-0003", "handles_personal_data": "no"})
    key = SubEntrustmentRequest.objects.get().consent
    assert desk.post(f"/portal/sub-entrustees/withdraw/{key}").status_code == 404
    assert len(declared(Consent)) == 1
    for address in ("/portal/", "/portal/chain/", "/portal/entrustments/E-0001"):
        assert "なぎさ" not in text(desk.get(address))


def test_words_are_shown_as_words(desk, items):
    nasty = "<script>alert('x')</script>"
    desk.post(ADDRESS, {**TOLD, "name": nasty, "items": items[:1]})
    for address in ("/portal/", "/portal/chain/", "/portal/entrustments/E-0001"):
        shown = text(desk.get(address))
        assert "<script>alert" not in shown
        assert "&lt;script&gt;" in shown
    refused = desk.post(ADDRESS, {**dict.fromkeys(TOLD, nasty), "upper": "E-0001"})
    assert "<script>alert" not in text(refused)
