"""The desk of an entrusted party: what it shows, and what does not exist for it."""

import pytest

from sekisho.declared import ChainDeclaration, Consent, Party, Site
from sekisho.observed import Departure
from sekisho.response.life import Step
from sekisho.roles import Permission, Role
from sekisho.terms import ConsentDecision
from sekisho_site.records.models import FindingStep, StoredFinding
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.usecases import step_finding
from sekisho_site.web.clock import now
from tests.factories.office import signed_in_client, user
from tests.web.portal.conftest import NOTE, finding_of, instruct

pytestmark = pytest.mark.django_db
SECRETS = ("P-003", "P-004", "E-0003", "E-0004", "となり野", "かなた台", "となりだけ")

PAGES = ("/portal/", "/portal/findings/", "/portal/chain/", "/portal/entrustments/E-0001")


def text(response):
    """A page as it was sent."""
    return response.content.decode()


def keep(*records):
    """Records that the office wrote."""
    with open_ledger(by="M-77", at=now()) as ledger:
        record_changes(ledger, [Change(None, record) for record in records])


def test_the_desk_says_what_is_asked_by_whom_and_until_when(desk, asked):
    page = desk.get("/portal/")
    shown = text(page)
    assert page.status_code == 200
    assert asked.title in shown
    assert asked.number in shown
    assert "あと7日" in shown
    assert "あさひ通信株式会社" in shown
    assert f"/portal/findings/{asked.number}/answer/" in shown


def test_without_instructions_the_desk_says_what_is_due_next(desk, office):
    assert "新しい指示が届くと" in text(desk.get("/portal/"))
    keep(Consent(key="CN-1", upper="E-0001", sub_entrustee="P-002", giver="P-000", expires_on=now().date().replace(year=2030)))
    shown = text(desk.get("/portal/"))
    assert "次の期限は 2030年" in shown


def test_the_office_leads_to_the_desk_and_the_desk_to_no_office(desk, asked):
    assert desk.get("/").headers["Location"] == "/portal/"
    for address in ("/findings/", f"/findings/{asked.number}/", f"/findings/{asked.number}/link/", "/parties/", "/chain/"):
        assert desk.get(address).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if not role.is_entrusted_party])
def test_people_of_the_office_do_not_enter_the_desk(office, role):
    browser = signed_in_client(user(role))
    for address in ("/portal/", "/portal/findings/", "/portal/chain/", "/portal/sub-entrustees/new/"):
        assert browser.get(address).status_code == 403


def test_a_finding_is_told_without_what_the_office_thinks_of_it(desk, asked, officer):
    step_finding(
        fingerprint=asked.pk, step=Step.ANSWER, permissions=frozenset({Permission.INSTRUCT}), note="事務所だけの覚え書き一。",
        files=[("内部.txt", b"inside")], by=officer.number, at=now(),
    )  # fmt: skip
    step_finding(
        fingerprint=asked.pk, step=Step.VERIFY, permissions=frozenset({Permission.VERIFY_CORRECTION}),
        note="事務所だけの覚え書き二。", by="M-78", at=now(),
    )  # fmt: skip
    shown = text(desk.get(f"/portal/findings/{asked.number}/"))
    assert asked.title in shown
    assert NOTE in shown
    assert "是正が確かめられました" in shown
    for hidden in (
        "事務所だけ",
        "内部.txt",
        officer.name,
        officer.number,
        "M-77",
        "M-78",
        asked.fingerprint,
        asked.remedy,
        "重大",
    ):
        assert hidden not in shown
    assert "是正を報告する" not in shown


def test_an_acceptance_is_the_offices_own_matter(desk, asked, officer):
    step_finding(
        fingerprint=asked.pk, step=Step.ACCEPT, permissions=frozenset({Permission.ACCEPT_RISK}), note="受容の理由です。",
        end_date=now().date().replace(year=now().year + 1), by=officer.number, at=now(),
    )  # fmt: skip
    shown = text(desk.get(f"/portal/findings/{asked.number}/")) + text(desk.get("/portal/findings/"))
    assert "いま回答の必要はありません" in shown
    assert "受容" not in shown


def test_citations_of_kinds_that_a_party_does_not_see_are_left_out(desk, asked):
    cited = (
        ("observed", Departure.schema.source, "LV-01", "実態の見出し"),
        ("declared", Site.schema.source, "S-01", "拠点の見出し"),
        ("declared", Party.schema.source, "P-003", "他社の見出し"),
    )
    StoredFinding.objects.filter(pk=asked.pk).update(
        evidence=[
            {"plane": plane, "source": source, "key": key, "fact_date": None, "heading": heading, "told": []}
            for plane, source, key, heading in cited
        ]
    )
    shown = text(desk.get(f"/portal/findings/{asked.number}/"))
    assert "拠点の見出し" in shown
    assert "実態の見出し" not in shown
    assert "他社の見出し" not in shown


def test_what_was_said_to_others_before_stays_between_them(desk, office):
    finding = instruct(finding_of("P-001"), "P-000", note="ほかの宛先への指示です。")
    assert desk.get(f"/portal/findings/{finding.number}/").status_code == 404
    instruct(finding, "P-001", note="改めての指示です。")
    shown = text(desk.get(f"/portal/findings/{finding.number}/"))
    assert "改めての指示です。" in shown
    assert "ほかの宛先への指示です。" not in shown


def test_the_neighbour_is_not_there(desk, asked, neighbours, home):
    receipt = FindingStep.objects.filter(finding=neighbours).latest("pk").pk
    number = neighbours.number
    for address in (
        f"/portal/findings/{number}/",
        f"/portal/findings/{number}/answer/",
        f"/portal/findings/{number}/receipt/{receipt}/",
        f"/portal/findings/{number}/files/{'0' * 64}/",
        "/portal/entrustments/E-0003",
        "/portal/entrustments/E-0004",
        "/portal/sub-entrustees/new/?upper=E-0003",
        "/portal/sub-entrustees/new/?upper=E-0002",
        "/portal/findings/9999-0001/",
        "/portal/findings/２０２６-0001/",
        "/portal/findings/x/",
    ):
        assert desk.get(address).status_code == 404, address
    assert desk.post(f"/portal/findings/{number}/answer/", {"action": "save", "note": "x"}).status_code == 404
    for address in (*PAGES, "/portal/sub-entrustees/new/"):
        shown = text(desk.get(address))
        for secret in SECRETS:
            assert secret not in shown, (address, secret)


def test_the_own_chain_has_nothing_above_and_everything_below(desk, office):
    shown = text(desk.get("/portal/chain/"))
    assert shown.index("みなと坂コンタクト") < shown.index("ちとせ原データ")
    assert "承諾なし" in shown
    assert "お客様サービス部" not in shown
    below = text(desk.get("/portal/entrustments/E-0002"))
    assert "ちとせ原データ" in below
    assert "再委託先を申告する" not in below


def test_the_sub_entrustee_sees_its_requester_and_not_the_carrier(office):
    browser = signed_in_client(user(Role.ENTRUSTEE_MEMBER, party_id="P-002"))
    shown = text(browser.get("/portal/chain/"))
    assert "みなと坂コンタクト" in shown
    assert "E-0001" not in shown
    assert "あさひ通信" not in shown
    assert browser.get("/portal/entrustments/E-0001").status_code == 404


@pytest.mark.parametrize(
    ("decision", "words"),
    [(ConsentDecision.GRANTED, "承諾あり"), (ConsentDecision.PENDING, "申請中"), (ConsentDecision.REFUSED, "承諾なし")],
)
def test_each_sub_entrustment_says_how_it_stands_with_consent(desk, office, decision, words):
    keep(
        Consent(key="CN-1", upper="E-0001", sub_entrustee="ちとせ原データ(株)", giver="P-000", decision=decision),
        ChainDeclaration(key="CD-1", entrustment="E-0001", sub_entrustees=("ちとせ原データ株式会社",)),
    )
    assert words in text(desk.get("/portal/chain/"))


def test_pages_cost_a_fixed_number_of_questions(desk, asked, django_assert_max_num_queries):
    for address in (*PAGES, f"/portal/findings/{asked.number}/"):
        with django_assert_max_num_queries(30):
            assert desk.get(address).status_code == 200
