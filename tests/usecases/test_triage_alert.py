"""Alerts from the first telling to the observed record: told again, revised, explained, confirmed, excluded."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sekisho.detection.event import EventRef
from sekisho.detection.told import AlertKind, AlertLevel, ToldAlert
from sekisho.observed import Sign, Traffic
from sekisho.response.triage import AlertState, TriageStep
from sekisho.roles import Permission
from sekisho.terms import Outcome
from sekisho_site.records.models import AlertStep, EvidenceLeaf, StoredAlert, StoredFinding
from sekisho_site.records.queries import Reach, records_within, verify_workspace
from sekisho_site.records.queries.alerting import alert_version, findings_of
from sekisho_site.usecases import (
    RefusedTriageError,
    StaleAlertError,
    import_workbook,
    reconcile_records,
    take_in_alerts,
    triage_alert,
)
from tests.factories.registry import RECORDS, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)
EVERYTHING = frozenset(Permission)
TOLD = ToldAlert(
    kind=AlertKind.RULE, rule="r-1", title="大量の参照", level=AlertLevel.HIGH, subject={"user": "M-1001"}, party="P-001",
    person="M-1001", first=AT - timedelta(hours=2), last=AT - timedelta(hours=1), count=10,
    events=(EventRef("a.jsonl", 1), EventRef("a.jsonl", 2)), sign="bulk_export", measure="ACC-07",
)  # fmt: skip


@pytest.fixture
def registry(home):
    import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", by="M-77", at=AT)


def tell(*alerts, at=AT):
    return take_in_alerts(alerts=alerts, by="M-77", at=at)


def take(step, by="U-000001", alert=None, **told):
    row = alert or StoredAlert.objects.get()
    given = {"permissions": EVERYTHING, "within": Reach(), "party": row.party, "sign": row.sign, "note": "確かめました。"}
    return triage_alert(alert=row.pk, step=step, by=by, at=AT, **{**given, **told})


def seen(kind):
    return list(records_within(Reach(), kind).filter(known_until=None))


def test_what_is_told_twice_is_one(registry):
    assert tell(TOLD, TOLD).new == 1
    again = tell(TOLD)
    assert (again.new, again.unchanged) == (0, 1)
    assert StoredAlert.objects.get().revision == 1


def test_a_stretch_that_late_events_begin_earlier_is_the_same_alert(registry):
    tell(TOLD)
    late = replace(TOLD, first=AT - timedelta(hours=3), events=(EventRef("a.jsonl", 9), *TOLD.events))
    assert tell(late).revised == 1
    row = StoredAlert.objects.get()
    assert (row.revision, row.event_count, row.first_at) == (2, 3, late.first)


def test_another_stretch_is_another_alert(registry):
    tell(TOLD, replace(TOLD, first=AT + timedelta(days=1), last=AT + timedelta(days=1)))
    assert StoredAlert.objects.count() == 2


def test_single_events_of_one_rule_are_as_many_alerts(registry):
    single = replace(TOLD, subject={}, count=1)
    tell(replace(single, events=TOLD.events[:1]), replace(single, events=TOLD.events[1:]))
    assert StoredAlert.objects.count() == 2


def test_what_was_explained_opens_again_when_it_grows_and_not_otherwise(registry):
    tell(TOLD)
    assert take(TriageStep.EXPLAIN) is AlertState.EXPLAINED
    tell(replace(TOLD, title="大量の参照（改題）"))
    assert StoredAlert.objects.get().state == AlertState.EXPLAINED
    assert tell(replace(TOLD, count=11)).reopened == 1
    assert StoredAlert.objects.get().state == AlertState.NEW
    assert AlertStep.objects.latest("pk").step == TriageStep.REOPEN


def test_what_detection_takes_back_is_closed_unless_somebody_judged_it(registry):
    tell(TOLD)
    tell(replace(TOLD, withdrawn=True))
    assert StoredAlert.objects.get().state == AlertState.EXPLAINED
    assert AlertStep.objects.get().step == TriageStep.RETRACT


def test_confirmed_it_is_observed_and_reconciled_to_a_finding(registry):
    tell(TOLD)
    assert seen(Sign) == []
    take(TriageStep.TAKE_UP)
    take(TriageStep.CONFIRM, sign="lookup_without_inquiry")
    [sign] = seen(Sign)
    assert (sign.sign, sign.party_id, sign.count) == ("lookup_without_inquiry", "P-001", 2)
    reconcile_records(by="M-77", at=AT, as_of=date(2026, 5, 2))
    row = StoredAlert.objects.get()
    [finding] = findings_of(row, Reach())
    assert (finding.party, finding.outcome) == ("P-001", Outcome.CONFLICTS)
    take(TriageStep.LOOK_AGAIN)
    assert seen(Sign) == []
    assert StoredAlert.objects.get().observed == ""
    assert not verify_workspace().faults
    assert StoredFinding.objects.filter(pk=finding.pk).exists()


def test_a_fact_is_observed_at_once_and_no_longer_when_it_is_explained(registry):
    tell(replace(TOLD, sign="external_media_write"))
    assert [sign.sign for sign in seen(Sign)] == ["external_media_write"]
    take(TriageStep.EXPLAIN)
    assert seen(Sign) == []


def test_an_undeclared_service_becomes_traffic(registry):
    service = ToldAlert(
        kind=AlertKind.UNDECLARED_SERVICE, title="送信", level=AlertLevel.MEDIUM, party="P-001", first=AT, last=AT,
        detail={"domain": "up.example.com", "bytes_out": 5, "users": 1},
    )  # fmt: skip
    tell(service)
    assert [(each.domain, each.bytes_out) for each in seen(Traffic)] == [("up.example.com", 5)]
    tell(replace(service, detail={"domain": "up.example.com", "bytes_out": 9, "users": 2}))
    assert [(each.domain, each.bytes_out) for each in seen(Traffic)] == [("up.example.com", 9)]
    assert StoredAlert.objects.get().revision == 2


def test_of_a_company_that_nobody_knows_nothing_is_observed(registry):
    tell(replace(TOLD, party="P-999", sign="external_media_write"))
    assert seen(Sign) == []
    with pytest.raises(RefusedTriageError, match="台帳にない会社"):
        take(TriageStep.CONFIRM)


def test_an_exclusion_takes_two_people_and_ends(registry):
    tell(TOLD)
    take(TriageStep.TAKE_UP)
    end = date(2026, 5, 20)
    with pytest.raises(RefusedTriageError, match="ほかの人に頼んでください"):
        take(TriageStep.EXCLUDE, end_date=end)
    take(TriageStep.EXCLUDE, by="U-000002", end_date=end)
    other = replace(TOLD, first=AT + timedelta(days=1), last=AT + timedelta(days=1))
    assert tell(other, at=AT + timedelta(days=2)).excluded == 1
    after = replace(TOLD, first=AT + timedelta(days=30), last=AT + timedelta(days=30))
    assert tell(after, at=AT + timedelta(days=31)).excluded == 0
    states = StoredAlert.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [AlertState.EXCLUDED, AlertState.EXCLUDED, AlertState.NEW]


@pytest.mark.parametrize(
    ("step", "told", "why"),
    [
        (TriageStep.EXPLAIN, {"note": "  "}, "説明を入れてください"),
        (TriageStep.CONFIRM, {"sign": "no-such"}, "どの兆候に当たるか"),
        (TriageStep.CONFIRM, {"party": ""}, "どの会社のことか"),
        (TriageStep.EXCLUDE, {}, "いまの段階は「未着手」"),
        (TriageStep.REOPEN, {}, "検知が行います"),
        (TriageStep.TAKE_UP, {"permissions": frozenset({Permission.VIEW_ALERTS})}, "権限がありません"),
    ],
)
def test_what_may_not_be_done_is_refused_in_words_and_leaves_nothing(registry, step, told, why):
    tell(TOLD)
    leaves = EvidenceLeaf.objects.count()
    with pytest.raises(RefusedTriageError, match=why):
        take(step, **told)
    assert EvidenceLeaf.objects.count() == leaves
    assert StoredAlert.objects.get().state == AlertState.NEW


def test_an_alert_that_changed_meanwhile_is_not_judged(registry):
    tell(TOLD)
    shown = alert_version(StoredAlert.objects.get(), [])
    tell(replace(TOLD, count=12))
    with pytest.raises(StaleAlertError):
        take(TriageStep.EXPLAIN, version=shown)


def test_the_leaf_tells_the_step_and_not_its_words(registry):
    tell(TOLD)
    take(TriageStep.EXPLAIN, note="人のことを書いた説明")
    leaf = EvidenceLeaf.objects.filter(kind="alert_step").get()
    assert "人のこと" not in leaf.payload
    assert '"after":"explained"' in leaf.payload
