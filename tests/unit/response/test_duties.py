"""What is due because of a record, and when."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.declared import Consent, Entrustment, ExceptionWaiver, ForeignTransfer, ServiceAssessment, SubSupervision
from sekisho.period import Period
from sekisho.promised import AnnualReportItem, Commitment
from sekisho.reconcile.checks.declared_promised import deletion_not_certified
from sekisho.response.duties import ERASURE_DAYS, Duty, DutyKind, due_in, duties_of, newest
from sekisho.terms import CommitmentSource, ConsentDecision, Ternary, TransferBasis

WAIVER = ExceptionWaiver(
    key="W", party="P", check_item="INS-01", granted_on=date(2026, 1, 1), expires_on=date(2026, 6, 30), requester="M-1"
)
ASKED = Consent(key="C", upper="E", sub_entrustee="再委託先", giver="P-0", decision=ConsentDecision.PENDING)
GRANTED = Consent(key="C", upper="E", sub_entrustee="再委託先", giver="P-0", expires_on=date(2026, 9, 30))
ASSESSED = ServiceAssessment(
    key="S", entrustment="E", terms_name="規約", terms_version="1", decided_on=date(2026, 2, 1), decided_by="室長"
)
ABROAD = ForeignTransfer(
    key="X", entrustment="E", country="VN", basis=TransferBasis.EQUIVALENT_ACTION, assessed_on=date(2025, 6, 1),
    confirmed_on=date(2026, 5, 1),
)  # fmt: skip
EXAMINED = SubSupervision(key="SS", entrustment="E", examined_on=date(2026, 2, 10))
REPORT = AnnualReportItem(
    key="AR", entrustment="E", item="A-3", period_from=date(2025, 4, 1), period_to=date(2026, 3, 31),
    submitted_on=date(2026, 4, 20),
)  # fmt: skip
PROMISE = Commitment(
    key="CM", party="P", origin=CommitmentSource.INSTRUCTION, subject="二重化", made_on=date(2025, 10, 1),
    due_on=date(2026, 3, 31),
)  # fmt: skip
ENDING = Entrustment(
    key="E", entruster="P-0", entrustee="P", starts_on=date(2024, 4, 1), ends_on=date(2026, 5, 31),
    handles_personal_data=Ternary.YES,
)  # fmt: skip


def told(record):
    return [(duty.kind, duty.day) for duty in duties_of(record)]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (WAIVER, [(DutyKind.EXCEPTION_END, date(2026, 6, 30))]),
        (replace(WAIVER, extended_to=date(2026, 12, 31)), [(DutyKind.EXCEPTION_END, date(2026, 12, 31))]),
        (ASKED, [(DutyKind.CONSENT_ASKED, None)]),
        (GRANTED, [(DutyKind.CONSENT_END, date(2026, 9, 30))]),
        (replace(GRANTED, expires_on=None), []),
        (replace(GRANTED, decision=ConsentDecision.REFUSED), []),
        (ASSESSED, [(DutyKind.ASSESSMENT_REVIEW, date(2027, 2, 1))]),
        (replace(ASSESSED, review_on=date(2026, 8, 1)), [(DutyKind.ASSESSMENT_REVIEW, date(2026, 8, 1))]),
        (ABROAD, [(DutyKind.MEASURES_ABROAD, date(2027, 5, 1))]),
        (replace(ABROAD, confirmed_on=None), [(DutyKind.MEASURES_ABROAD, date(2026, 6, 1))]),
        (replace(ABROAD, confirmed_on=None, assessed_on=None), [(DutyKind.MEASURES_ABROAD, None)]),
        (replace(ABROAD, basis=TransferBasis.CONSENT), []),
        (EXAMINED, [(DutyKind.SUB_SUPERVISION, date(2027, 2, 10))]),
        (replace(EXAMINED, examined_on=None), []),
        (REPORT, [(DutyKind.ANNUAL_REPORT, date(2027, 4, 20))]),
        (PROMISE, [(DutyKind.COMMITMENT, date(2026, 3, 31))]),
        (replace(PROMISE, completed_on=date(2026, 3, 1)), []),
        (ENDING, [(DutyKind.ENTRUSTMENT_END, date(2026, 5, 31)), (DutyKind.ERASURE, date(2026, 6, 30))]),
        (replace(ENDING, handles_personal_data=Ternary.NO), [(DutyKind.ENTRUSTMENT_END, date(2026, 5, 31))]),
        (replace(ENDING, ends_on=None), []),
    ],
)
def test_what_follows_from_a_record(record, expected):
    assert told(record) == expected


def test_erasure_is_due_when_the_check_says_so():
    assert deletion_not_certified._DAYS.days == ERASURE_DAYS


def test_of_what_comes_back_every_year_only_the_newest_counts():
    early, late = replace(EXAMINED, key="1", examined_on=date(2025, 2, 1)), EXAMINED
    other = replace(EXAMINED, key="2", entrustment="F", examined_on=date(2025, 2, 1))
    found = [duty.about for duty in newest(duty for one in (late, early, other) for duty in duties_of(one))]
    assert found == ["SS", "2"]


def test_two_exceptions_of_one_company_are_two_duties():
    found = list(newest(duty for key in ("W-1", "W-2") for duty in duties_of(replace(WAIVER, key=key))))
    assert len(found) == 2


def test_the_last_day_belongs_to_the_period_and_what_has_no_day_comes_first():
    days = [date(2026, 5, 31), None, date(2026, 6, 1), date(2026, 5, 1)]
    found = due_in(
        [Duty(DutyKind.COMMITMENT, day, str(day)) for day in days], Period.through(date(2026, 5, 1), date(2026, 5, 31))
    )
    assert [duty.day for duty in found] == [None, date(2026, 5, 1), date(2026, 5, 31)]
