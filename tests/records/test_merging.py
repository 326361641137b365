"""The life of a finding: opened, standing, resolved, opened again; and what a run over one party leaves alone."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from sekisho.terms import Outcome, Severity
from sekisho_site.records.models import EvidenceLeaf, StoredFinding
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.merging import content_hashes, merge_findings, record_run
from sekisho_site.records.queries import newest_merged_day, open_findings
from tests.factories.findings import finding, result

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 5, 1, tzinfo=UTC)


class Runs:
    """Runs on consecutive days."""

    def __init__(self):
        self.day = -1

    def merge(self, *findings, party=None):
        self.day += 1
        told = result(*findings, as_of=(FIRST + timedelta(days=self.day)).date())
        with open_ledger(by="M-1", at=FIRST + timedelta(days=self.day)) as ledger:
            hashes = content_hashes(told.findings)
            run = record_run(ledger, told, hashes, party=party, merged=True)
            merge_findings(ledger, told, hashes, run)
        return run.opened, run.standing, run.resolved


@pytest.fixture
def runs():
    return Runs()


def states():
    return dict(StoredFinding.objects.values_list("party", "state"))


def actions():
    payloads = [json.loads(payload) for payload in EvidenceLeaf.objects.order_by("index").values_list("payload", flat=True)]
    return [payload["action"] for payload in payloads if payload["kind"] == "finding"]


def test_opened_standing_resolved_and_opened_again(runs):
    assert runs.merge(finding()) == (1, 0, 0)
    assert states() == {"P-1": "opened"}
    assert runs.merge(finding()) == (0, 1, 0)
    assert states() == {"P-1": "standing"}
    assert runs.merge() == (0, 0, 1)
    stored = StoredFinding.objects.get()
    assert (stored.state, stored.resolved_on) == ("resolved", date(2026, 5, 3))
    assert runs.merge(finding()) == (1, 0, 0)
    stored = StoredFinding.objects.get()
    assert (stored.state, stored.opened_on, stored.times_opened) == ("opened", date(2026, 5, 4), 2)
    assert (stored.resolved_on, stored.resolved_run) == (None, None)
    assert actions() == ["opened", "resolved", "reopened"]


def test_the_same_run_twice_changes_nothing(runs):
    runs.merge(finding("P-1"), finding("P-2"))
    runs.merge(finding("P-1"), finding("P-2"))
    before = list(StoredFinding.objects.exclude(last_run=None).values("fingerprint", "state", "opened_on", "content_hash"))
    assert runs.merge(finding("P-2"), finding("P-1")) == (0, 2, 0)
    assert list(StoredFinding.objects.values("fingerprint", "state", "opened_on", "content_hash")) == before
    assert actions() == ["opened", "opened"]


def test_a_finding_that_reads_differently_keeps_its_first_day(runs):
    runs.merge(finding())
    runs.merge(finding(explanation="離れた後に入室が 3 回あります。"))
    stored = StoredFinding.objects.get()
    assert (stored.explanation, stored.opened_on) == ("離れた後に入室が 3 回あります。", date(2026, 5, 1))
    assert actions() == ["opened"]


def test_a_finding_that_weighs_more_leaves_a_leaf(runs):
    runs.merge(finding(outcome=Outcome.CANNOT_TELL))
    assert runs.merge(finding(severity=Severity.CRITICAL)) == (0, 1, 0)
    assert actions() == ["opened", "revised"]
    assert StoredFinding.objects.get().severity == "critical"


def test_a_run_over_one_party_leaves_the_others_alone(runs):
    runs.merge(finding("P-1"), finding("P-2"))
    assert runs.merge(party="P-1") == (0, 0, 1)
    assert states() == {"P-1": "resolved", "P-2": "opened"}
    assert runs.merge(finding("P-1", "other"), party="P-1") == (1, 0, 0)


def test_the_run_seals_every_word_of_its_findings(runs):
    runs.merge(finding())
    runs.merge(finding(explanation="別の言い方です。"))
    payloads = [json.loads(payload) for payload in EvidenceLeaf.objects.values_list("payload", flat=True)]
    sealed = [payload["findings"] for payload in payloads if payload["kind"] == "reconcile_run"]
    assert len(set(sealed)) == 2


def test_findings_come_back_as_they_were(runs):
    runs.merge(finding("P-1"), finding("P-2", entrustment="E-1"))
    assert list(open_findings()) == [finding("P-1"), finding("P-2", entrustment="E-1")]
    assert list(open_findings("P-2")) == [finding("P-2", entrustment="E-1")]
    runs.merge()
    assert not list(open_findings())


def test_the_newest_day_of_a_scope(runs):
    assert newest_merged_day(None) is None
    runs.merge(party="P-1")
    assert (newest_merged_day(None), newest_merged_day("P-1"), newest_merged_day("P-2")) == (
        date(2026, 5, 1),
        date(2026, 5, 1),
        None,
    )
    runs.merge()
    assert newest_merged_day("P-2") == date(2026, 5, 2)


def test_many_findings(runs):
    many = [finding(f"P-{number}") for number in range(6_000)]
    assert runs.merge(*many) == (6_000, 0, 0)
    assert runs.merge(*many[3_000:]) == (0, 3_000, 3_000)
    assert StoredFinding.objects.filter(state="standing").count() == 3_000
