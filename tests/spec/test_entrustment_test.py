"""The entrustment test held to an independent table, over every combination of answers."""

import inspect
from collections import Counter
from datetime import date
from itertools import product
from pathlib import Path

import pytest
import yaml

from sekisho.declared import ServiceAssessment
from sekisho.declared.entrustment_test import (
    ENTRY,
    EXCEPTION,
    assessment_in_force,
    assessment_state,
    classify,
    classify_assessment,
    classify_handling,
    classify_on,
)
from sekisho.terms import AssessmentState, EntrustmentResult, Ternary

TABLE = yaml.safe_load(Path(__file__).with_name("entrustment_test.yaml").read_text(encoding="utf-8"))
QUESTIONS = TABLE["columns"][:5]
COMBINATIONS = list(product(Ternary, repeat=5))


def expected(answers):
    fitting = [
        row for row in TABLE["rows"] if all(cell in ("-", answer.value) for cell, answer in zip(row, answers, strict=False))
    ]
    assert len(fitting) == 1, answers
    return fitting[0][5], fitting[0][6]


def decision(**changes):
    answers = dict.fromkeys(QUESTIONS, Ternary.YES)
    told = {"key": "SA-1", "entrustment": "E-1", "terms_name": "利用規約", "terms_version": "2025-06-01", "decided_by": "室長"}
    return ServiceAssessment(**{**told, **answers, "decided_on": date(2025, 6, 10), **changes})


@pytest.mark.parametrize("answers", COMBINATIONS, ids="-".join)
def test_every_combination_of_answers(answers):
    found = classify(**dict(zip(QUESTIONS, answers, strict=True)))
    assert (found.result.value, found.decided_by) == expected(answers)
    assert found.reason_ja.endswith("。")
    assert found.rules
    assert classify_assessment(decision(**dict(zip(QUESTIONS, answers, strict=True)))) == found


def test_the_exception_is_one_of_243():
    results = Counter(classify(**dict(zip(QUESTIONS, answers, strict=True))).result for answers in COMBINATIONS)
    assert results == {
        EntrustmentResult.OUT_OF_SCOPE: 81,
        EntrustmentResult.CANNOT_TELL: 81,
        EntrustmentResult.ENTRUSTMENT: 80,
        EntrustmentResult.CLOUD_EXCEPTION: 1,
    }


@pytest.mark.parametrize(
    ("handles", "result"),
    [
        (Ternary.YES, EntrustmentResult.ENTRUSTMENT),
        (Ternary.NO, EntrustmentResult.OUT_OF_SCOPE),
        (Ternary.UNKNOWN, EntrustmentResult.CANNOT_TELL),
    ],
)
def test_an_ordinary_arrangement_is_judged_by_handling_alone(handles, result):
    assert classify_handling(handles).result is result


def test_what_cannot_be_told_is_supervised():
    assert [result.value for result in EntrustmentResult if result.treated_as_entrustment] == ["entrustment", "cannot_tell"]


def test_the_name_of_a_contract_is_not_even_asked_for():
    for function in (classify, classify_handling):
        assert not {"title", "name", "form", "contract"} & inspect.signature(function).parameters.keys()


def test_each_question_tells_no_from_unknown():
    for question in (ENTRY, *EXCEPTION):
        assert question.if_no_ja != question.if_unknown_ja
        assert "分からない" in question.if_unknown_ja
    assert [question.id for question in (ENTRY, *EXCEPTION)] == ["Q1", "Q2", "Q3", "Q4", "Q5"]


@pytest.mark.parametrize(
    ("changes", "newest", "as_of", "state"),
    [
        ({}, None, date(2025, 6, 10), AssessmentState.IN_FORCE),
        ({}, "2025-06-01", date(2026, 6, 10), AssessmentState.IN_FORCE),
        ({}, "2025-06-01", date(2026, 6, 11), AssessmentState.REVIEW_OVERDUE),
        ({}, "2026-01-15", date(2026, 2, 1), AssessmentState.TERMS_CHANGED),
        ({}, "2026-01-15", date(2027, 2, 1), AssessmentState.TERMS_CHANGED),
        ({}, None, date(2025, 6, 9), AssessmentState.NOT_YET_DECIDED),
        ({"review_on": date(2025, 9, 30)}, None, date(2025, 9, 30), AssessmentState.IN_FORCE),
        ({"review_on": date(2025, 9, 30)}, None, date(2025, 10, 1), AssessmentState.REVIEW_OVERDUE),
        ({"review_on": date(2027, 3, 31)}, None, date(2026, 12, 1), AssessmentState.IN_FORCE),
        ({"decided_on": date(2024, 2, 29)}, None, date(2025, 2, 28), AssessmentState.IN_FORCE),
        ({"decided_on": date(2024, 2, 29)}, None, date(2025, 3, 1), AssessmentState.REVIEW_OVERDUE),
    ],
)
def test_a_decision_is_reopened_by_time_and_by_new_terms(changes, newest, as_of, state):
    assessment = decision(**changes)
    assert assessment_state(assessment, newest, as_of) is state
    assert assessment_in_force(assessment, newest, as_of) is (state is AssessmentState.IN_FORCE)
    found = classify_on(assessment, newest, as_of)
    if state is AssessmentState.IN_FORCE:
        assert found == classify_assessment(assessment)
    else:
        assert (found.result, found.decided_by) == (EntrustmentResult.CANNOT_TELL, None)
        assert state.label in found.reason_ja
