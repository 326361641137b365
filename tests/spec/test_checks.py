"""Each check held to its spec tables: small records in, outcomes out. The same tables are the public reference."""

from pathlib import Path

import pytest
import yaml

from sekisho.catalog import load_catalog
from sekisho.reconcile import Snapshot, reconcile
from sekisho.reconcile.checks import all_checks
from sekisho.stories.tables import records_of
from sekisho.terms import Outcome

SPECS = Path(__file__).parent / "checks"
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}: {case['title']}")
    for path in sorted(SPECS.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
CHECKS = {check.id: check for check in all_checks()}


@pytest.mark.parametrize(("check_id", "case"), CASES)
def test_check_gives_the_outcomes_of_its_spec(check_id, case):
    check = CHECKS[check_id]
    snapshot = Snapshot(records_of(case["records"]), as_of=case["as_of"], catalog=load_catalog())
    found = [
        (verdict, check.explain(verdict, snapshot))
        for verdict in check.check(snapshot)
        if verdict.outcome is not Outcome.AGREES
    ]
    assert all(text.endswith("。") for _, text in found)

    told = [_told(check, verdict) for verdict in check.check(snapshot)]
    expected = list(case["outcomes"])
    assert len(told) == len(expected), told
    for wanted in expected:
        match = [seen for seen in told if all(seen[field] == value for field, value in wanted.items())]
        assert match, f"no outcome fits {wanted} in {told}"


def test_findings_carry_chain_and_evidence_of_the_spec():
    case = yaml.safe_load((SPECS / "entry_after_leaving.yaml").read_text(encoding="utf-8"))[0]
    snapshot = Snapshot(records_of(case["records"]), as_of=case["as_of"], catalog=load_catalog())
    [finding] = reconcile(snapshot, [CHECKS["entry_after_leaving"]]).findings
    assert {item.key for item in finding.evidence} == {"LV-1", "DE-1"}
    assert finding.chain == ("P-1",)


def _told(check, verdict):
    return {
        "outcome": verdict.outcome.value,
        "party": verdict.party,
        "entrustment": verdict.about.key if verdict.about else None,
        "severity": (verdict.severity or check.ground.severity).value,
        "strength": (verdict.strength or check.ground.strength).value,
        "cites": [record.key for record in verdict.cites],
        "distinct": list(verdict.distinct),
    }
