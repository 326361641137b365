"""The table of the life of a finding: every stage can be left or is an end, and nothing ends without somebody looking."""

from datetime import date

import pytest

from sekisho.response.life import TRANSITIONS, Need, Stage, Step, reopens, steps_from, transition
from sekisho.roles import Permission

DAY = date(2026, 5, 1)


def test_every_step_has_one_row():
    assert sorted(row.step for row in TRANSITIONS) == sorted(Step)
    assert all(transition(step).step is step for step in Step)


def test_every_stage_is_reached_and_can_be_left():
    assert {row.target for row in TRANSITIONS} == set(Stage)
    assert {stage for row in TRANSITIONS for stage in row.sources} == set(Stage)


def test_people_end_a_finding_by_what_was_verified_only():
    ends = [row for row in TRANSITIONS if row.target is Stage.CLOSED and row.permissions]
    assert [(row.step, row.sources) for row in ends] == [(Step.CLOSE, (Stage.VERIFIED,))]
    assert [row.step for row in TRANSITIONS if row.target is Stage.VERIFIED] == [Step.VERIFY]


def test_whoever_instructed_or_answered_does_not_verify():
    assert set(transition(Step.VERIFY).by_other_than) == {Step.ANSWER, Step.INSTRUCT, Step.SEND_BACK}


def test_accepting_needs_a_reason_and_an_end():
    assert set(transition(Step.ACCEPT).needs) == {Need.APPROVER_REASON, Need.END_DATE}


@pytest.mark.parametrize("step", [Step.REOPEN, Step.SETTLE])
def test_nobody_takes_the_steps_of_the_reconciliation(step):
    assert transition(step).permissions == ()
    assert step not in [row.step for stage in Stage for row in steps_from(stage, frozenset(Permission))]


def test_closed_opens_at_once_and_accepted_after_its_last_day():
    assert reopens(Stage.CLOSED, None, DAY)
    assert not reopens(Stage.ACCEPTED, DAY, DAY)
    assert reopens(Stage.ACCEPTED, date(2026, 4, 30), DAY)
    assert not any(reopens(stage, None, DAY) for stage in Stage if stage.is_open)
