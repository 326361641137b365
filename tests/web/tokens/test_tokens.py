"""Keys for programs: shown once, never more than their maker, ended at once, and of no use to others."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from sekisho.roles import Permission, Role
from sekisho_site.records.models import ApiToken, EvidenceLeaf
from sekisho_site.web.api import access
from sekisho_site.web.clock import today
from tests.factories.office import signed_in_client, small_registry, user
from tests.web.api.calling import calls, key_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registry(home):
    cache.clear()
    small_registry()


def asked(**told):
    in_a_month = (today() + timedelta(days=30)).isoformat()
    return {"name": "毎朝の集計", "scopes": ["view_findings"], "expires_on": in_a_month, **told}


def test_a_key_is_shown_once_and_kept_as_its_hash(home):
    browser = signed_in_client(user(Role.AUDITOR))
    token = browser.post("/me/tokens/", asked()).context["made"]
    assert token not in browser.get("/me/tokens/").content.decode()
    assert not EvidenceLeaf.objects.filter(payload__contains=token).exists()
    assert ApiToken.objects.get().token_hash != token
    assert calls(token).get("/api/v1/findings").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": "あ" * 101}, {"scopes": []}, {"scopes": ["instruct"]}, {"scopes": ["no_such"]},
        {"expires_on": ""}, {"expires_on": "いつか"}, {"expires_on": "2020-01-01"}, {"expires_on": "2999-01-01"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_and_kept(wrong):
    page = signed_in_client(user(Role.AUDITOR)).post("/me/tokens/", asked(**wrong))
    assert page.context["form"].errors
    assert not ApiToken.objects.exists()
    assert f'value="{asked(**wrong)["name"]}"' in page.content.decode() or not wrong.get("name", "x")


def test_a_key_may_only_what_it_was_given():
    token = key_of(user(Role.PRIVACY_OFFICE), Permission.VIEW_FINDINGS)
    assert calls(token).get("/api/v1/findings").status_code == 200
    assert calls(token).get("/api/v1/parties").status_code == 403
    assert calls(token).get("/api/v1/me").json()["permissions"] == ["use_api", "view_findings"]


def test_a_key_loses_what_its_user_loses():
    someone = user(Role.PRIVACY_OFFICE)
    token = key_of(someone)
    type(someone).objects.filter(pk=someone.pk).update(role=Role.AUDITOR.value)
    assert calls(token).post("/api/v1/reconcile", {}, content_type="application/json").status_code == 403
    type(someone).objects.filter(pk=someone.pk).update(is_active=False)
    assert calls(token).get("/api/v1/me").status_code == 401


def test_a_revoked_key_opens_nothing_and_others_cannot_revoke_it():
    someone = user(Role.AUDITOR)
    token = key_of(someone)
    number = ApiToken.objects.get().pk
    stranger = signed_in_client(user(Role.PRIVACY_OFFICE))
    assert stranger.post(f"/me/tokens/{number}/revoke/").status_code == 404
    assert calls(token).get("/api/v1/me").status_code == 200
    assert signed_in_client(someone).post(f"/me/tokens/{number}/revoke/").status_code == 302
    assert calls(token).get("/api/v1/me").status_code == 401


def test_an_expired_key_opens_nothing():
    token = key_of(user(Role.AUDITOR))
    ApiToken.objects.update(expires_at=datetime.now(UTC))
    assert calls(token).get("/api/v1/me").status_code == 401


def test_a_session_opens_nothing_of_the_api():
    answer = signed_in_client(user(Role.PRIVACY_OFFICE)).get("/api/v1/parties")
    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthenticated"


def test_a_key_that_calls_too_often_waits(monkeypatch):
    monkeypatch.setattr(access, "CALLS_A_MINUTE", 2)
    monkeypatch.setattr(access, "now", lambda: datetime(2026, 5, 1, 9, 0, 30, tzinfo=UTC))
    program = calls(key_of(user(Role.AUDITOR)))
    ApiToken.objects.update(made_at=datetime(2026, 5, 1, tzinfo=UTC))
    answers = [program.get("/api/v1/me") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "30"
    assert answers[2].json()["code"] == "too_many_calls"
