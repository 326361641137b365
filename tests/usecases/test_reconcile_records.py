"""Reconciling from the database: findings are stored, followed, and judged again as they were known."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sekisho_site.records.models import EvidenceLeaf, ReconcileRun, StoredFinding
from sekisho_site.records.queries import UnknownPartyError, cited_origins, open_findings
from sekisho_site.usecases import import_workbook, reconcile_records
from tests.factories.registry import AS_OF, ENTERED, RECORDS, workbook

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)
CHECK = "entry_after_leaving"


@pytest.fixture(autouse=True)
def registered(home):
    import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", by="M-1", at=AT)


def judge(hours=1, as_of=AS_OF, **scope):
    return reconcile_records(by="M-1", at=AT + timedelta(hours=hours), as_of=as_of, **scope)


def entries(findings):
    return [finding for finding in findings if finding.check == CHECK]


def test_what_does_not_fit_is_found_and_stored():
    judged = judge()
    [found] = entries(judged.reconciliation.findings)
    assert found.party == "P-001"
    assert judged.opened == len(judged.reconciliation.findings) == StoredFinding.objects.count()
    assert found in list(open_findings())
    assert judged.names["P-001"] == "株式会社みなと坂コンタクト"


def test_the_run_is_kept_with_its_counts():
    judged = judge()
    run = ReconcileRun.objects.get()
    assert (run.as_of, run.party, run.merged) == (AS_OF, None, True)
    assert run.conflicts + run.cannot_tell == len(judged.reconciliation.findings)
    assert run.per_check[CHECK]["conflicts"] == 1


def test_a_finding_that_was_remedied_is_resolved():
    judge()
    import_workbook(
        workbook(*(each for each in RECORDS if each is not ENTERED)), "台帳.xlsx", workbook="registry", by="M-1",
        at=AT + timedelta(hours=2),
    )  # fmt: skip
    assert judge(hours=3).resolved
    assert not entries(open_findings())
    assert StoredFinding.objects.get(check_id=CHECK).state == "resolved"


def test_an_old_judgement_can_be_repeated_and_changes_no_finding():
    first = judge()
    import_workbook(
        workbook(*(replace(each, person="M-7") if each is ENTERED else each for each in RECORDS)), "台帳.xlsx",
        workbook="registry", by="M-1", at=AT + timedelta(hours=2),
    )  # fmt: skip
    judge(hours=3)
    stored = list(StoredFinding.objects.order_by("pk").values())
    again = judge(hours=4, known_at=first.run.known_at)
    assert again.reconciliation == first.reconciliation
    assert not again.merged
    assert list(StoredFinding.objects.order_by("pk").values()) == stored


def test_a_day_before_the_last_run_is_a_look_back():
    judge()
    assert not judge(hours=2, as_of=date(2024, 1, 1)).merged
    assert entries(open_findings())


def test_a_day_to_come_that_was_judged_by_mistake_blocks_nothing():
    judge(as_of=date(2099, 1, 1))
    assert judge(hours=2, as_of=AS_OF).merged


@pytest.mark.parametrize("called", ["P-001", "株式会社みなと坂コンタクト", "みなと坂"])
def test_one_party_by_any_of_its_names(called):
    judged = judge(party=called)
    assert judged.run.party == "P-001"
    assert {finding.party for finding in judged.reconciliation.findings} == {"P-001"}
    assert entries(judged.reconciliation.findings)


def test_a_party_nobody_knows_is_refused():
    with pytest.raises(UnknownPartyError, match="無名商事"):
        judge(party="無名商事")
    assert not ReconcileRun.objects.exists()


def test_a_run_over_one_party_resolves_nothing_of_others():
    before = judge().opened
    assert judge(hours=2, party="P-002").resolved == 0
    assert StoredFinding.objects.exclude(state="resolved").count() == before


def test_what_a_finding_cites_leads_to_the_file():
    found = judge().reconciliation.findings
    origins = cited_origins(found)
    assert origins["gate_log", "DE-0001"].file == "台帳.xlsx"
    assert origins["gate_log", "DE-0001"].place.startswith("入退室!A")


def test_opening_is_told_in_the_log():
    judged = judge()
    payloads = [json.loads(payload) for payload in EvidenceLeaf.objects.values_list("payload", flat=True)]
    opened = [payload for payload in payloads if payload["action"] == "opened"]
    assert {payload["key"] for payload in opened} == {finding.fingerprint for finding in judged.reconciliation.findings}
