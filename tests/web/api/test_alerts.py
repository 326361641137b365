"""Alerts, reviews and volumes as programs read them; steps are taken under the same conditions as on the page."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from sekisho.detection.coverage import judge
from sekisho.detection.event import EventRef
from sekisho.detection.streams import DayVolume, Stream, Traits
from sekisho.detection.told import AlertKind, AlertLevel, Reason, ToldAlert
from sekisho.roles import Permission, Role
from sekisho_site.records.models import AlertStep, LogReview, StoredAlert
from sekisho_site.usecases import plan_log_reviews, take_in_alerts, take_in_coverage
from tests.factories.office import AT, small_registry, user
from tests.web.api.calling import calls, key_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

OWN = ToldAlert(
    kind=AlertKind.RULE, rule="r-1", title="大量の参照", level=AlertLevel.HIGH, party="P-001", person="M-1001", first=AT,
    last=AT, events=(EventRef("a.jsonl", 7),), measure="ACC-07", sign="bulk_export", reasons=(Reason("customers", 12, 640),),
)  # fmt: skip
NEIGHBOURS = ToldAlert(
    kind=AlertKind.BASELINE, title="いつもと違う使い方", level=AlertLevel.MEDIUM, party="P-003", person="M-2001",
    detail={"day": "2026-05-01", "score": 9.5, "rank": 1},
)  # fmt: skip


@pytest.fixture
def stored(home):
    small_registry()
    take_in_alerts(alerts=[OWN, NEIGHBOURS], by="M-77", at=AT)
    volume = DayVolume(Stream("jsonl", "P-001"), f"{AT.date()}", 3)
    take_in_coverage(coverages=judge([Traits((volume,))], until=AT.date() + timedelta(days=1)), by="M-77", at=AT)
    plan_log_reviews(as_of=AT.date() + timedelta(days=40), by="M-77", at=AT)
    return {row.party: row.number for row in StoredAlert.objects.all()}


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["P-001", "P-003"]),
        ("?state=open&level=medium", ["P-003"]),
        ("?kind=rule", ["P-001"]),
        ("?state=confirmed", []),
        ("?party=P-003", ["P-003"]),
        ("?person=M-1001&measure=ACC-07&rule=r-1", ["P-001"]),
        ("?q=大量の", ["P-001"]),
        ("?limit=1&offset=1", ["P-003"]),
    ],
)
def test_alerts_are_narrowed_as_on_the_page(stored, query, shown):
    told = calls(key_of(user(Role.ANALYST))).get(f"/api/v1/alerts{query}").json()
    assert [each["party"] for each in told["items"]] == shown


def test_one_alert_is_told_whole_and_that_of_another_department_not_at_all(stored):
    analyst, department = (calls(key_of(user(role))) for role in (Role.ANALYST, Role.BUSINESS_DEPARTMENT))
    told = analyst.get(f"/api/v1/alerts/{stored['P-001']}").json()
    assert told["events"] == [{"file": "a.jsonl", "line": 7}]
    assert told["reasons"] == [{"feature": "customers", "usual": 12, "now": 640}]
    assert (told["version"], told["first_at"][:10]) == ("1-0", f"{AT.date()}")
    assert department.get(f"/api/v1/alerts/{stored['P-001']}").status_code == 200
    assert department.get(f"/api/v1/alerts/{stored['P-003']}").status_code == 404
    assert department.get("/api/v1/alerts").json()["total"] == 1


def test_steps_are_taken_under_the_conditions_of_the_page(stored):
    client, number = calls(key_of(user(Role.ANALYST))), stored["P-001"]

    def take(step, **given):
        return client.post(f"/api/v1/alerts/{number}/steps/{step}", given, content_type="application/json")

    assert take("take_up", version="1-0").json() == {"number": number, "state": "looking"}
    assert (take("confirm", version="1-0", note="見ました。").status_code, AlertStep.objects.count()) == (409, 1)
    lacking = take("confirm", version="1-1")
    assert (lacking.status_code, lacking.json()["code"]) == (409, "refused")
    assert take("exclude", note="毎月の作業", end_date="2026-06-01").status_code == 403  # approved by the office only
    assert take("retract").status_code == 403  # detection's own step
    assert take("explain", note="依頼のあった作業です。").json()["state"] == "explained"
    steps = client.get(f"/api/v1/alerts/{number}/steps").json()
    assert [(each["step"], each["note"]) for each in steps] == [("take_up", ""), ("explain", "依頼のあった作業です。")]


def test_a_key_takes_no_step_that_it_was_not_given(stored):
    reading = calls(key_of(user(Role.ANALYST), Permission.VIEW_ALERTS, Permission.USE_API))
    assert reading.get("/api/v1/alerts").status_code == 200
    answer = reading.post(f"/api/v1/alerts/{stored['P-001']}/steps/take_up", {}, content_type="application/json")
    assert (answer.status_code, AlertStep.objects.count()) == (403, 0)


def test_reviews_and_volumes_are_read_within_reach(stored):
    client = calls(key_of(user(Role.INSPECTOR)))
    review = LogReview.objects.get()
    assert client.get("/api/v1/log-reviews?mark=waiting&party=P-001").json()["items"][0]["number"] == review.pk
    assert client.get("/api/v1/log-reviews?mark=signed").json()["items"] == []
    whole = client.get(f"/api/v1/log-reviews/{review.pk}").json()
    assert [(each["file"], each["line"], each["alert"]) for each in whole["lines"]] == [("a.jsonl", 7, stored["P-001"])]
    assert client.get(f"/api/v1/log-volumes?since={AT.date()}&until={AT.date()}").json()["items"][0]["events"] == 3
    assert client.get("/api/v1/log-volumes?party=P-003").json()["total"] == 0


def test_an_empty_file_is_refused_at_once(stored):
    answer = calls(key_of(user(Role.PRIVACY_OFFICE))).post("/api/v1/imports", {"file": ContentFile(b"", "空.xlsx")})
    assert (answer.status_code, answer.json()["fields"][0]["place"]) == (422, "file.file")
