"""A run depends on what the records say, never on the order in which records or checks come, nor on having run before.

The records are drawn from the spec tables of all checks and mixed: what one case says of a party meets what others say.
"""

from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.catalog import load_catalog
from sekisho.reconcile import Snapshot, reconcile
from sekisho.reconcile.checks import all_checks
from sekisho.stories.tables import records_of
from sekisho.terms import Outcome

SPECS = sorted((Path(__file__).parents[1] / "spec" / "checks").glob("*.yaml"))
CASES = [
    (case["as_of"], tuple(records_of(case["records"])))
    for path in SPECS
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
FEW_CASES = st.lists(st.sampled_from(CASES), min_size=1, max_size=6)


def mixed(cases):
    """The records of several cases, each key of a kind once (the first case that has it), and the newest of their days."""
    records = {}
    for _, case_records in cases:
        for record in case_records:
            records.setdefault((type(record), record.key), record)
    return max(as_of for as_of, _ in cases), list(records.values())


MIXED = FEW_CASES.map(mixed)


def run(records, as_of, checks=None):
    return reconcile(Snapshot(records, as_of=as_of, catalog=load_catalog()), checks)


@settings(deadline=None)
@given(MIXED, st.randoms(use_true_random=False))
def test_the_order_of_records_and_checks_changes_nothing(mixture, random):
    as_of, records = mixture
    expected = run(records, as_of)
    random.shuffle(records)
    checks = list(all_checks())
    random.shuffle(checks)
    assert run(records, as_of, checks) == expected


@settings(deadline=None)
@given(MIXED)
def test_a_second_run_says_the_same(mixture):
    as_of, records = mixture
    snapshot = Snapshot(records, as_of=as_of, catalog=load_catalog())
    assert reconcile(snapshot) == reconcile(snapshot)


@settings(deadline=None)
@given(MIXED)
def test_every_finding_stands_on_records_that_were_given_and_is_told_once(mixture):
    as_of, records = mixture
    given_records = {(record.schema.source, record.key) for record in records}
    findings = run(records, as_of).findings
    assert len({finding.fingerprint for finding in findings}) == len(findings)
    for finding in findings:
        assert finding.outcome in (Outcome.CONFLICTS, Outcome.CANNOT_TELL)
        assert finding.evidence
        assert {(item.source, item.key) for item in finding.evidence} <= given_records
        assert all(item.fact_date is None or item.fact_date <= as_of for item in finding.evidence)


@settings(deadline=None)
@given(MIXED, st.data())
def test_a_record_of_a_later_day_is_not_seen(mixture, data):
    as_of, records = mixture
    day = data.draw(st.sampled_from(sorted({as_of, *(record.fact_date for record in records if record.fact_date)})))
    known = [record for record in records if record.fact_date is None or record.fact_date <= day]
    assert run(records, day) == run(known, day)
