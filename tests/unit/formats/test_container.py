import io
import zipfile
from typing import Any

import pytest

from sekisho.formats import container as limits
from sekisho.formats.container import open_container
from sekisho.formats.fault import Faults

from .making import edited, exported, repacked, with_cells


def why(content: bytes) -> str:
    with pytest.raises(Faults) as refused:
        open_container(content, "台帳.xlsx")
    return "\n".join(str(fault) for fault in refused.value.faults)


def zipped(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/"), part)
    return packed.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空のファイルです"),
        (OLE + "Workbook".encode("utf-16-le"), "古いExcel形式（xls）"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "パスワードで保護"),
        (OLE + "WordDocument".encode("utf-16-le"), "古いOffice形式"),
        (b"%PDF-1.7\n", "PDFです"),
        ("委託番号,委託元\nE-1,P-1\n".encode("cp932"), "CSVなどの文字のファイル"),
        ("委託番号,委託元\n".encode(), "CSVなどの文字のファイル"),
        (b"\xef\xbb\xbf<html><table></table></html>", "HTMLかXML"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "画像です"),
        (b"\x01\x00\x02\x00", "Excelのブック（xlsx）ではありません"),
        (b"PK\x03\x04broken", "壊れています"),
        (zipped(a=b"1"), "Excelのブックではない圧縮ファイル"),
        (zipped(word__document=b"1", **{"word__document.xml": b"<a/>"}), "Wordの文書"),
        (zipped(**{"xl__workbook.bin": b"1"}), "xlsb"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_files_called_xlsx(content: bytes, said: str) -> None:
    assert said in why(content)


def test_a_truncated_workbook() -> None:
    content = exported()
    for size in (40, len(content) // 2, len(content) - 10):
        assert "壊れています" in why(content[:size])


def test_a_directory_that_points_before_the_file() -> None:
    content = bytearray(exported())
    end = content.rindex(b"PK\x05\x06")
    start = int.from_bytes(content[end + 16 : end + 20], "little")
    content[end + 16 : end + 20] = (start + 2**20).to_bytes(4, "little")
    assert "壊れています" in why(bytes(content))


def test_a_flipped_byte_in_a_part_is_noticed() -> None:
    content = bytearray(exported())
    content[len(content) // 3] ^= 0xFF
    assert "壊れています" in why(bytes(content))


def test_a_zip_bomb_by_ratio_by_sum_and_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def blown(parts: dict[str, bytes]) -> None:
        parts["xl/worksheets/sheet2.xml"] = b"<worksheet>" + b" " * 30_000_000 + b"</worksheet>"

    assert "異常に大きく" in why(repacked(exported(), blown))
    monkeypatch.setattr(limits, "UNPACKED_LIMIT", 20_000)
    assert "異常に大きく" in why(exported())
    monkeypatch.undo()
    monkeypatch.setattr(limits, "PART_COUNT_LIMIT", 10)
    assert "数が多すぎる" in why(exported())


def test_a_part_that_lies_about_its_size() -> None:
    content = exported()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/workbook.xml").file_size
    lying = content.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != content
    assert "壊れています" in why(lying)


def test_the_same_part_twice() -> None:
    packed = io.BytesIO(exported())
    with zipfile.ZipFile(packed, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/workbook.xml", b"<other/>")
    assert "同じ名前の部品" in why(packed.getvalue())


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/vbaProject.bin", "マクロ"),
        ("xl/macrosheets/sheet1.xml", "マクロ"),
        ("xl/externalLinks/externalLink1.xml", "ほかのブックへのリンク"),
        ("xl/embeddings/oleObject1.bin", "埋め込まれた"),
        ("xl/connections.xml", "外部データへの接続"),
    ],
)
def test_parts_that_do_more_than_hold_values(part: str, said: str) -> None:
    assert said in why(repacked(exported(), lambda parts: parts.update({part: b"<a/>"})))


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE a [<!ENTITY x "boom">]>',
        b'<!DOCTYPE a SYSTEM "http://example.com/a.dtd">',
    ],
)
def test_entities_are_refused_before_anything_parses_them(declaration: bytes) -> None:
    def spoil(parts: dict[str, bytes]) -> None:
        sheet = "xl/worksheets/sheet3.xml"
        parts[sheet] = parts[sheet].replace(b"?>", b"?>" + declaration, 1)

    assert "実体参照" in why(repacked(exported(), spoil))


def test_a_part_in_another_encoding_cannot_hide_a_declaration() -> None:
    hidden = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")
    assert "実体参照" in why(repacked(exported(), lambda parts: parts.update({"xl/worksheets/sheet3.xml": hidden})))


def test_dates_counted_from_1904() -> None:
    def count_from_1904(book: Any) -> None:
        book.epoch = __import__("openpyxl").utils.datetime.CALENDAR_MAC_1904

    assert "1904年" in why(edited(exported(), count_from_1904))


def test_a_cell_far_away_is_refused_before_memory_is_taken_for_the_space_between() -> None:
    message = why(with_cells(exported(), "会社", {"XFD1048576": "x"}))
    assert "会社" in message
    assert "XFD1048576" in message


def test_a_far_cell_cannot_hide_behind_other_quotes() -> None:
    def hide(parts: dict[str, bytes]) -> None:
        name = next(name for name, part in parts.items() if b'r="XFD1048576"' in part)
        parts[name] = parts[name].replace(b'r="XFD1048576"', b"r='&#88;FD1048576'")

    assert "XFD1048576" in why(repacked(with_cells(exported(), "会社", {"XFD1048576": "x"}), hide))


def test_formulas_errors_and_merged_ranges_are_found() -> None:
    def spoil(book: Any) -> None:
        book["会社"]["B3"] = "=1+1"
        book["会社"]["B4"] = "#N/A"
        book["会社"].merge_cells("C2:C4")

    scan = open_container(edited(exported(), spoil), "a.xlsx").sheets["会社"]
    assert scan.formulas == {(3, 2)}
    assert scan.errors == {(4, 2)}
    assert [merged.address for merged in scan.merged] == ["C2:C4"]
    assert scan.merged[0].holds(3, 3)
    assert not scan.merged[0].holds(5, 3)


def test_only_checked_parts_go_to_the_reader() -> None:
    content = repacked(exported(), lambda parts: parts.update({"xl/media/image1.png": b"\x89PNG"}))
    with zipfile.ZipFile(io.BytesIO(open_container(content, "a.xlsx").content)) as archive:
        names = archive.namelist()
    assert "xl/media/image1.png" not in names
    assert "xl/workbook.xml" in names
