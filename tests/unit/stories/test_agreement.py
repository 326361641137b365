"""A story agrees when every expected finding is there and no other."""

from datetime import date

from sekisho.finding import Evidence, Finding
from sekisho.stories.agreement import compare
from sekisho.terms import Outcome, Plane, Severity, Strength


def finding(check, party, *cites, outcome=Outcome.CONFLICTS, mark=""):
    evidence = tuple(Evidence(Plane.OBSERVED, "sign", key, None, "", {}) for key in cites)
    return Finding(
        check,
        "R-99",
        "",
        Severity.LOW,
        Strength.DUTY,
        (),
        outcome,
        party,
        None,
        (),
        evidence,
        "説明。",
        "",
        f"{check}{party}{mark}",
    )


def test_missing_and_unexpected_are_told_apart():
    agreement = compare({"conflicts": [{"check": "a", "party": "P-1"}]}, [finding("b", "P-1", "SG-1")], {})
    assert agreement.missing == ("conflicts check=a party=P-1",)
    assert agreement.unexpected == ("conflicts R-99 b P-1 - [SG-1] None: 説明。",)
    assert not agreement.agrees


def test_one_finding_answers_one_expectation_only():
    wanted = {"conflicts": [{"check": "a", "party": "P-1"}, {"check": "a", "party": "P-1", "cites": ["SG-1"]}]}
    both = [finding("a", "P-1", "SG-1"), finding("a", "P-1", "SG-2", mark="2")]
    assert compare(wanted, both, {}).agrees
    assert compare(wanted, both[:1], {}).missing == ("conflicts check=a party=P-1",)


def test_the_outcome_counts():
    wanted = {"cannot_tell": [{"check": "a", "count": 2}]}
    doubts = [finding("a", party, outcome=Outcome.CANNOT_TELL) for party in ("P-1", "P-2")]
    assert compare(wanted, doubts, {}).agrees
    assert not compare(wanted, [finding("a", "P-1"), finding("a", "P-2")], {}).agrees


def test_the_first_day_counts_where_it_is_expected():
    wanted = {"conflicts": [{"check": "a", "party": "P-1", "first_fired_on": date(2022, 1, 1)}]}
    assert compare(wanted, [finding("a", "P-1")], {"aP-1": date(2022, 1, 1)}).agrees
    assert not compare(wanted, [finding("a", "P-1")], {"aP-1": date(2022, 1, 2)}).agrees
