"""May this person take this step now? Stage, permission, party, other eyes, and all that the step needs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sekisho.response.life import TRANSITIONS, Need, Stage, Step, transition
from sekisho.response.steps import (
    LONGEST_ACCEPTANCE,
    LONGEST_NOTE,
    Actor,
    Given,
    Situation,
    StepError,
    Taken,
    can_step,
    check_step,
    steps_open_to,
)
from sekisho.roles import Permission

DAY = date(2026, 5, 1)
CHAIN = ("P-0", "P-1", "P-2")
EVERYTHING = frozenset(Permission)
GIVEN = Given(note="直す", addressee="P-1", due_date=DAY, end_date=DAY + timedelta(days=1), files=("a" * 64,))


def at(stage, *taken, **told):
    return Situation(stage, "P-2", CHAIN, told.pop("addressee", "P-1"), tuple(taken), **told)


def faults(step, situation, given=GIVEN, actor=None):
    with pytest.raises(StepError) as caught:
        check_step(step, situation, actor or Actor("U-1", EVERYTHING), given, DAY)
    return [(fault.need, fault.why_ja) for fault in caught.value.faults]


@pytest.mark.parametrize("row", [row for row in TRANSITIONS if row.permissions], ids=lambda row: row.step)
@pytest.mark.parametrize("stage", list(Stage))
def test_a_step_fits_its_stages_only(row, stage):
    situation = at(stage)
    if stage in row.sources:
        assert check_step(row.step, situation, Actor("U-1", EVERYTHING), GIVEN, DAY) is row
    else:
        assert faults(row.step, situation)[0][0] is None
        assert not can_step(row.step, situation, Actor("U-1", EVERYTHING))


@pytest.mark.parametrize("row", [row for row in TRANSITIONS if row.permissions], ids=lambda row: row.step)
def test_any_one_of_its_permissions_is_enough_and_none_of_the_others(row):
    situation = at(row.sources[0])
    for permission in Permission:
        assert can_step(row.step, situation, Actor("U-1", frozenset({permission}))) == (permission in row.permissions)


@pytest.mark.parametrize("step", [Step.REOPEN, Step.SETTLE])
def test_people_do_not_take_the_steps_of_the_reconciliation(step):
    ((need, why),) = faults(step, at(transition(step).sources[0]))
    assert need is None
    assert "照合が行います" in why


def test_pages_offer_what_the_use_case_takes():
    actor = Actor("U-1", EVERYTHING)
    for stage in Stage:
        offered = {row.step for row in steps_open_to(at(stage), actor)}
        assert offered == {step for step in Step if can_step(step, at(stage), actor)}


@pytest.mark.parametrize("step", [Step.ANSWER, Step.INSTRUCT, Step.SEND_BACK])
def test_whoever_had_a_hand_in_it_does_not_verify(step):
    situation = at(Stage.ANSWERED, Taken(step, "U-1"), Taken(Step.ANSWER, "U-2"))
    ((need, why),) = faults(Step.VERIFY, situation)
    assert need is None
    assert step.label in why
    assert can_step(Step.VERIFY, situation, Actor("U-3", EVERYTHING))


def test_an_entrusted_party_speaks_for_itself_only():
    answering = frozenset({Permission.ANSWER_INSTRUCTION})
    assert can_step(Step.ANSWER, at(Stage.INSTRUCTED), Actor("U-1", answering, "P-1"))
    assert "ほかの会社" in faults(Step.ANSWER, at(Stage.INSTRUCTED), actor=Actor("U-1", answering, "P-2"))[0][1]


def test_everything_that_is_missing_is_told_at_once():
    assert [need for need, _ in faults(Step.INSTRUCT, at(Stage.OPENED), Given())] == [
        Need.ADDRESSEE,
        Need.DUE_DATE,
        Need.NOTE,
    ]
    assert [need for need, _ in faults(Step.ANSWER, at(Stage.INSTRUCTED), Given(note=" 　"))] == [Need.NOTE, Need.EVIDENCE]
    assert [need for need, _ in faults(Step.ACCEPT, at(Stage.OPENED), Given())] == [Need.APPROVER_REASON, Need.END_DATE]


@pytest.mark.parametrize("addressee", CHAIN)
def test_an_instruction_goes_to_anybody_in_the_chain(addressee):
    given = replace(GIVEN, addressee=addressee)
    assert check_step(Step.INSTRUCT, at(Stage.OPENED), Actor("U-1", EVERYTHING), given, DAY)


def test_an_instruction_goes_to_nobody_else():
    ((need, why),) = faults(Step.INSTRUCT, at(Stage.OPENED), replace(GIVEN, addressee="P-9"))
    assert need is Need.ADDRESSEE
    assert "連鎖" in why


def test_the_party_itself_is_an_addressee_without_a_chain():
    assert replace(at(Stage.OPENED), chain=()).addressees == ("P-2",)


def test_a_due_date_is_not_past():
    ((need, _),) = faults(Step.INSTRUCT, at(Stage.OPENED), replace(GIVEN, due_date=DAY - timedelta(days=1)))
    assert need is Need.DUE_DATE


@pytest.mark.parametrize("end", [DAY, DAY + LONGEST_ACCEPTANCE + timedelta(days=1)])
def test_an_acceptance_ends_after_today_and_within_a_year(end):
    ((need, _),) = faults(Step.ACCEPT, at(Stage.OPENED), replace(GIVEN, end_date=end))
    assert need is Need.END_DATE


def test_an_acceptance_may_last_the_whole_year():
    given = replace(GIVEN, end_date=DAY + LONGEST_ACCEPTANCE)
    assert check_step(Step.ACCEPT, at(Stage.OPENED), Actor("U-1", EVERYTHING), given, DAY)


@pytest.mark.parametrize(
    ("filed", "files"), [(frozenset({"a" * 64}), ("a" * 64,)), (frozenset(), ("b" * 64, "b" * 64))], ids=["before", "twice"]
)
def test_the_same_file_proves_nothing_new(filed, files):
    ((need, why),) = faults(Step.ANSWER, at(Stage.INSTRUCTED, filed=filed), replace(GIVEN, files=files))
    assert need is Need.EVIDENCE
    assert "同じ" in why


@pytest.mark.parametrize(("step", "need"), [(Step.INSTRUCT, Need.NOTE), (Step.ACCEPT, Need.APPROVER_REASON)])
def test_a_note_has_a_limit(step, need):
    assert faults(step, at(Stage.OPENED), replace(GIVEN, note="長" * (LONGEST_NOTE + 1)))[0][0] is need
