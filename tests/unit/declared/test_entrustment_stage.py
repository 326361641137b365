"""The stage of an entrustment at the edges of its dates, and what it lacks."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.declared import Entrustment
from sekisho.declared.entrustment_stage import (
    Duty,
    LifeStage,
    Standing,
    comes_into_use,
    life_stage,
    missing_next,
    missing_now,
    steps,
)
from sekisho.terms import ContractKind, EntrustmentForm, Ternary

DAY = date(2026, 5, 1)
EDGE = Entrustment(
    key="E-1", entruster="P-0", entrustee="P-1", purpose="U-1", department="D-1", items=("subscriber_name",),
    starts_on=date(2026, 4, 1),
)  # fmt: skip
ALL = Standing(
    selected_on=DAY, assessed=True, consented=True, contracted=True, memorandum=True, handlers=2, reported_on=DAY,
    inspected_on=DAY, deleted_on=DAY,
)  # fmt: skip


@pytest.mark.parametrize(
    ("edge", "contracted", "expected"),
    [
        (replace(EDGE, starts_on=DAY), True, LifeStage.AFTER),
        (replace(EDGE, starts_on=date(2026, 5, 2)), True, LifeStage.AT),
        (replace(EDGE, starts_on=date(2026, 5, 2)), False, LifeStage.BEFORE),
        (replace(EDGE, starts_on=None), False, LifeStage.BEFORE),
        (replace(EDGE, ends_on=DAY), True, LifeStage.AFTER),
        (replace(EDGE, ends_on=date(2026, 4, 30)), True, LifeStage.ENDED),
    ],
)
def test_stage(edge, contracted, expected):
    assert life_stage(edge, contracted, DAY) is expected


def test_nothing_is_missing_when_everything_stands():
    assert missing_now(EDGE, ALL, DAY) == missing_next(EDGE, ALL, DAY) == []


def test_what_never_was_is_missing_now():
    bare = replace(EDGE, purpose=None, department=None, items=())
    assert missing_now(bare, Standing(), DAY) == [
        Duty.PURPOSE, Duty.ITEMS, Duty.SELECTION, Duty.CONTRACT, Duty.MEMORANDUM, Duty.DEPARTMENT, Duty.ROSTER, Duty.REPORT,
        Duty.INSPECTION,
    ]  # fmt: skip


def test_the_next_stage_asks_for_its_own():
    future = replace(EDGE, starts_on=None)
    assert missing_next(future, Standing(selected_on=DAY), DAY) == [Duty.CONTRACT, Duty.MEMORANDUM]
    assert missing_next(EDGE, replace(ALL, deleted_on=None), DAY) == [Duty.DELETION]
    assert missing_next(replace(EDGE, ends_on=date(2026, 4, 2)), ALL, DAY) == []


@pytest.mark.parametrize(
    ("edge", "asked", "not_asked"),
    [
        (replace(EDGE, form=EntrustmentForm.CLOUD), {Duty.ASSESSMENT}, {Duty.CONSENT}),
        (replace(EDGE, upper=("E-0",)), {Duty.CONSENT}, {Duty.ASSESSMENT}),
        (replace(EDGE, contract_kind=ContractKind.B), {Duty.CONTRACT}, {Duty.MEMORANDUM}),
    ],
)
def test_steps_follow_the_kind(edge, asked, not_asked):
    duties = {step.duty for step in steps(edge, Standing(), DAY)}
    assert asked <= duties
    assert not not_asked & duties


@pytest.mark.parametrize(("reported", "missing"), [(date(2025, 5, 1), False), (date(2025, 4, 30), True)])
def test_a_report_counts_for_a_year(reported, missing):
    assert (Duty.REPORT in missing_now(EDGE, replace(ALL, reported_on=reported), DAY)) is missing


def test_a_year_before_the_leap_day_is_the_28th():
    standing = replace(ALL, inspected_on=date(2027, 2, 28))
    assert missing_now(EDGE, standing, date(2028, 2, 29)) == [Duty.REPORT]
    assert not missing_now(EDGE, replace(standing, reported_on=date(2028, 1, 1)), date(2028, 2, 28))


def test_no_items_are_needed_where_nothing_is_handled():
    edge = replace(EDGE, items=(), handles_personal_data=Ternary.NO)
    assert Duty.ITEMS not in missing_now(edge, ALL, DAY)


def test_a_service_comes_into_use_on_its_first_day_and_only_once():
    service = replace(EDGE, form=EntrustmentForm.CLOUD, starts_on=DAY)
    assert comes_into_use(None, service, DAY)
    assert comes_into_use(replace(service, starts_on=None), service, DAY)
    assert comes_into_use(replace(service, form=EntrustmentForm.BUSINESS), service, DAY)
    assert not comes_into_use(None, replace(service, starts_on=date(2026, 5, 2)), DAY)
    assert not comes_into_use(replace(service, principals=9), service, DAY)
    assert not comes_into_use(None, replace(service, form=EntrustmentForm.BUSINESS), DAY)
