"""`sekisho verify` catches every hand past Sekisho, in the workspace and in a bundle, and names the first bad leaf."""

import json
import sqlite3
import zipfile

import pytest

from tests.functional.driving import sekisho


def rewrite(home, *statements):
    with sqlite3.connect(home / "db.sqlite3") as database:
        database.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            database.execute(statement)


#: What is done to the tables, and what the first line of the answer must name.
ATTACKS = {
    "a byte of a payload": (
        ["""UPDATE records_evidenceleaf SET payload = replace(payload, 'line', 'lime') WHERE "index" = 5"""],
        "5番",
    ),
    "a payload that is no text": (
        ["""UPDATE records_evidenceleaf SET payload = CAST(X'FF00FE' AS TEXT) WHERE "index" = 5"""],
        "5番",
    ),
    "a leaf hash": (
        ["""UPDATE records_evidenceleaf SET hash = substr(hash, 33) || substr(hash, 1, 32) WHERE "index" = 5"""],
        "5番",
    ),
    "the last head": (
        [
            """UPDATE records_evidencehead SET root = substr(root, 33) || substr(root, 1, 32)
                WHERE size = (SELECT max(size) FROM records_evidencehead)"""
        ],
        "封印",
    ),
    "the date of a head": (["UPDATE records_evidencehead SET at = '2001-01-01 00:00:00'"], "封印の時刻"),
    "the peaks of the heads": (["UPDATE records_evidencehead SET peaks = '[]'"], "封印に添えた値"),
    "the first leaf removed": (["""DELETE FROM records_evidenceleaf WHERE "index" = 0"""], "0番"),
    "a leaf removed": (["""DELETE FROM records_evidenceleaf WHERE "index" = 5"""], "5番"),
    "the last leaf removed": (
        ["""DELETE FROM records_evidenceleaf WHERE "index" = (SELECT max("index") FROM records_evidenceleaf)"""],
        "の証跡がありません",
    ),
    "indexes swapped": (
        [
            """UPDATE records_evidenceleaf SET "index" = -1 WHERE "index" = 5""",
            """UPDATE records_evidenceleaf SET "index" = 5 WHERE "index" = 7""",
            """UPDATE records_evidenceleaf SET "index" = 7 WHERE "index" = -1""",
        ],
        "5番",
    ),
    "contents swapped": (
        [
            'CREATE TEMP TABLE two AS SELECT * FROM records_evidenceleaf WHERE "index" IN (5, 7)',
            """UPDATE records_evidenceleaf AS leaf
                SET (payload, hash) = (SELECT payload, hash FROM two WHERE two."index" = 12 - leaf."index")
                WHERE "index" IN (5, 7)""",
        ],
        "5番",
    ),
    "a leaf put in": (
        [
            """UPDATE records_evidenceleaf SET "index" = -"index" - 1 WHERE "index" >= 5""",
            """UPDATE records_evidenceleaf SET "index" = -"index" WHERE "index" < 0""",
            """INSERT INTO records_evidenceleaf ("index", payload, hash, action, kind, key, by)
                SELECT 5, payload, hash, action, kind, key, by FROM records_evidenceleaf WHERE "index" = 2""",
        ],
        "5番",
    ),
    "a record": (["UPDATE records_party SET name = '別の会社' WHERE key = 'P-001'"], "会社 P-001"),
    "an earlier version": (["UPDATE records_doorentry SET person = 'M-9' WHERE known_until IS NOT NULL"], "入退室 DE-0001"),
    "when a record was known": (["UPDATE records_party SET known_from = '2001-01-01' WHERE key = 'P-001'"], "会社 P-001"),
    "a record that nobody can read": (["UPDATE records_party SET standing = 'king' WHERE key = 'P-001'"], "会社 P-001"),
    "a finding": (["UPDATE records_storedfinding SET explanation = '問題ありません。'"], "指摘"),
    "a run": (["UPDATE records_reconcilerun SET conflicts = 0"], "照合"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hand_in_the_database(attack, small):
    statements, named = ATTACKS[attack]
    rewrite(small, *statements)
    done = sekisho("verify", home=small)
    assert done.returncode == 1, done.stdout + done.stderr
    assert named in done.stdout.splitlines()[0]


@pytest.mark.parametrize("touch", ["remove", "flip a byte", "put a folder"])
def test_a_hand_on_a_kept_file(touch, small):
    file = next((small / "evidence").glob("*/*"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.unlink()
    if touch == "flip a byte":
        file.write_bytes(content)
    elif touch == "put a folder":
        file.mkdir()
    done = sekisho("verify", home=small)
    assert done.returncode == 1
    assert f"evidence/{file.parent.name}/{file.name}" in done.stdout.splitlines()[0]


def test_nothing_at_all_is_not_called_whole(small):
    rewrite(small, "DELETE FROM records_evidenceleaf", "DELETE FROM records_evidencehead")
    assert sekisho("verify", home=small).returncode == 1


@pytest.fixture(scope="module")
def bundle(small_home, tmp_path_factory):
    path = tmp_path_factory.mktemp("bundle") / "証跡.zip"
    assert sekisho("export", "evidence", path, home=small_home).returncode == 0
    elsewhere = path.parent / "elsewhere"
    assert sekisho("verify", path, home=elsewhere).returncode == 0
    assert not elsewhere.exists()
    return path


def lines_changed(change):
    """A change of the lines of leaves in a bundle, as a change of its entries."""

    def entries_changed(entries):
        lines = entries["leaves.ndjson"].splitlines(keepends=True)
        entries["leaves.ndjson"] = b"".join(change(lines))

    return entries_changed


def with_payload_changed(lines):
    leaf = json.loads(lines[5])
    leaf["payload"] = leaf["payload"].replace("command-line", "somebody-ELSE")
    text = json.dumps(leaf, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return [*lines[:5], text.encode() + b"\n", *lines[6:]]


def sealed_file(entries):
    return next(name for name in entries if name.startswith("files/"))


BUNDLE_ATTACKS = {
    "a payload": (lines_changed(with_payload_changed), "5番"),
    "the first leaf removed": (lines_changed(lambda lines: lines[1:]), "0番"),
    "a leaf removed": (lines_changed(lambda lines: [*lines[:5], *lines[6:]]), "5番"),
    "the last leaf removed": (lines_changed(lambda lines: lines[:-1]), "の証跡がありません"),
    "two leaves swapped": (lines_changed(lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]]), "5番"),
    "a leaf put in": (lines_changed(lambda lines: [*lines[:5], lines[2], *lines[5:]]), "5番"),
    "no heads": (lambda entries: entries.update({"heads.ndjson": b""}), "目録"),
    "a file removed": (lambda entries: entries.pop(sealed_file(entries)), "まとめの中にありません"),
    "a byte of a file": (
        lambda entries: entries.update({sealed_file(entries): b"x" + entries[sealed_file(entries)][1:]}),
        "files/",
    ),
    "a file put in": (lambda entries: entries.update({"files/" + "0" * 64: b"x"}), "files/000"),
}


@pytest.mark.parametrize("attack", BUNDLE_ATTACKS)
def test_a_hand_on_a_bundle(attack, bundle, tmp_path):
    change, named = BUNDLE_ATTACKS[attack]
    with zipfile.ZipFile(bundle) as archive:
        entries = {entry: archive.read(entry) for entry in archive.namelist()}
    change(entries)
    forged = tmp_path / "証跡.zip"
    with zipfile.ZipFile(forged, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    done = sekisho("verify", forged, home=tmp_path / "unused")
    assert done.returncode == 1, done.stdout + done.stderr
    assert named in done.stdout.splitlines()[0]


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_what_is_no_bundle(content, tmp_path):
    path = tmp_path / "証跡.zip"
    path.write_bytes(content)
    done = sekisho("verify", path, home=tmp_path / "unused")
    assert done.returncode == 1
    assert "開けません" in done.stdout
