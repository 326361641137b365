"""Files as they come from people: each that cannot be taken is refused with its cell, whole, and without a traceback."""

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest

from tests.factories.registry import RECORDS, workbook
from tests.functional.driving import kept, sekisho

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def book_with(change):
    """A registry after ``change`` was done to it in another program."""

    def made():
        book = openpyxl.load_workbook(io.BytesIO(workbook(*RECORDS)))
        change(book)
        saved = io.BytesIO()
        book.save(saved)
        return saved.getvalue()

    return made


def cells(sheet, **values):
    """A registry with these cells set."""

    def change(book):
        for address, value in values.items():
            book[sheet][address] = value

    return book_with(change)


def parts(**added):
    """A registry with these parts put into its zip."""

    def made():
        packed = io.BytesIO(workbook(*RECORDS))
        with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
            for name, content in added.items():
                archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
        return packed.getvalue()

    return made


def with_a_cycle(book):
    edges = book["委託"]
    edges["B2"], edges["D2"] = "P-002", "E-0002"


def with_a_long_paste(book):
    parties = book["会社"]
    for number in range(10_000):
        wrong = "1111111111111" if number % 33 == 0 and number < 9_900 else None
        parties.append([f"Q-{number:05}", f"株式会社ためし{number:05}", wrong])


def foreign():
    saved = io.BytesIO()
    openpyxl.Workbook().save(saved)
    return saved.getvalue()


#: How the file is made, and what the messages must say, one line each.
BAD = {
    "a workbook of another kind": (foreign, ["「はじめに」のシートがありません"]),
    "a sheet missing": (book_with(lambda book: book.remove(book["委託"])), ["委託: シートがありません"]),
    "a heading renamed": (cells("委託", V1="はじまりの日"), ["委託!V1", "『開始日』の列がありません"]),
    "a title above the headings": (
        book_with(lambda book: book["委託"].insert_rows(1)),
        ["委託!1行目: 見出しが1行目になく、2行目"],
    ),
    "merged cells": (book_with(lambda book: book["委託"].merge_cells("H2:H3")), ["委託!H2:H3: 結合されたセル"]),
    "wrong dates": (
        cells("委託", V2="平成35年1月1日", V3="きのう", W2=-5, W3=datetime(2026, 4, 1, 13, 5)),  # noqa: DTZ001
        ["委託!V2『開始日』", "委託!V3『開始日』", "委託!W2『終了日』", "委託!W3『終了日』"],
    ),
    "an unknown company": (cells("委託", C2="P-999"), ["委託!C2『委託先』: 「P-999」は「会社」にありません"]),
    "a key twice": (
        book_with(lambda book: book["会社"].append(["P-001", "株式会社みなと坂コンタクト"])),
        ["会社!A5『会社番号』: 「P-001」は会社!A3 と同じ番号です"],
    ),
    "a wrong corporate number": (cells("会社", C3="1234567890123"), ["会社!C3『法人番号』: 「1234567890123」", "検査数字"]),
    "a cycle": (book_with(with_a_cycle), ["委託!D2『上位の委託番号』", "委託が一回りしています", "委託!D3"]),
    "an old Excel file": (lambda: OLE + "Workbook".encode("utf-16-le"), ["古いExcel形式（xls）"]),
    "a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), ["パスワードで保護"]),
    "a zip bomb": (parts(xl__media__image1_DOT_png=bytes(300_000_000)), ["展開すると異常に大きくなります"]),
    "a formula": (cells("委託", C2="=1+1", V3="=TODAY()"), ["委託!C2『委託先』: 数式", "委託!V3『開始日』: 数式"]),
    "macros": (parts(xl__vbaProject_DOT_bin=b"x"), ["マクロを含むブック"]),
    "external links": (parts(xl__externalLinks__externalLink1_DOT_xml=b"<x/>"), ["ほかのブックへのリンク"]),
    "a truncated file": (lambda: workbook(*RECORDS)[:5000], ["壊れています"]),
    "a CSV file": (lambda: "会社番号,会社名\nP-001,あ\n".encode("cp932"), ["CSVなどの文字のファイル"]),
    "an empty file": (lambda: b"", ["空のファイルです"]),
    "an image": (lambda: PNG, ["画像です"]),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_workbook(fault, small, tmp_path):
    make, said = BAD[fault]
    path = tmp_path / "受け取った 台帳.xlsx"
    path.write_bytes(make())
    before = kept(small)
    done = sekisho("import", "registry", path, home=small)
    assert done.returncode == 2
    assert done.stdout == ""
    lines = [line for line in done.stderr.splitlines() if line.startswith(path.name) and "確かめています" not in line]
    for words in said:
        assert any(words in line for line in lines), done.stderr
    assert len(lines) <= len(said), done.stderr
    assert done.stderr.splitlines()[-1].startswith(f"{len(lines)} 件の誤りがあります。何も取り込んでいません。")
    assert kept(small) == before


def test_a_long_paste_with_hundreds_of_errors_tells_them_all_and_marks_them(small, tmp_path):
    path, marked = tmp_path / "貼り付け.xlsx", tmp_path / "写し.xlsx"
    path.write_bytes(book_with(with_a_long_paste)())
    before = kept(small)
    done = sekisho("import", "registry", path, "--marked", marked, home=small)
    assert done.returncode == 2
    assert sum("会社!C" in line for line in done.stderr.splitlines()) == 300
    assert "300 件の誤りがあります" in done.stderr
    assert kept(small) == before
    copy = openpyxl.load_workbook(marked)["会社"]
    assert copy["C5"].comment.text.startswith("「1111111111111」は法人番号として検査数字が合いません")
    assert copy["C6"].comment is None


def test_the_next_step_is_told_after_a_refusal(small, tmp_path):
    path = tmp_path / "台帳.xlsx"
    path.write_bytes(cells("委託", C2="P-999")())
    assert "--marked" in sekisho("import", "registry", path, home=small).stderr
    path.write_bytes(foreign())
    assert "sekisho export registry --template" in sekisho("import", "registry", path, home=small).stderr


LISTS = {
    "empty.md": (b"", "空のファイルです"),
    "prose.md": ("一覧は準備中です。\n".encode(), "表が見つかりません"),
    "image.md": (PNG, "文字コードが分かりません"),
    "broken.csv": ('再委託先,国\n"甲,日本\n'.encode(), "CSVとして読めません"),
    "headings.csv": ("再委託先,国\n".encode(), "再委託先が1件もありません"),
    "page.html": (b"<html><body><p>Nothing here</p>", "表が見つかりません"),
    "scan.html": (b"%PDF-1.7 x", "PDFです"),
    "old.xlsx": (OLE + "Workbook".encode("utf-16-le"), "古いExcel形式（xls）"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_bad_published_list(name, small, tmp_path):
    content, said = LISTS[name]
    path = tmp_path / name
    path.write_bytes(content)
    before = kept(small)
    done = sekisho("import", "subprocessors", path, "--party", "P-001", "--on", "2026-04-01", home=small)
    assert done.returncode == 2
    assert any(line.startswith(name) and said in line for line in done.stderr.splitlines()), done.stderr
    assert kept(small) == before
