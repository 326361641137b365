"""Importing a workbook: sealed first, applied whole or not at all, and every row knows where it came from."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sekisho.declared import Entrustment
from sekisho.terms import Outcome
from sekisho_site.records.models import EvidenceLeaf, ReceivedFile
from sekisho_site.records.queries import current_records, has_records, provenance, verify_workspace
from sekisho_site.usecases import import_workbook
from tests.factories.registry import EDGE, ENTERED, RECORDS, workbook

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)


def bring(content, name="委託先台帳.xlsx", day=0, **told):
    return import_workbook(content, name, workbook="registry", by="M-1", at=AT + timedelta(days=day), **told)


def leaves():
    return [json.loads(payload) for payload in EvidenceLeaf.objects.order_by("index").values_list("payload", flat=True)]


def test_what_the_workbook_says_is_registered(home):
    plan = bring(workbook(*RECORDS))
    assert not plan.faults
    assert set(current_records()) == set(RECORDS)


def test_the_file_is_sealed_and_every_row_knows_its_place(home):
    content = workbook(*RECORDS)
    sha256 = hashlib.sha256(content).hexdigest()
    bring(content)
    kept = home / "evidence" / sha256[:2] / sha256[2:]
    assert kept.read_bytes() == content
    origin = provenance(Entrustment, ["E-0001"])["E-0001"]
    assert (origin.file, origin.sha256) == ("委託先台帳.xlsx", sha256)
    assert origin.place.startswith("委託!A")
    received, *changes = leaves()
    assert received["files"] == [{"name": "委託先台帳.xlsx", "sha256": sha256, "size": len(content)}]
    assert {leaf["action"] for leaf in changes} == {"added"}
    assert {leaf["source"] for leaf in changes} == {sha256}
    assert len(changes) == len(RECORDS)


def test_the_same_workbook_again_changes_nothing(home):
    content = workbook(*RECORDS)
    bring(content)
    plan = bring(content, day=1)
    assert plan.changes_nothing
    assert [leaf["action"] for leaf in leaves()].count("received") == 2
    assert ReceivedFile.objects.count() == 1
    assert set(current_records()) == set(RECORDS)


def test_changes_and_ends_are_told_by_hash(home):
    bring(workbook(*RECORDS))
    changed = replace(EDGE, principals=500)
    bring(workbook(*(changed if each is EDGE else each for each in RECORDS if each is not ENTERED)), day=1)
    told = {(leaf["action"], leaf["key"]): leaf for leaf in leaves()}
    assert told["changed", "E-0001"]["before"] == told["added", "E-0001"]["after"]
    assert told["ended", "DE-0001"]["after"] is None
    assert changed in set(current_records())
    assert ENTERED not in set(current_records())


def test_a_dry_run_leaves_no_trace(home):
    plan = bring(workbook(*RECORDS), dry_run=True)
    assert len(plan.added) == len(RECORDS)
    assert not has_records()
    assert not EvidenceLeaf.objects.exists()
    assert not home.exists()


def test_a_workbook_with_faults_changes_no_record(home):
    orphan = Entrustment(key="E-9", entruster="P-000", entrustee="P-404")
    content = workbook(*RECORDS, orphan)
    plan = bring(content)
    assert plan.faults
    assert not has_records()
    assert [leaf["action"] for leaf in leaves()] == ["received", "refused"]
    assert leaves()[1]["faults"] == len(plan.faults)
    assert verify_workspace().outcome is Outcome.AGREES


def test_a_file_that_is_no_workbook_is_refused_and_kept_as_evidence(home):
    plan = bring(b"not a workbook", "メモ.xlsx")
    assert plan.faults
    assert ReceivedFile.objects.get().size == 14
