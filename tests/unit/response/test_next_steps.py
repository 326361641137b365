"""The next step of a row fits the stage and what somebody may do."""

from datetime import date

import pytest

from sekisho.response.life import Stage
from sekisho.response.next_steps import next_step
from sekisho.roles import ROLES, Role
from sekisho.terms import Outcome

OFFICE, DEPARTMENT, INSPECTOR, AUDITOR = (
    ROLES[role].permissions for role in (Role.PRIVACY_OFFICE, Role.BUSINESS_DEPARTMENT, Role.INSPECTOR, Role.AUDITOR)
)


@pytest.mark.parametrize(
    ("stage", "who", "step"),
    [
        (Stage.OPENED, OFFICE, "改善を指示する"),
        (Stage.OPENED, AUDITOR, "内容を見る"),
        (Stage.INSTRUCTED, OFFICE, "回答を待つ"),
        (Stage.ANSWERED, INSPECTOR, "是正を確認する"),
        (Stage.ANSWERED, DEPARTMENT, "内容を見る"),
        (Stage.VERIFIED, OFFICE, "指摘を終える"),
        (Stage.VERIFIED, DEPARTMENT, "内容を見る"),
        (Stage.CLOSED, OFFICE, "経過を見る"),
        (Stage.ACCEPTED, OFFICE, "受容の理由を見る"),
    ],
)
def test_next_step(stage, who, step):
    assert next_step(stage, Outcome.CONFLICTS, who) == step


def test_a_late_answer_is_asked_for_by_those_who_instruct():
    late = (date(2026, 5, 1), date(2026, 5, 2))
    assert next_step(Stage.INSTRUCTED, Outcome.CONFLICTS, OFFICE, *late) == "回答を催促する"
    assert next_step(Stage.INSTRUCTED, Outcome.CONFLICTS, AUDITOR, *late) == "回答を待つ"
    assert next_step(Stage.INSTRUCTED, Outcome.CONFLICTS, OFFICE, late[0], late[0]) == "回答を待つ"


def test_what_cannot_be_told_needs_records_first():
    assert next_step(Stage.OPENED, Outcome.CANNOT_TELL, OFFICE) == "足りない記録を確かめる"
