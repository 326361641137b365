from datetime import date

import pytest

from sekisho.finding import Evidence, Finding, fingerprint
from sekisho.terms import Outcome, Plane, Severity, Strength


def test_a_fingerprint_never_changes():
    # pinned: a finding must be recognised in every later version of the product
    assert fingerprint("oversight_gap", "P-001", "E-0001", ()) == "61e5e3a7a6afce51c1a802769ae9add2"
    assert fingerprint("missing_consent", "P-001", None, ("ちとせ原データ", "P-010")) == "09ddb659406872b5d06531ca1a92c34f"


def test_what_tells_findings_apart():
    told = {
        fingerprint(*parts)
        for parts in [
            ("a", "P-1", "E-1", ()),
            ("b", "P-1", "E-1", ()),
            ("a", "P-2", "E-1", ()),
            ("a", "P-1", "E-2", ()),
            ("a", "P-1", None, ()),
            ("a", "P-1", None, ("E-1",)),
            ("a", "P-1", "E-1", ("x",)),
            ("a", "P-1", "E-1", ("x", "y")),
            ("a", "P-1", "E-1", ("y", "x")),
            ("a", "P-1", "E-1", ("xy",)),
        ]
    }
    assert len(told) == 10
    assert all(len(each) == 32 for each in told)


def finding(severity=Severity.HIGH):
    evidence = tuple(
        Evidence(plane, source, key, day, f"{source} {key}", (("会社", "P-1"), ("ID", "op1")))
        for plane, source, key, day in [
            (Plane.DECLARED, "registry", "E-1", None),
            (Plane.OBSERVED, "gate_log", "DE-1", date(2026, 5, 1)),
            (Plane.OBSERVED, "gate_log", "DE-2", date(2026, 5, 2)),
        ]
    )
    return Finding(
        check="entry_after_leaving",
        rule="FAC-03",
        title="離任後の入室",
        severity=severity,
        strength=Strength.OWN_POLICY,
        anchors=("C-04",),
        outcome=Outcome.CONFLICTS,
        party="P-1",
        entrustment="E-1",
        chain=("P-0", "P-1"),
        evidence=evidence,
        explanation="説明。",
        remedy="是正。",
        fingerprint="f" * 32,
    )


def test_evidence_is_told_by_plane():
    assert [item.key for item in finding().cited(Plane.OBSERVED)] == ["DE-1", "DE-2"]
    assert finding().cited(Plane.PROMISED) == ()
    told = finding().as_json()
    assert told["promised"] == []
    [declared] = told["declared"]
    assert (declared["record"], declared["key"], declared["fact_date"]) == ("registry", "E-1", None)
    assert declared["summary"] == "registry E-1：会社＝P-1、ID＝op1"
    assert declared["told"] == {"会社": "P-1", "ID": "op1"}
    assert [item["fact_date"] for item in told["observed"]] == ["2026-05-01", "2026-05-02"]


@pytest.mark.parametrize(
    ("grade", "severity"),
    [(Severity.CRITICAL, "high"), (Severity.HIGH, "high"), (Severity.MEDIUM, "medium"), (Severity.LOW, "low")],
)
def test_the_contract_has_three_severities_and_the_full_grade_beside(grade, severity):
    told = finding(grade).as_json()
    assert (told["severity"], told["grade"]) == (severity, grade.value)


def test_the_json_holds_every_name_of_the_contract():
    assert finding().as_json().keys() >= {
        "check",
        "rule",
        "severity",
        "outcome",
        "party",
        "chain",
        "declared",
        "promised",
        "observed",
        "explanation",
        "remedy",
        "fingerprint",
    }
