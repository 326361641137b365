"""The queue of consents and the page of one: who sees it, who decides, and what happens to what was typed."""

from datetime import date

import pytest

from sekisho.declared import Consent
from sekisho.roles import Role
from sekisho.terms import ConsentDecision
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.records.queries import Reach, records_within
from sekisho_site.records.queries.consent_page import consent_page
from tests.factories.office import AT, signed_in_client, small_registry, user

pytestmark = pytest.mark.django_db
WAITING = Consent(
    key="CN/1 番", upper="E-0001", sub_entrustee="ちとせ原データ株式会社", giver="P-000", decision=ConsentDecision.PENDING,
    countries=("JP",),
)  # fmt: skip
OTHERS = Consent(key="CN-2", upper="E-0003", sub_entrustee="かなた台データ株式会社", giver="P-000", decided_on=date(2025, 9, 1))
DAY = "2026年5月1日"


@pytest.fixture
def asked(home):
    """One request in chain one, one decision in chain two."""
    small_registry()
    with open_ledger(by="M-77", at=AT) as ledger:
        record_changes(ledger, [Change(None, WAITING), Change(None, OTHERS)])


def office(role=Role.PRIVACY_OFFICE, **told):
    return signed_in_client(user(role, **told))


def text(answer):
    return answer.content.decode()


def page(key, action="of"):
    return f"/consents/{action}/{key}"


def form(**told):
    return {"decision": "granted", "decided_on": DAY, "written": "on", "seen": consent_page(Reach(), WAITING.key).seen, **told}


def stored():
    return records_within(Reach(), Consent).get(key=WAITING.key, known_until=None)


def test_what_waits_comes_first_and_others_are_out_of_reach(asked):
    told = text(office().get("/consents/"))
    assert told.index("ちとせ原データ") < told.index("かなた台データ")
    assert "判断を待つ申請 1件" in told
    department = text(office(Role.BUSINESS_DEPARTMENT).get("/consents/"))
    assert "ちとせ原データ" in department
    assert "かなた台データ" not in department


def test_an_empty_queue_says_so(home):
    small_registry()
    assert "判断を待つ申請はありません。" in text(office().get("/consents/"))


def test_a_request_is_shown_with_its_terms(asked):
    told = text(office().get(page(WAITING.key)))
    assert "上位と同じ条件か" in told
    assert "再委託先との契約が登録されていません" in told
    assert "に始まっています" in told  # E-0002 began before: consenting now is late, and that is told


@pytest.mark.parametrize("action", ["of", "decide"])
def test_a_neighbours_consent_is_not_there(asked, action):
    client = office(Role.BUSINESS_DEPARTMENT)
    assert client.get(page("CN-2", action)).status_code == 404
    assert client.post(page("CN-2", action), form()).status_code == 404


def test_deciding_leads_back_to_the_decision(asked):
    client = office(Role.BUSINESS_DEPARTMENT)
    answer = client.post(page(WAITING.key, "decide"), form(conditions="年1回の報告を求めます。"), follow=True)
    assert answer.status_code == 200
    assert "年1回の報告を求めます。" in text(answer)
    assert "始まった" in text(answer)  # a consent after the start is told as such
    assert stored().decision == "granted"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"decided_on": "あした"}, "あした"),
        ({"decided_on": ""}, "判断した日を書いてください"),
        ({"decision": ""}, "承諾するか、しないかを選んでください"),
        ({"decision": "refused"}, "不承諾の理由を書いてください"),
        ({"expires_on": "R8.4.1"}, "判断日より後の日"),
        ({"decided_on": "2999/1/1"}, "今日までの日"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(asked, told, why):
    answer = office().post(page(WAITING.key, "decide"), form(**{"expires_on": "2026/4/1", **told}))
    assert answer.status_code == 422
    assert why in text(answer)
    assert "2026/4/1" in text(answer) or "2026年4月1日" in text(answer) or "expires_on" in told
    assert stored().decision == "pending"


def test_a_stale_form_is_shown_again(asked):
    answer = office().post(page(WAITING.key, "decide"), form(seen="2020-01-01T00:00:00+00:00", conditions="条件です"))
    assert answer.status_code == 409
    assert "申請が更新されました" in text(answer)
    assert "条件です" in text(answer)
    assert stored().decision == "pending"


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.INSPECTOR, Role.ANALYST])
def test_who_may_only_look_decides_nothing(asked, role):
    client = office(role)
    assert "判断を記録する" not in text(client.get(page(WAITING.key)))
    assert client.post(page(WAITING.key, "decide"), form()).status_code == 403
    assert stored().decision == "pending"


def test_an_entrusted_party_does_not_enter(asked):
    client = office(Role.ENTRUSTEE_ADMINISTRATOR)
    assert client.get("/consents/").status_code == 403
    assert client.get(page(WAITING.key)).status_code == 403
