"""The evidence log: numbers without gaps, heads that seal, and a clock that cannot go back."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from sekisho.evidence import verify_log
from sekisho.terms import Outcome
from sekisho_site.records.models import EvidenceHead, EvidenceLeaf
from sekisho_site.records.operations.ledger import LedgerError, open_ledger
from sekisho_site.records.queries import evidence_heads, evidence_leaves

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)


def write(count=1, at=AT):
    with open_ledger(by="M-1", at=at) as ledger:
        for number in range(count):
            ledger.note("added", "test", str(number))
    return ledger


@pytest.mark.django_db
class TestLedger:
    def test_leaves_are_numbered_and_sealed(self):
        write(3)
        write(2, at=AT + timedelta(seconds=1))
        report = verify_log(evidence_leaves(), evidence_heads())
        assert (report.outcome, report.size) == (Outcome.AGREES, 5)
        assert [head.size for head in evidence_heads()] == [3, 5]

    def test_a_leaf_says_who_did_what_when(self):
        write()
        payload = json.loads(EvidenceLeaf.objects.get().payload)
        assert payload == {
            "action": "added", "at": "2026-05-01T09:00:00Z", "by": "M-1", "key": "0", "kind": "test", "seq": 0
        }  # fmt: skip

    def test_more_leaves_than_are_written_at_once(self):
        write(4_001)
        assert verify_log(evidence_leaves(), evidence_heads()).outcome is Outcome.AGREES
        assert EvidenceLeaf.objects.count() == EvidenceHead.objects.get().size == 4_001

    def test_nothing_is_left_of_what_failed(self):
        with pytest.raises(ZeroDivisionError), open_ledger(by="M-1", at=AT) as ledger:
            for number in range(3_000):
                ledger.note("added", "test", str(number))
            raise ZeroDivisionError
        assert not EvidenceLeaf.objects.exists()
        write()
        assert verify_log(evidence_leaves(), evidence_heads()).outcome is Outcome.AGREES

    def test_a_change_without_a_leaf_is_refused(self):
        with pytest.raises(LedgerError, match="何も書かずに"), open_ledger(by="M-1", at=AT):
            pass

    def test_an_actor_is_needed(self):
        with pytest.raises(LedgerError, match="操作する人"), open_ledger(by=" ", at=AT):
            pass

    def test_who_waited_for_another_is_dated_after_it(self):
        assert write(at=AT).at == AT
        assert write(at=AT - timedelta(seconds=5)).at == AT + timedelta(microseconds=1)

    def test_a_clock_that_went_back_is_refused(self):
        write(at=AT)
        with pytest.raises(LedgerError, match="時計"):
            write(at=AT - timedelta(hours=1))

    def test_one_changed_leaf_is_named(self):
        write(5)
        EvidenceLeaf.objects.filter(index=3).update(payload='{"action":"nothing","seq":3}')
        report = verify_log(evidence_leaves(), evidence_heads())
        assert (report.outcome, report.first_bad) == (Outcome.CONFLICTS, 3)


WRITER = """
import sys
from datetime import datetime, timedelta
from sekisho_site.config.workspace import open_workspace
open_workspace()
from sekisho_site.records.operations.ledger import open_ledger
for turn in range(5):
    at = datetime.fromisoformat(sys.argv[1]) + timedelta(milliseconds=turn)
    with open_ledger(by="M-1", at=at) as ledger:
        for number in range(3):
            ledger.note("added", "test", str(number))
from sekisho.evidence import verify_log
from sekisho_site.records.queries import evidence_heads, evidence_leaves
report = verify_log(evidence_leaves(), evidence_heads())
print(report.outcome, report.size)
"""


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_at_the_same_time_wait_for_each_other(tmp_path):
    environment = {**os.environ, "SEKISHO_HOME": str(tmp_path)}
    if connection.vendor == "postgresql":
        server = connection.settings_dict
        environment["DATABASE_URL"] = f"postgres://{server['USER']}@/{server['NAME']}?host={server['OPTIONS']['host']}"
    else:
        environment.pop("DATABASE_URL", None)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, AT.isoformat()], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    told = [writer.communicate()[0].split() for writer in writers]
    assert all(writer.returncode == 0 for writer in writers)
    assert {outcome for outcome, _ in told} == {"agrees"}
    assert max(int(size) for _, size in told) == 45
