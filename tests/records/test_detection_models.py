"""What the database itself refuses of alerts, steps, exclusions, volumes and reviews, each by the constraint that is meant."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import ProtectedError

from sekisho.detection.told import AlertKind, AlertLevel
from sekisho.response.log_reviews import ReviewResult
from sekisho.response.triage import AlertState, TriageStep
from sekisho_site.records.models import AlertExclusion, AlertStep, LogReview, LogVolume, StoredAlert
from tests.factories.refusing import refused

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 1, tzinfo=UTC)
DAY = date(2026, 4, 1)
SIGNED = {"result": "clear", "signed_by": "U-1", "signed_at": AT, "signed_on": DAY}


def alert(**columns):
    told = {"identity": "1" * 64, "group": "2" * 64, "kind": "rule", "title": "大量の参照", "level": "high", "weight": 1}
    return StoredAlert(**told | {"sort_at": AT, "told_at": AT, "revised_at": AT, "count": 1, "event_count": 1} | columns)


def step(**columns):
    told = {
        "step": "take_up",
        "state_before": "new",
        "state_after": "looking",
        "revision": 1,
        "taken_at": AT,
        "taken_by": "U-1",
    }
    return AlertStep(**told | columns)


def review(**columns):
    told = {"party": "P-001", "log": "jsonl", "period_from": DAY, "period_to": date(2026, 4, 30), "due_on": date(2026, 5, 10)}
    return LogReview(**told | {"has_log": True, "planned_at": AT} | columns)


@pytest.mark.parametrize(
    ("columns", "by"),
    [
        ({"kind": "guess"}, "storedalert_kind_known"),
        ({"level": "severe"}, "storedalert_level_known"),
        ({"state": "forgotten"}, "storedalert_state_known"),
        ({"revision": 0}, "storedalert_revision"),
        ({"title": None}, "title"),
        ({"sort_at": None}, "sort_at"),
        ({"exclusion_id": 99}, "exclusion"),
    ],
)
def test_an_alert_that_cannot_be(columns, by):
    refused(alert(**columns), by)


def test_one_alert_of_one_identity():
    alert().save()
    refused(alert(title="別の警告"), by="identity")
    alert(identity="3" * 64).save()  # about the same group there may be several


def test_every_word_of_the_vocabularies_is_taken():
    for number, (kind, level, state) in enumerate((k, lv, s) for k in AlertKind for lv in AlertLevel for s in AlertState):
        alert(identity=f"{number:064}", kind=kind.value, level=level.value, weight=level.weight, state=state.value).save()
    one = StoredAlert.objects.first()
    for taken in TriageStep:
        step(alert=one, step=taken.value).save()
    assert StoredAlert.objects.count() == len(AlertKind) * len(AlertLevel) * len(AlertState)
    assert one.steps.count() == len(TriageStep)


def test_a_step_that_nobody_knows_or_with_no_alert():
    one = alert()
    one.save()
    refused(step(alert=one, step="forget"), by="alertstep_step_known")
    refused(step(alert_id=one.pk + 1), by="alert")


def test_what_was_judged_is_not_thrown_away():
    made = AlertExclusion.objects.create(kind="rule", reason="月次の作業", until=DAY, approved_by="U-2", approved_at=AT)
    one = alert(exclusion=made)
    one.save()
    step(alert=one).save()
    for row in (one, made):
        with pytest.raises(ProtectedError):
            row.delete()


def test_one_count_of_one_log_and_day():
    told = {"party": "P-001", "log": "jsonl", "day": DAY, "events": 3}
    LogVolume(**told).save()
    LogVolume(**told | {"system": "S-1"}).save()
    refused(LogVolume(**told | {"events": 4}), by="logvolume_day")
    refused(LogVolume(**told | {"day": date(2026, 4, 2), "events": None}), by="events")


def test_one_review_of_one_log_and_period():
    review().save()
    review(log="csv").save()
    refused(review(period_to=DAY), by="logreview_once")


def test_a_period_that_ends_before_it_begins():
    refused(review(period_to=date(2026, 3, 31)), by="logreview_period")


@pytest.mark.parametrize("result", ReviewResult)
def test_a_signature_is_whole(result):
    review(**SIGNED | {"result": result.value}).save()
    assert LogReview.objects.get().result == result


@pytest.mark.parametrize(
    "lacking",
    [
        {"result": ""},
        {"result": "fine"},
        {"signed_by": ""},
        {"signed_at": None},
        {"signed_on": None},
        dict.fromkeys(("signed_at", "signed_on")),
    ],
)
def test_a_signature_that_lacks_something(lacking):
    refused(review(**SIGNED | lacking), by="logreview_signed_whole")
