"""A backup brings everything back, on either database, and takes back nothing that is not whole."""

import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from sekisho.response.life import Step
from sekisho.roles import Permission
from sekisho.terms import Outcome
from sekisho_site.records.models import EvidenceLeaf, StoredFinding
from sekisho_site.records.operations.backups import BackupError, tables
from sekisho_site.records.queries import has_records, verify_workspace
from sekisho_site.usecases import (
    assign_findings,
    create_backup,
    import_workbook,
    reconcile_records,
    restore_backup,
    step_finding,
)
from tests.factories.office import user
from tests.factories.registry import AS_OF, RECORDS, workbook

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 1, 9, 0, 0, 123456, tzinfo=UTC)
LATER = AT + timedelta(days=3)


def content():
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in tables()}


def handle():
    """People had a finding in their hands: an owner, and an instruction that was answered with a file."""
    finding, at = StoredFinding.objects.order_by("pk")[0], AT + timedelta(days=2, hours=1)
    told = {"fingerprint": finding.pk, "permissions": frozenset(Permission), "note": "直す", "at": at}
    step_finding(step=Step.INSTRUCT, by="M-1", addressee=finding.party, due_date=at.date(), **told)
    step_finding(step=Step.ANSWER, by="M-2", files=[("報告.pdf", b"%PDF-1.7")], **told)
    assign_findings(fingerprints=[finding.pk], owner=user().number, by="M-1", at=at)


@pytest.fixture
def backup(home, settings, tmp_path):
    """A backup of a workspace with a history, what was in it, and an empty workspace to bring it back to."""
    import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", by="M-1", at=AT)
    import_workbook(workbook(*RECORDS[:-1]), "台帳.xlsx", workbook="registry", by="M-1", at=AT + timedelta(days=1))
    reconcile_records(by="M-1", at=AT + timedelta(days=2), as_of=AS_OF)
    handle()
    before = content()
    create_backup(target=tmp_path / "backup.zip", by="M-1", at=LATER)
    for model in reversed(list(tables())):
        model.objects.all()._raw_delete("default")
    settings.SEKISHO_HOME = tmp_path / "other"
    return tmp_path / "backup.zip", before


def bring_back(source):
    return restore_backup(source=source, by="M-1", at=LATER + timedelta(days=1))


def test_everything_comes_back(backup):
    source, before = backup
    bring_back(source)
    after = content()
    leaf, head = after["EvidenceLeaf"].pop(), after["EvidenceHead"].pop()
    assert '"action":"restored"' in leaf["payload"]
    assert head["size"] == leaf["index"] + 1
    assert after == before
    assert verify_workspace().outcome is Outcome.AGREES


def test_work_goes_on_after_it(backup):
    bring_back(backup[0])
    plan = import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", by="M-1", at=LATER + timedelta(days=2))
    assert len(plan.added) == 1
    assert reconcile_records(by="M-1", at=LATER + timedelta(days=3), as_of=AS_OF).run.pk
    assert verify_workspace().outcome is Outcome.AGREES


def test_a_workspace_in_use_is_left_alone(backup):
    bring_back(backup[0])
    with pytest.raises(BackupError, match="空の作業フォルダー"):
        bring_back(backup[0])


def test_the_backup_is_known_to_the_log_by_its_hash(home, tmp_path):
    sha256 = create_backup(target=tmp_path / "backup.zip", by="M-1", at=AT)
    assert sha256 in EvidenceLeaf.objects.get().payload
    assert [path.name for path in tmp_path.iterdir()] == ["backup.zip"]


def changed(source, entry, change):
    """The backup with the entries of this beginning changed."""
    target = source.with_name("changed.zip")
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as out:
        for name in archive.namelist():
            data = archive.read(name)
            out.writestr(name, change(data) if name.startswith(entry) else data)
    return target


CHANGES = {
    "a record": ("tables/Party.", lambda data: data.replace("みなと坂".encode(), "みなと丘".encode()), "最後の内容と違います"),
    "a leaf": ("tables/EvidenceLeaf.", lambda data: data[: data.rstrip().rfind(b"\n") + 1], "控えの行が"),
    "a file": ("files/", lambda data: data[:1], "中身が変わっています"),
    "the version": ("manifest", lambda data: re.sub(rb"\d{4}_\w+", b"9999_later", data), "この版の控えでは"),
    "a line": ("tables/EvidenceHead.", lambda data: data[:1], "控えとして読めません"),
}


@pytest.mark.parametrize(("entry", "change", "why"), CHANGES.values(), ids=CHANGES)
def test_what_is_not_whole_is_not_taken_back(backup, entry, change, why):
    with pytest.raises(BackupError, match=why):
        bring_back(changed(backup[0], entry, change))
    assert not has_records()
    assert not EvidenceLeaf.objects.exists()


def test_a_file_that_is_no_backup(home, tmp_path):
    (tmp_path / "note.txt").write_text("a note")
    with pytest.raises(BackupError, match="控えとして読めません"):
        bring_back(tmp_path / "note.txt")
