"""Whoever changes an alert, what people judged of it, a review of logs or an inquiry past Sekisho gives himself away."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import connection

from sekisho.detection.coverage import judge
from sekisho.detection.event import EventRef
from sekisho.detection.streams import DayVolume, Stream, Traits
from sekisho.detection.told import AlertKind, AlertLevel, Reason, ToldAlert
from sekisho.response.log_reviews import ReviewResult
from sekisho.response.triage import TriageStep
from sekisho.roles import Permission, Role
from sekisho.terms import Outcome
from sekisho_site.records.models import AlertExclusion, AlertStep, LogReview, StoredAlert
from sekisho_site.records.queries import Reach, verify_workspace
from sekisho_site.records.vault import kept_at
from sekisho_site.usecases import (
    import_workbook,
    plan_log_reviews,
    seal_inquiry,
    sign_log_review,
    take_in_alerts,
    take_in_coverage,
    triage_alert,
)
from tests.factories.office import user
from tests.factories.registry import RECORDS, workbook

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 5, 9, tzinfo=UTC)
FIRST = datetime(2026, 4, 2, 9, tzinfo=timezone(timedelta(hours=9)))  # told in the time of another zone than is stored
RULE = ToldAlert(
    kind=AlertKind.RULE, rule="r-1", title="大量の参照", level=AlertLevel.HIGH, subject={"user": "M-1001"}, party="P-001",
    person="M-1001", first=FIRST, last=FIRST + timedelta(hours=1), count=10, detail={"score": 2.0, "share": 0.25},
    reasons=(Reason("rows", 3.0, 1e16),), events=(EventRef("a.jsonl", 1), EventRef("a.jsonl", 2)), sign="bulk_export",
)  # fmt: skip
TIMELESS = replace(RULE, rule="r-2", first=None, last=None, sign="")
EXCLUDED = replace(RULE, rule="r-3", device="PC-7", sign="")


@pytest.fixture(autouse=True)
def judged(home):
    import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", by="M-1", at=AT)
    take_in_alerts(alerts=[RULE, TIMELESS, EXCLUDED], by="M-1", at=AT)
    first, _, excluded = StoredAlert.objects.order_by("pk")
    take(first, TriageStep.TAKE_UP)
    take(first, TriageStep.CONFIRM, sign="lookup_without_inquiry")
    take(excluded, TriageStep.TAKE_UP)
    take(excluded, TriageStep.EXCLUDE, by="U-000002", end_date=date(2026, 6, 1))
    later = AT + timedelta(minutes=1)
    more = replace(EXCLUDED, first=FIRST + timedelta(days=1), last=FIRST + timedelta(days=1))
    take_in_alerts(alerts=[replace(RULE, count=11), replace(TIMELESS, withdrawn=True), more], by="M-1", at=later)
    take(StoredAlert.objects.latest("pk"), TriageStep.LOOK_AGAIN)
    take_in_coverage(
        coverages=judge([Traits((DayVolume(Stream("jsonl", "P-001"), "2026-04-02", 9),))], until=AT.date()), by="M-1", at=later
    )
    plan_log_reviews(as_of=AT.date(), by="M-1", at=later, lines=lambda *_: [("a:1", {"file": "a", "line": 1, "at": None})])
    signer = user(Role.INSPECTOR, "m-9001@example.jp")
    review = LogReview.objects.get()
    sign_log_review(review=review.pk, signer=signer.pk, result=ReviewResult.CLEAR, person="M-9001", by=signer.number, at=later)
    return seal_inquiry(b'{"answer": 1}', "answer.json", outcome="complete", events=1, accounts=1, gaps=0, by="M-1", at=later)


def take(row, step, by="U-000001", **told):
    given = {"permissions": frozenset(Permission), "within": Reach(), "party": row.party, "note": "確かめました。"}
    triage_alert(alert=row.pk, step=step, by=by, at=AT, **{**given, "sign": row.sign, **told})


def test_what_nobody_touched_is_whole():
    report = verify_workspace()
    assert (report.outcome, report.faults) == (Outcome.AGREES, ())


def sql(words):
    with connection.cursor() as cursor:
        cursor.execute(words)


def alerts(**columns):
    StoredAlert.objects.filter(rule="r-1").update(**columns)


@pytest.mark.parametrize(
    ("touch", "place", "why"),
    [
        (lambda: alerts(state="explained"), "警告 A-", "状態"),
        (lambda: StoredAlert.objects.filter(rule="r-3").update(exclusion=None), "警告 A-", "除外"),
        (lambda: alerts(person="M-2"), "警告 A-", "書かれていること"),
        (lambda: alerts(events=[["a.jsonl", 1]]), "警告 A-", "書かれていること"),
        (lambda: alerts(identity="0" * 64), "警告 A-", "書かれていること"),
        (lambda: alerts(count=10.5), "警告 A-", "書かれていること"),
        (lambda: alerts(told_at=AT - timedelta(days=9)), "警告 A-", "時刻"),
        (lambda: StoredAlert.objects.filter(rule="r-2").update(sort_at=AT - timedelta(days=9)), "警告 A-", "時刻"),
        (lambda: alerts(revision=9), "警告 A-", "版"),
        (lambda: alerts(observed="signs/S-9"), "警告 A-", "実態の記録"),
        (lambda: sql("UPDATE records_storedalert SET detail = '7' WHERE rule = 'r-1'"), "警告 A-", "書かれていること"),
        (lambda: AlertStep.objects.filter(step="confirm").update(note="別の言葉"), "警告 A-", "経過"),
        (lambda: AlertStep.objects.filter(step="confirm").update(taken_by="U-9"), "警告 A-", "経過"),
        (lambda: AlertStep.objects.filter(step="retract").delete(), "警告 A-", "経過"),
        (lambda: AlertExclusion.objects.update(until=date(2030, 1, 1)), "警告の除外", "期限"),
        (lambda: AlertExclusion.objects.update(ended_at=None), "警告の除外", "終わり"),
        (lambda: AlertExclusion.objects.update(approved_by="U-000001"), "警告の除外", "決めた人"),
        (lambda: LogReview.objects.update(lines=[]), "ログの点検", "並べた行"),
        (lambda: LogReview.objects.update(note="別の言葉"), "ログの点検", "署名"),
        (lambda: LogReview.objects.update(signed_on=date(2026, 5, 1)), "ログの点検", "署名"),
        (lambda: LogReview.objects.update(planned_at=AT - timedelta(days=9)), "ログの点検", "署名"),
        (lambda: LogReview.objects.all().delete(), "ログの点検", "一覧にありません"),
    ],
)  # fmt: skip
def test_what_was_changed_past_the_log_is_told(touch, place, why):
    touch()
    report = verify_workspace()
    assert report.outcome is Outcome.CONFLICTS
    assert [fault.place.startswith(place) for fault in report.faults] == [True]
    assert why in report.faults[0].why_ja


def test_an_alert_that_is_gone_and_one_that_was_never_told():
    kept = StoredAlert.objects.get(rule="r-2")
    AlertStep.objects.filter(alert=kept).delete()
    StoredAlert.objects.filter(pk=kept.pk).delete()
    kept.pk, kept.identity = kept.pk + 100, "1" * 64
    kept.save(force_insert=True)
    told = {fault.place for fault in verify_workspace().faults}
    assert told == {f"警告 A-{kept.pk}", f"警告 A-{kept.pk - 100}"}


def test_the_answer_of_an_inquiry_that_was_changed(judged):
    kept = kept_at(judged)
    kept.chmod(0o600)
    kept.write_bytes(b'{"answer": 2}')
    assert [fault.place for fault in verify_workspace().faults] == [f"evidence/{judged[:2]}/{judged[2:]}"]
