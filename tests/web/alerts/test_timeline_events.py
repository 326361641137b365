"""The timeline shows what the log itself holds around an alert: by day, a page at a time, no further than the reader sees."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from sekisho.detection.event import Event, EventRef
from sekisho.detection.told import AlertKind, AlertLevel, ToldAlert
from sekisho.formats.eventstore import Received, StoreWriter
from sekisho.roles import Role
from sekisho_site.records.models import StoredAlert, User
from sekisho_site.usecases import take_in_alerts
from tests.factories.office import AT, signed_in_client, small_registry, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

TOLD = ToldAlert(
    kind=AlertKind.RULE, rule="r-1", title="大量の参照", level=AlertLevel.HIGH, party="P-001", person="M-1001", device="PC-1",
    first=AT + timedelta(hours=1), last=AT + timedelta(hours=1), events=(EventRef("a.jsonl", 61),),
)  # fmt: skip


@pytest.fixture
def alert(home):
    """An event a minute: 60 before the alert, its own, and 9 after; one of another company, one of none, one of another day."""
    small_registry()
    take_in_alerts(alerts=[TOLD, replace(TOLD, title="別の警告", events=(EventRef("a.jsonl", 60),))], by="M-77", at=AT)
    zero = int(AT.timestamp()) * 1_000_000
    who = {"user": "M-1001", "party": "P-001", "device": "PC-1", "action": "照会", "object": "<b>顧客</b>"}
    events = [Event(EventRef("a.jsonl", minute + 1), zero + minute * 60_000_000, who) for minute in range(70)]
    events.append(Event(EventRef("a.jsonl", 71), zero + 3_600_000_000, {**who, "party": "P-003", "action": "となり"}))
    events.append(Event(EventRef("a.jsonl", 72), zero + 3_600_000_000, {"user": "M-1001", "action": "会社なし"}))
    events.append(Event(EventRef("a.jsonl", 73), zero + 86_400_000_000, {**who, "action": "翌日の操作"}))
    with StoreWriter(settings.SEKISHO_HOME / "events") as writer:
        writer.take_in(Received(hashlib.sha256(b"a").hexdigest(), "a.jsonl", 1, "jsonl"), events)
    return StoredAlert.objects.get(title="大量の参照")


def shown(role, alert, **told):
    asked = {"person": "M-1001", "alert": alert.pk, **told}
    reader = User.objects.filter(role=role.value).first() or user(role)
    return signed_in_client(reader).get(reverse("timeline"), asked).content.decode()


def test_one_click_from_an_alert_shows_the_page_on_which_its_own_line_stands(alert):
    page = signed_in_client(user(Role.ANALYST)).get(reverse("alert", args=[alert.pk])).content.decode()
    where = f"{reverse('timeline')}?person=M-1001&amp;alert={alert.pk}"
    assert where in page
    text = shown(Role.ANALYST, alert)
    assert "全72件のうち 51〜72件" in text
    own = text[text.index("a.jsonl:61<") :]
    assert "この警告" in own[: own.index("</tr>")]
    other = text[text.index("a.jsonl:60<") :]
    assert "この警告" not in other[: other.index("</tr>")]
    assert StoredAlert.objects.get(title="別の警告").number in other[: other.index("</tr>")]
    assert "&lt;b&gt;顧客" in text
    assert "翌日の操作" not in text
    assert f"{(AT + timedelta(hours=10)):%H:%M:%S}</time>" in text  # an hour later, in Japan


def test_pages_and_days_are_turned(alert):
    assert "a.jsonl:1<" in shown(Role.ANALYST, alert, page=1)
    following = (AT + timedelta(days=1, hours=9)).date()
    text = shown(Role.ANALYST, alert, day=f"{following}")
    assert "翌日の操作" in text
    assert "a.jsonl:61<" not in text
    assert "この日の出来事はありません" in shown(Role.ANALYST, alert, day="2020-01-01")
    for day in ("0001-01-01", "9999-12-31", "明日"):  # not a day that can be asked for: that of the alert
        assert "a.jsonl:61<" in shown(Role.ANALYST, alert, day=day, page="x", device="PC-1")


def test_a_department_sees_the_events_of_its_companies_only(alert):
    text = shown(Role.BUSINESS_DEPARTMENT, alert)
    assert "a.jsonl:61<" in text
    assert "となり" not in text
    assert "会社なし" not in text
    assert "全70件" in text


def test_without_a_store_the_page_says_so(home):
    small_registry()
    take_in_alerts(alerts=[TOLD], by="M-77", at=AT)
    assert "ログがまだ取り込まれていません" in shown(Role.ANALYST, StoredAlert.objects.get())
