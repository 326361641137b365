"""Every check has its topic, and a topic is called 一致 only after a comparison."""

import pytest

from sekisho.catalog import load_catalog
from sekisho.planes import BY_SOURCE
from sekisho.reconcile.checks import all_checks
from sekisho.response.topics import (
    BY_ITEM,
    OF_CHECKS,
    SPEAKING,
    Compared,
    Topic,
    outcome_of,
    topic_of,
    topic_of_clause,
    topic_of_item,
    topic_of_report_item,
)
from sekisho.terms import Outcome, Plane

BOTH = {Plane.DECLARED, Plane.OBSERVED}


def test_every_check_has_one_topic_and_nothing_else_has():
    assert set(OF_CHECKS) == {check.id for check in all_checks()}


def test_every_topic_is_told_by_some_check():
    assert set(OF_CHECKS.values()) | {topic_of_item(item) for item in load_catalog().check_items} == set(Topic)


def test_what_speaks_of_a_topic_is_a_kind_of_record():
    assert set(SPEAKING) == set(Topic)
    assert {source for sources in SPEAKING.values() for source in sources} <= set(BY_SOURCE)


def test_checks_by_item_are_checks():
    assert set(OF_CHECKS) >= BY_ITEM


@pytest.mark.parametrize(
    ("check", "items", "expected"),
    [
        ("answer_contradicted", ["INS-03"], Topic.TERMINALS),
        ("answer_contradicted", ["INS-05"], Topic.LOGS),
        ("answer_contradicted", [], Topic.MEASURES),
        ("commitment_unkept", ["INS-05"], Topic.LOGS),
        ("door_entry_outside_roster", ["INS-05"], Topic.HANDLERS),
        ("missing_consent", [], Topic.SUB_ENTRUSTEES),
    ],
)
def test_topic_of_a_finding(check, items, expected):
    assert topic_of(check, items) is expected


def test_a_check_that_nobody_sorted_is_told():
    with pytest.raises(KeyError):
        topic_of("unheard_of")


@pytest.mark.parametrize(
    ("told", "compared", "expected"),
    [
        ([Outcome.CANNOT_TELL, Outcome.CONFLICTS], Compared(BOTH, checks_agreed=True), Outcome.CONFLICTS),
        ([Outcome.CANNOT_TELL], Compared(BOTH, checks_agreed=True), Outcome.CANNOT_TELL),
        ([], Compared(BOTH, checks_agreed=True), Outcome.AGREES),
        ([], Compared(BOTH, checks_agreed=False), None),
        ([], Compared(BOTH, checks_agreed=True, newer=True), None),
        ([], Compared({Plane.PROMISED}, checks_agreed=True), None),
        ([], Compared((), checks_agreed=False), None),
    ],
)
def test_outcome_of_a_topic(told, compared, expected):
    assert outcome_of(told, compared) is expected


def test_clauses_and_report_items_have_their_topics():
    assert topic_of_clause("CL-11") is Topic.SUB_ENTRUSTEES
    assert topic_of_clause("CL-07") is Topic.CONTRACT
    assert topic_of_report_item("A-2") is Topic.HANDLERS
    assert topic_of_report_item("B-5") is Topic.MEASURES
