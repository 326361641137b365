"""Files given as evidence: sorts, sizes, and whether they are what they are called."""

import io
import zipfile

import pytest

from sekisho.response.attachments import FILE_LIMIT, NAME_LIMIT, SORTS, wrong_attachment


def packed(*parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    return target.getvalue()


GOOD = {
    ".pdf": b"%PDF-1.7",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff\xe0",
    ".jpeg": b"\xff\xd8\xff\xe0",
    ".csv": "番号,名前".encode("cp932"),
    ".txt": "直しました。".encode("utf-16"),
    ".xlsx": packed("xl/workbook.xml"),
    ".docx": packed("word/document.xml"),
}


@pytest.mark.parametrize("ending", SORTS)
def test_every_sort_is_taken(ending):
    assert wrong_attachment(f"報告{ending}", GOOD[ending]) is None
    assert wrong_attachment(f"報告{ending.upper()}", GOOD[ending]) is None


@pytest.mark.parametrize("name", ["報告.exe", "報告.html", "報告.xlsm", "報告", "報告.pdf.zip", "報告.svg"])
def test_other_sorts_are_not(name):
    assert "受け取れない種類" in wrong_attachment(name, b"%PDF-1.7")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("報告.pdf", b"MZ\x90"),
        ("報告.png", b"%PDF-1.7"),
        ("報告.txt", b"\x00\x01\x02"),
        ("報告.xlsx", b"%PDF-1.7"),
        ("報告.xlsx", packed("word/document.xml")),
        ("報告.docx", packed("xl/workbook.xml")),
    ],
)
def test_what_is_not_what_it_is_called_is_refused(name, content):
    assert "種類と違います" in wrong_attachment(name, content)


def test_macros_are_refused():
    assert "マクロ" in wrong_attachment("報告.xlsx", packed("xl/workbook.xml", "xl/vbaProject.bin"))


def test_what_is_cut_off_is_refused():
    assert "壊れています" in wrong_attachment("報告.docx", GOOD[".docx"][:-10])


def test_sizes_and_names_have_limits():
    assert "空の" in wrong_attachment("報告.txt", b"")
    assert wrong_attachment("報告.txt", b"a" * FILE_LIMIT) is None
    assert "大きすぎます" in wrong_attachment("報告.txt", b"a" * (FILE_LIMIT + 1))
    assert "名前" in wrong_attachment("長" * NAME_LIMIT + ".txt", b"a")
