"""Is everything as it was written? Whoever changes the log, a kept file or a record past Sekisho gives himself away."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from sekisho import declared, observed
from sekisho.evidence import verify_bundle
from sekisho.terms import Outcome
from sekisho_site.records.models import (
    MODELS,
    EntrustmentUpper,
    EvidenceHead,
    EvidenceLeaf,
    ReceivedFile,
    ReconcileRun,
    StoredFinding,
)
from sekisho_site.records.operations.ledger import LedgerError
from sekisho_site.records.queries import evidence_bundle, verify_workspace
from sekisho_site.records.vault import kept_at
from sekisho_site.usecases import import_workbook, reconcile_records
from tests.factories.registry import AS_OF, RECORDS, workbook

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def written(home):
    import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", by="M-1", at=AT)
    import_workbook(workbook(*RECORDS[:-1]), "台帳2.xlsx", workbook="registry", by="M-1", at=AT + timedelta(days=1))
    reconcile_records(by="M-1", at=AT + timedelta(days=2), as_of=AS_OF)


def told():
    report = verify_workspace()
    assert report.outcome is Outcome.CONFLICTS
    return [fault.place for fault in report.faults], " ".join(fault.why_ja for fault in report.faults)


def test_what_nobody_touched_is_whole():
    report = verify_workspace()
    assert (report.outcome, report.faults, report.files) == (Outcome.AGREES, (), 2)


def test_a_changed_leaf():
    leaf = EvidenceLeaf.objects.get(index=2)
    leaf.payload = leaf.payload.replace("M-1", "M-2")
    leaf.save()
    assert verify_workspace().first_bad == 2
    assert "2番の証跡" in told()[1]


def test_a_removed_leaf():
    EvidenceLeaf.objects.filter(index=2).delete()
    assert verify_workspace().first_bad == 2


def test_a_changed_head():
    EvidenceHead.objects.order_by("size").first().delete()
    EvidenceHead.objects.update(root="0" * 64)
    assert verify_workspace().outcome is Outcome.CONFLICTS


def test_a_changed_file():
    kept = kept_at(ReceivedFile.objects.first().sha256)
    kept.chmod(0o600)
    kept.write_bytes(b"another content")
    places, why = told()
    assert places == [f"evidence/{kept.parent.name}/{kept.name}"]
    assert "中身が変わっています" in why


def test_a_removed_file():
    kept_at(ReceivedFile.objects.first().sha256).unlink()
    assert "封じたファイルがありません" in told()[1]


def test_a_record_changed_past_the_log():
    MODELS[declared.Party].objects.filter(key="P-001").update(name="別の会社")
    assert told()[0] == ["会社 P-001"]


def test_a_record_removed_past_the_log():
    MODELS[declared.Department].objects.all().delete()
    places, why = told()
    assert places == ["部署 D-01"]
    assert "台帳にありません" in why


def test_a_record_brought_back_past_the_log():
    ended = next(model for model in MODELS.values() if model.objects.filter(known_until__isnull=False).exists())
    ended.objects.update(known_until=None)
    assert told()[0] == ["入退室 DE-0001"]


@pytest.mark.parametrize(
    "change",
    [
        {"recorded_by": "M-9"},
        {"known_from": AT - timedelta(days=9)},
        {"place": "会社!A99"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_who_when_and_whence_of_a_record_changed_past_the_log(change):
    MODELS[declared.Party].objects.filter(key="P-001").update(**change)
    places, why = told()
    assert places == ["会社 P-001"]
    assert "出どころ" in why


@pytest.mark.parametrize("touch", [lambda old: old.update(person="M-9999"), lambda old: old.delete()], ids=["changed", "gone"])
def test_an_earlier_version_changed_past_the_log(touch):
    touch(MODELS[observed.DoorEntry].objects.filter(known_until__isnull=False))
    places, why = told()
    assert places == ["入退室 DE-0001"]
    assert "前の版が" in why


def test_a_record_that_can_no_longer_be_read():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_entrustment SET upper = '7' WHERE key = 'E-0001'")
    assert told()[0] == ["委託 E-0001"]


def test_the_index_of_the_chain_changed_past_the_log():
    EntrustmentUpper.objects.all().delete()
    assert told()[0] == ["委託"]


@pytest.mark.parametrize(
    ("touch", "place"),
    [
        (lambda: StoredFinding.objects.update(explanation="問題ありません。"), "指摘"),
        (lambda: StoredFinding.objects.update(severity="low"), "指摘"),
        (lambda: StoredFinding.objects.all().delete(), "指摘"),
        (lambda: ReconcileRun.objects.update(conflicts=0), "照合 "),
        (lambda: ReceivedFile.objects.filter(name="台帳.xlsx").update(name="別.xlsx"), "受け取ったファイル 別.xlsx"),
    ],
    ids=["words", "weight", "gone", "run", "file"],
)
def test_what_was_found_or_received_changed_past_the_log(touch, place):
    touch()
    assert all(told.startswith(place) for told in told()[0])


def test_a_head_dated_anew():
    EvidenceHead.objects.update(at=AT - timedelta(days=9))
    assert "封印の時刻" in told()[1]


def test_nothing_is_built_upon_peaks_that_were_changed():
    newest = EvidenceHead.objects.order_by("-size").first()
    newest.peaks = ["0" * 64 for _ in newest.peaks]
    newest.save()
    assert "添えた値" in told()[1]
    with pytest.raises(LedgerError, match="何も書き足しません"):
        reconcile_records(by="M-1", at=AT + timedelta(days=3), as_of=AS_OF)


def test_a_leaf_that_is_no_text_any_more():
    if connection.vendor != "sqlite":
        return  # other databases take no text that is none
    with connection.cursor() as cursor:
        cursor.execute("""UPDATE records_evidenceleaf SET payload = CAST(X'FF00FE' AS TEXT) WHERE "index" = 2""")
    assert verify_workspace().first_bad == 2


def test_the_bundle_is_whole_on_another_machine(tmp_path):
    evidence_bundle(tmp_path / "evidence.zip")
    report = verify_bundle(tmp_path / "evidence.zip")
    assert (report.outcome, report.files) == (Outcome.AGREES, 2)
    assert report.log.size == EvidenceLeaf.objects.count()
