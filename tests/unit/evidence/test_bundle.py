"""Bundles as a third party gets them: written, tampered with, checked with nothing but the file."""

import hashlib
import zipfile
from copy import copy
from io import BytesIO

import pytest

from sekisho.evidence import BundleError, Frontier, make_head, make_leaf, verify_bundle, write_bundle
from sekisho.evidence.bundle import HEADS, LEAVES, MANIFEST
from sekisho.terms import Outcome

FILES = [b"registry" * 50, b"", "回答".encode()]


def sha(data):
    return hashlib.sha256(data).hexdigest()


def content(size=12):
    leaves = [
        make_leaf(i, {"verb": "seal", "files": [{"sha256": sha(FILES[i]), "name": f"{i}.xlsx"}] if i < len(FILES) else []})
        for i in range(size)
    ]
    tree = Frontier()
    heads = []
    for leaf in leaves:
        tree.append(bytes.fromhex(leaf.hash))
        heads.append(make_head(tree, "2026-04-01T00:00:00Z"))
    return leaves, heads, [(sha(data), f"{place}.xlsx", data) for place, data in enumerate(FILES)]


@pytest.fixture
def bundle(tmp_path):
    path = tmp_path / "bundle.zip"
    write_bundle(path, *content())
    return path


def repacked(bundle, change, *, method=zipfile.ZIP_STORED):
    """The bundle again as a forger writes it: every checksum of the zip is right."""
    with zipfile.ZipFile(bundle) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with zipfile.ZipFile(bundle, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return verify_bundle(bundle)


def places(report):
    return [fault.place for fault in report.faults]


def test_a_whole_bundle_agrees(bundle):
    report = verify_bundle(bundle)
    assert report.faults == ()
    assert (report.outcome, report.files, report.log.size, report.log.sealed) == (Outcome.AGREES, 3, 12, 12)


def test_the_same_content_gives_the_same_bytes(bundle, tmp_path):
    leaves, heads, files = content()
    on_disk = tmp_path / "part"
    on_disk.write_bytes(files[0][2])
    stream = BytesIO()
    write_bundle(stream, iter(leaves), iter(heads), iter([files[2], files[1], (*files[0][:2], on_disk)]))
    assert stream.getvalue() == bundle.read_bytes()


def test_leaves_beyond_the_newest_head_are_not_fine(tmp_path):
    leaves, heads, files = content()
    write_bundle(tmp_path / "b.zip", leaves, heads[:-1], files)
    assert verify_bundle(tmp_path / "b.zip").outcome is Outcome.CANNOT_TELL


def test_a_damaged_file_is_not_written(tmp_path):
    leaves, heads, files = content()
    with pytest.raises(BundleError, match=r"ファイル「0\.xlsx」の SHA-256"):
        write_bundle(tmp_path / "b.zip", leaves, heads, [(files[0][0], "0.xlsx", b"other"), *files[1:]])


def test_a_byte_flipped_in_place_names_the_leaf_in_spite_of_the_zip_checksum(bundle):
    data = bundle.read_bytes()
    where = data.index(b'\\"seq\\":7') + 7
    bundle.write_bytes(data[:where] + b"6" + data[where + 1 :])
    report = verify_bundle(bundle)
    assert (report.first_bad, report.outcome) == (7, Outcome.CONFLICTS)


def test_a_leaf_line_that_is_no_longer_json_is_named(bundle):
    def cut(entries):
        lines = entries[LEAVES].split(b"\n")
        lines[4] = lines[4][:-1]
        entries[LEAVES] = b"\n".join(lines)

    assert repacked(bundle, cut).first_bad == 4


def test_a_removed_leaf_is_named(bundle):
    def drop(entries):
        lines = entries[LEAVES].split(b"\n")
        del lines[5]
        entries[LEAVES] = b"\n".join(lines)

    report = repacked(bundle, drop)
    assert report.first_bad == 5
    assert MANIFEST in places(report)


def test_a_changed_file_is_named_with_the_leaf_that_seals_it(bundle):
    name = f"files/{sha(FILES[2])}"
    report = repacked(bundle, lambda entries: entries.update({name: "回篤".encode()}))
    assert places(report) == [name]
    assert "2番の証跡が封じたファイルです" in report.faults[0].why_ja


def test_a_missing_file_is_named(bundle):
    name = f"files/{sha(FILES[1])}"
    report = repacked(bundle, lambda entries: entries.pop(name))
    assert places(report) == [name, MANIFEST]
    assert "1番の証跡" in report.faults[0].why_ja


def test_a_file_that_no_leaf_seals_is_named(bundle):
    name = f"files/{sha(b'new')}"
    report = repacked(bundle, lambda entries: entries.update({name: b"new"}))
    assert places(report) == [name, MANIFEST]


@pytest.mark.parametrize("name", [LEAVES, HEADS, MANIFEST])
def test_a_missing_part_is_named(bundle, name):
    report = repacked(bundle, lambda entries: entries.pop(name))
    assert name in places(report)
    assert report.outcome is Outcome.CONFLICTS


@pytest.mark.parametrize(("name", "new"), [(HEADS, b"[]\n"), (MANIFEST, b"{}"), (MANIFEST, b'{"files":3}')])
def test_an_unreadable_part_is_named(bundle, name, new):
    assert name in places(repacked(bundle, lambda entries: entries.update({name: new})))


def test_a_head_damaged_in_transit_is_told(bundle):
    data = bundle.read_bytes()
    where = data.index(b'"at":"2026') + 7
    bundle.write_bytes(data[:where] + b"1" + data[where + 1 :])
    report = verify_bundle(bundle)
    assert HEADS in places(report)


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/passwd", "files/../../x", "files/readme.txt", "note.txt", "LEAVES.ndjson"]
)
def test_a_name_that_does_not_belong_is_not_read(bundle, name):
    report = repacked(bundle, lambda entries: entries.update({name: b"x"}))
    assert places(report) == [name]


def test_compressed_entries_are_not_read(bundle):
    report = repacked(bundle, lambda entries: entries.pop(HEADS), method=zipfile.ZIP_DEFLATED)
    assert any("圧縮または暗号化" in fault.why_ja for fault in report.faults)


def test_a_zip_that_would_unfold_is_not_read(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(LEAVES, b"0" * 50_000_000)
    report = verify_bundle(path)
    assert "圧縮または暗号化" in report.faults[0].why_ja
    assert report.log.size == 0


def test_entries_that_lie_on_one_another_are_not_read(bundle):
    name = f"files/{sha(FILES[0])}"
    with zipfile.ZipFile(bundle, "a") as archive:
        for number in range(100):
            entry = copy(archive.getinfo(name))
            entry.filename = f"files/{number:064}"
            archive.filelist.append(entry)
        archive.writestr("files/" + "f" * 64, b"")
    report = verify_bundle(bundle)
    assert "あり得ません" in report.faults[0].why_ja
    assert (report.log.size, report.files) == (0, 0)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_told(bundle):
    with zipfile.ZipFile(bundle, "a") as archive:
        archive.writestr(HEADS, b"")
    assert "二つ" in verify_bundle(bundle).faults[0].why_ja


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\x03\x04" + b"\0" * 100])
def test_what_is_no_zip_is_told(tmp_path, data):
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    report = verify_bundle(path)
    assert (report.log, report.outcome, len(report.faults)) == (None, Outcome.CONFLICTS, 1)


def test_a_file_that_does_not_exist_is_told(tmp_path):
    assert "開けません" in verify_bundle(tmp_path / "none.zip").faults[0].why_ja
