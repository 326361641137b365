"""Alerts on their pages: the queue and its filters, one alert, what is refused aloud, and what departments do not see."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from sekisho.detection.event import EventRef
from sekisho.detection.told import AlertKind, AlertLevel, Reason, ToldAlert
from sekisho.response.triage import AlertState
from sekisho.roles import Role
from sekisho_site.records.models import AlertStep, StoredAlert
from sekisho_site.usecases import take_in_alerts
from sekisho_site.web.clock import now
from tests.factories.office import AT, signed_in_client, small_registry, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

HEAVY = ToldAlert(
    kind=AlertKind.RULE, rule="r-1", title="大量の参照", level=AlertLevel.HIGH, party="P-001", person="M-1001", device="PC-1",
    first=AT, last=AT, events=(EventRef("<b>a.jsonl", 7),), measure="ACC-07", sign="bulk_export", explanation="多く見ました。",
)  # fmt: skip
UNUSUAL = ToldAlert(
    kind=AlertKind.BASELINE, title="いつもと違う使い方", level=AlertLevel.MEDIUM, party="P-001", person="M-1002", first=AT,
    last=AT, reasons=(Reason("customers", 12, 640),), detail={"day": "2026-05-01", "score": 9.5, "rank": 1},
)  # fmt: skip
NEIGHBOURS = replace(HEAVY, party="P-003", person="M-2001", title="となりの参照", events=(EventRef("n.jsonl", 1),))


@pytest.fixture
def stored(home):
    """Three alerts: two of chain one, one of chain two."""
    small_registry()
    take_in_alerts(alerts=[HEAVY, UNUSUAL, NEIGHBOURS], by="M-77", at=AT)
    return {row.title: row for row in StoredAlert.objects.all()}


def listed(client, query=""):
    return client.get(reverse("alerts") + query).content.decode()


def act(client, row, step, **told):
    values = {f"{step}-{name}": value for name, value in told.items()}
    return client.post(reverse("alert-step", args=[row.pk, step]), values)


def test_the_heaviest_stands_in_front_and_what_is_usual_beside_it(stored):
    text = listed(signed_in_client(user(Role.ANALYST)))
    assert text.index("大量の参照") < text.index("いつもと違う使い方")
    assert "照会した顧客の数 640人" in text
    assert "いつも 12人" in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?level=medium", {"いつもと違う使い方"}),
        ("?kind=baseline", {"いつもと違う使い方"}),
        ("?party=P-003", {"となりの参照"}),
        ("?person=M-1001", {"大量の参照"}),
        ("?measure=ACC-07", {"大量の参照", "となりの参照"}),
        ("?state=confirmed", set()),
        ("?q=M-2001", {"となりの参照"}),
    ],
)
def test_filters_stand_in_the_address(stored, query, shown):
    text = listed(signed_in_client(user(Role.AUDITOR)), query)
    assert {title for title in stored if f">{title}</a>" in text} == shown


@pytest.mark.parametrize("by", ["person", "device", "party"])
def test_open_alerts_are_gathered_with_one_click_to_the_timeline(stored, by):
    text = listed(signed_in_client(user(Role.ANALYST)), f"?by={by}")
    assert f"{reverse('timeline')}?{by}=" in text
    if by == "person":
        assert "M-1002" in text


def test_a_department_sees_its_own_only_and_an_entrusted_party_none(stored):
    text = listed(signed_in_client(user(Role.BUSINESS_DEPARTMENT)), "?state=")
    assert "大量の参照" in text
    assert "となりの参照" not in text
    assert signed_in_client(user(Role.ENTRUSTEE_MEMBER)).get(reverse("alerts")).status_code == 403


def test_the_page_says_why_where_and_what_to_do(stored):
    text = signed_in_client(user(Role.ANALYST)).get(reverse("alert", args=[stored["大量の参照"].pk])).content.decode()
    for told in ("多く見ました。", "&lt;b&gt;a.jsonl", "ACC-07", "直近90日に警告 0件", "調べ始める", "指摘にする"):
        assert told in text
    assert "<b>a.jsonl" not in text


def test_what_is_refused_is_told_with_everything_that_was_written(stored):
    client, row = signed_in_client(user(Role.ANALYST)), stored["大量の参照"]
    answer = act(client, row, "confirm", party="P-999", sign="bulk_export", note="書いた説明")
    assert answer.status_code == 422
    assert "台帳にない会社です" in answer.content.decode()
    assert "書いた説明" in answer.content.decode()
    assert not AlertStep.objects.exists()


def test_who_only_looks_is_offered_nothing_and_may_do_nothing(stored):
    client, row = signed_in_client(user(Role.AUDITOR)), stored["大量の参照"]
    assert "alert-step" not in client.get(reverse("alert", args=[row.pk])).content.decode()
    assert act(client, row, "explain", note="理由").status_code == 403
    row.refresh_from_db()
    assert row.state == AlertState.NEW


def test_a_stale_page_is_told_and_shows_what_stands_now(stored):
    client, row = signed_in_client(user(Role.ANALYST)), stored["大量の参照"]
    take_in_alerts(alerts=[replace(HEAVY, count=5)], by="M-77", at=now())
    answer = act(client, row, "explain", note="理由", version="1-0")
    assert answer.status_code == 409
    assert "この警告が変わりました" in answer.content.decode()
    assert 'value="2-0"' in answer.content.decode()


def test_the_timeline_of_a_person_holds_alerts_and_records_within_reach(stored):
    told = signed_in_client(user(Role.BUSINESS_DEPARTMENT)).get(reverse("timeline"), {"person": "M-1001"}).content.decode()
    assert "大量の参照" in told
    assert "入退室 DE-0001" in told
    assert (
        "となりの参照"
        not in signed_in_client(user(Role.BUSINESS_DEPARTMENT, "other@example.jp"))
        .get(reverse("timeline"), {"person": "M-2001"})
        .content.decode()
    )


def test_the_office_counts_what_waits(stored):
    text = signed_in_client(user(Role.ANALYST)).get(reverse("today")).content.decode()
    assert "終わっていない警告 3件" in text


def test_an_alert_without_times_has_a_page(stored):
    bare = ToldAlert(kind=AlertKind.RULE, rule="r-9", title="時刻なし", level=AlertLevel.INFORMATIONAL)
    take_in_alerts(alerts=[bare], by="M-77", at=AT + timedelta(hours=1))
    client = signed_in_client(user(Role.ANALYST))
    for name in ("alert", "alert-lines"):
        assert client.get(reverse(name, args=[StoredAlert.objects.get(title="時刻なし").pk])).status_code == 200
    assert "時刻なし" in listed(client)
