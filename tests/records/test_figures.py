"""Figures of the office: counted within reach, remembered until something is written, in a constant number of queries."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sekisho.response.life import Stage, Step
from sekisho.response.phases import Phase, phase_of
from sekisho.terms import Outcome, Severity
from sekisho_site.records.models import FindingStep, ReconcileRun, StoredFinding
from sekisho_site.records.queries import Reach
from sekisho_site.records.queries.figures import (
    first_tasks,
    heat,
    last_run,
    menu_figures,
    open_by_check,
    remembered,
    today_figures,
    week_of,
)
from sekisho_site.records.queries.trend import trend
from tests.factories.findings import finding, merged
from tests.factories.office import DAY, small_registry, user

pytestmark = pytest.mark.django_db
EVERYTHING, DEPARTMENT = Reach(), Reach(department="D-01")


@pytest.fixture
def registry(home):
    small_registry()


def test_the_menu_counts_within_reach(registry):
    all_of_it, own = menu_figures(EVERYTHING, DAY), menu_figures(DEPARTMENT, DAY)
    assert all_of_it["parties"] == 5
    assert own["parties"] == 2
    assert 0 < own["findings"] < all_of_it["findings"] == StoredFinding.objects.filter(stage="opened").count()


def test_what_was_counted_is_remembered_until_something_is_written(home, django_assert_num_queries):
    merged(finding(distinct="1"))
    assert menu_figures(EVERYTHING, DAY)["findings"] == 1
    with django_assert_num_queries(1):  # only whether something was written
        menu_figures(EVERYTHING, DAY)
    merged(finding(distinct="1"), finding(distinct="2"))
    assert menu_figures(EVERYTHING, DAY)["findings"] == 2


def test_reaches_and_days_are_remembered_apart():
    for reach in (Reach(), Reach(department="a"), Reach(party="a"), Reach(department="a'|None")):
        assert remembered("x", reach, DAY, 1, lambda told=reach: repr(told)) == repr(reach)
    assert remembered("x", Reach(), DAY, 1, lambda: "other") == repr(Reach())
    assert remembered("x", Reach(), DAY + timedelta(days=1), 1, lambda: "other") == "other"


def change(distinct, **told):
    StoredFinding.objects.filter(pk=finding(distinct=distinct).fingerprint).update(**told)


def test_the_four_figures(home):
    kinds = {"1": {}, "2": {"severity": Severity.LOW}, "3": {"outcome": Outcome.CANNOT_TELL}, "4": {}, "5": {}}
    merged(*(finding(distinct=name, **told) for name, told in kinds.items()))
    monday = week_of(DAY)
    change("1", due_date=DAY - timedelta(days=1), stage=Stage.INSTRUCTED, opened_on=monday - timedelta(days=1))
    change("2", due_date=DAY, stage=Stage.ANSWERED, opened_on=monday)
    change("4", due_date=DAY + timedelta(days=7), stage=Stage.INSTRUCTED, opened_on=monday - timedelta(days=9))
    change("5", due_date=DAY - timedelta(days=9), stage=Stage.CLOSED, opened_on=DAY)
    told = today_figures(EVERYTHING, DAY)
    assert (told.overdue, told.overdue_heavy) == (1, 1)
    assert (told.new, told.new_heavy) == (1, 0)
    assert (told.soon, told.soon_answered) == (2, 1)
    assert (told.untold, told.open) == (1, 4)
    assert told.next_day == DAY + timedelta(days=7)


def test_tasks_come_by_day_then_by_severity_then_by_age(home):
    grades = {"a": Severity.LOW, "b": Severity.CRITICAL, "c": Severity.LOW, "d": Severity.HIGH, "e": Severity.HIGH}
    merged(*(finding(distinct=name, severity=grade) for name, grade in grades.items()))
    change("a", due_date=DAY, stage=Stage.INSTRUCTED)
    change("e", opened_on=date(2026, 1, 1))
    keys = {finding(distinct=name).fingerprint: name for name in grades}
    assert [keys[row.pk] for row in first_tasks(EVERYTHING, DAY, 8)] == ["a", "b", "e", "d", "c"]
    assert [keys[row.pk] for row in first_tasks(EVERYTHING, DAY, 2)] == ["a", "b"]
    assert first_tasks(EVERYTHING, DAY, 8, owner=user().pk) == []


def test_the_heat_counts_every_open_finding_once(registry):
    rows = heat(EVERYTHING, DAY)
    assert sum(row.total for row in rows) == menu_figures(EVERYTHING, DAY)["findings"]
    per_phase = [0] * len(Phase)
    for check in StoredFinding.objects.values_list("check_id", flat=True):
        per_phase[list(Phase).index(phase_of(check))] += 1
    assert [sum(column) for column in zip(*(row.counts for row in rows), strict=True)] == per_phase
    assert sum(row.total for row in heat(DEPARTMENT, DAY)) == menu_figures(DEPARTMENT, DAY)["findings"]
    assert sum(open_by_check(DEPARTMENT, DAY).values()) == menu_figures(DEPARTMENT, DAY)["findings"]


def test_the_last_run_is_one_over_everything(home):
    assert last_run() is None
    merged(finding(), party="P-1")
    assert last_run() is None
    run = merged(finding())
    assert last_run().per_check == run.per_check


def moment(day, hour=12):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def took(distinct, step, before, after, day):
    FindingStep.objects.create(
        finding_id=finding(distinct=distinct).fingerprint, step=step, stage_before=before, stage_after=after,
        taken_at=moment(day), taken_by="U-000001",
    )  # fmt: skip


def test_the_weeks_tell_what_came_and_went(home):
    first = date(2026, 3, 2)  # a Monday
    run = merged(*(finding(distinct=name) for name in "abc"))
    ReconcileRun.objects.filter(pk=run.pk).update(as_of=first, started_at=moment(first))
    for name in "abc":
        change(name, opened_on=first)
    took("a", Step.CLOSE, Stage.VERIFIED, Stage.CLOSED, first + timedelta(days=8))
    took("b", Step.ACCEPT, Stage.OPENED, Stage.ACCEPTED, first + timedelta(days=8))
    took("b", Step.WITHDRAW, Stage.ACCEPTED, Stage.OPENED, first + timedelta(days=15))
    change("a", stage=Stage.CLOSED)
    weeks = trend(EVERYTHING, first + timedelta(days=22))
    assert [(week.opened, week.ended, week.open) for week in weeks] == [(3, 0, 3), (0, 2, 1), (1, 0, 2), (0, 0, 2)]
    assert weeks[0].monday == first


def test_a_finding_that_came_back_counts_from_its_last_opening(home):
    first = date(2026, 3, 2)
    run = merged(finding(distinct="a"))
    back = first + timedelta(days=14)
    ReconcileRun.objects.filter(pk=run.pk).update(as_of=first, started_at=moment(back))
    took("a", Step.SETTLE, Stage.OPENED, Stage.CLOSED, first + timedelta(days=7))
    took("a", Step.REOPEN, Stage.CLOSED, Stage.OPENED, back)
    change("a", opened_on=back, times_opened=2)
    weeks = trend(EVERYTHING, back)
    assert [(week.opened, week.ended, week.open) for week in weeks] == [(0, 0, 0), (0, 0, 0), (1, 0, 1)]


def test_nothing_is_told_of_the_time_before_the_first_run(home):
    assert trend(EVERYTHING, DAY) == ()
    merged(finding())
    assert [week.monday for week in trend(EVERYTHING, DAY)] == [week_of(DAY)]
    assert len(trend(EVERYTHING, DAY + timedelta(weeks=60))) == 26


def test_out_of_reach_nothing_moves(registry):
    weeks, own = trend(EVERYTHING, DAY), trend(DEPARTMENT, DAY)
    assert 0 < own[-1].opened < weeks[-1].opened
    assert trend(Reach(department="nobody"), DAY)[-1].open == 0
