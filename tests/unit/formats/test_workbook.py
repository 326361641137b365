from datetime import date
from typing import Any

import pytest

from sekisho.declared import Party
from sekisho.formats.books import COVER_SHEET, TITLES, WORKBOOKS
from sekisho.formats.fault import Fault
from sekisho.formats.place import Place
from sekisho.formats.template import write_template, write_workbook
from sekisho.formats.workbook import read_workbook
from sekisho.planes import KINDS
from sekisho.promised import VendorTerms

from .making import DAY, edited, exported, number, registry, repacked, with_cells

NAME = "台帳.xlsx"


def faults(content: bytes, workbook: str = "registry") -> tuple[Fault, ...]:
    return read_workbook(content, NAME, workbook).faults


def lines(content: bytes, workbook: str = "registry") -> str:
    return "\n".join(str(fault) for fault in faults(content, workbook))


def test_an_export_is_read_with_the_place_of_every_row() -> None:
    read = read_workbook(exported(), NAME, "registry")
    assert read.faults == ()
    assert {(type(item), item.key): item for item, _ in read.rows} == {(type(item), item.key): item for item in registry()}
    assert read.kinds == frozenset(KINDS)
    places = {item.key: place for item, place in read.rows}
    assert str(places["E-0002"]) == "委託!3"
    assert isinstance(places["E-0002"], Place)


@pytest.mark.parametrize("workbook", WORKBOOKS)
def test_a_template_is_an_empty_difference_of_its_own_kinds(workbook: str) -> None:
    read = read_workbook(write_template(workbook), NAME, workbook)
    assert (read.faults, read.rows, read.whole, read.as_of) == ((), (), False, None)
    assert read.kinds == frozenset(WORKBOOKS[workbook])


def test_a_row_typed_under_the_example_is_read() -> None:
    row = {"A3": "VT-9", "B3": "P-001", "C3": "規約", "D3": "3", "E3": "R8.4.1"}
    read = read_workbook(with_cells(write_template("contracts"), "約款の版", row), NAME, "contracts")
    assert read.faults == ()
    assert [item for item, _ in read.rows] == [
        VendorTerms(key="VT-9", party="P-001", document="規約", version="3", published_on=date(2026, 4, 1))
    ]


def test_an_example_row_that_was_filled_in_is_not_passed_over() -> None:
    said = lines(with_cells(write_template("contracts"), "約款の版", {"C2": "わたしの規約"}), "contracts")
    assert "約款の版!A2『約款番号』: 「例：VT-01」は例の行の印が付いています" in said


def test_a_workbook_of_another_kind() -> None:
    said = lines(exported(workbook="training"))
    assert f"{COVER_SHEET}!B3『ブック』: 「{TITLES['training']}」は「{TITLES['registry']}」のブックではありません" in said


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("B4", 99, "はじめに!B4『様式の版』: 「99」はこの様式の版（1）ではありません"),
        ("B5", "全部", "はじめに!B5『範囲』: 「全部」は全件でも差分でもありません"),
        ("B6", "きのう", "はじめに!B6『基準日』: 「きのう」は日付ではありません"),
    ],
)
def test_a_spoiled_cover(cell: str, value: Any, said: str) -> None:
    assert said in lines(with_cells(exported(), COVER_SHEET, {cell: value}))


def test_a_workbook_without_cover() -> None:
    assert "「はじめに」のシートがありません" in lines(edited(exported(), lambda book: book.remove(book[COVER_SHEET])))


def test_a_missing_sheet_is_a_fault_of_a_whole_workbook_only() -> None:
    def without(book: Any) -> None:
        book.remove(book["会社"])

    assert "台帳.xlsx 会社: シートがありません" in lines(edited(exported(), without))
    partial = read_workbook(edited(exported(whole=False), without), NAME, "registry")
    assert partial.faults == ()
    assert Party not in partial.kinds


def test_a_renamed_sheet_is_unknown_and_named() -> None:
    def rename(book: Any) -> None:
        book["会社"].title = "会社一覧"

    said = lines(edited(exported(), rename))
    assert "台帳.xlsx 会社一覧: このブックにないシートです。「会社」のことなら、シート名を直してください。" in said
    assert "台帳.xlsx 会社: シートがありません" in said


def test_an_empty_extra_sheet_does_no_harm() -> None:
    assert faults(edited(exported(), lambda book: book.create_sheet("Sheet1"))) == ()


def test_a_renamed_a_missing_and_a_repeated_column() -> None:
    said = lines(with_cells(exported(), "会社", {"B1": "社名", "D1": "会社番号", "Z1": "備考"}))
    assert "会社!B1: 「社名」はこのシートにない見出しです。" in said
    assert "会社!D1: 「会社番号」はA1 と同じ見出しです" in said
    assert "会社!Z1: 「備考」はこのシートにない見出しです" in said
    assert "『立場』の列がありません" in said
    assert "『会社名』" in said


def test_columns_may_stand_in_another_order() -> None:
    def swap(book: Any) -> None:
        sheet = book["会社"]
        for row in sheet.iter_rows(min_row=1, max_row=sheet.max_row):
            row[1].value, row[3].value = row[3].value, row[1].value

    read = read_workbook(edited(exported(), swap), NAME, "registry")
    assert read.faults == ()
    assert {item for item, _ in read.rows if isinstance(item, Party)} == {
        item for item in registry() if isinstance(item, Party)
    }


def test_values_without_a_heading() -> None:
    assert "会社!K3: 「メモ」は見出しのない列に値があります" in lines(with_cells(exported(), "会社", {"K3": "メモ"}))


def test_merged_formula_and_error_cells_are_told_once_each() -> None:
    def spoil(book: Any) -> None:
        book["会社"].merge_cells("B3:B4")
        book["委託"]["Q2"] = "=1000*120"
        book["委託"]["R3"] = "#N/A"

    found = faults(edited(exported(), spoil))
    assert [(fault.sheet, fault.cell, fault.column) for fault in found] == [
        ("会社", "B3:B4", None),
        ("委託", "Q2", "本人の数"),
        ("委託", "R3", "保存国"),
    ]


def test_a_wrong_date_names_its_cell_and_what_to_write() -> None:
    assert lines(with_cells(exported(), "委託", {"V3": "2026/13/01"})) == (
        "台帳.xlsx 委託!V3『開始日』: 「2026/13/01」は日付ではありません（暦にない日です）。2026-04-01 のように入れてください。"
    )


@pytest.mark.parametrize("cell", ["令和6年4月1日", "2024/4/1", "20240401", 45383, date(2024, 4, 1)])
def test_dates_as_people_type_them_change_nothing(cell: Any) -> None:
    read = read_workbook(with_cells(exported(), "委託", {"V3": cell}), NAME, "registry")
    assert read.faults == ()
    assert {item.key: item for item, _ in read.rows}["E-0002"] in registry()


def test_a_number_is_repeated_with_both_places() -> None:
    assert lines(with_cells(exported(), "会社", {"A4": "P-001"})) == (
        "台帳.xlsx 会社!A4『会社番号』: 「P-001」は会社!A3 と同じ番号です。番号を直すか、どちらかの行を消してください。"
    )


def test_a_row_without_a_number_and_cells_of_spaces() -> None:
    said = lines(with_cells(exported(), "会社", {"A4": None, "B5": "　"}))
    assert "会社!A4『会社番号』: 値がありません。この欄は必ず入れてください。" in said
    assert "会社!B5『会社名』: 空白だけです" in said


def test_a_wrong_check_digit() -> None:
    wrong = str((int(number(2)[0]) + 1) % 10) + number(2)[1:]
    assert (
        f"会社!C3『法人番号』: 「{wrong}」は法人番号として検査数字が合いません（先頭の数字は {number(2)[0]} のはずです）"
        in lines(with_cells(exported(), "会社", {"C3": wrong}))
    )


def test_other_rows_may_refer_to_a_row_that_could_not_be_read() -> None:
    read = read_workbook(with_cells(exported(), "会社", {"C3": "123"}), NAME, "registry")
    assert [(row.kind, row.key, row.values["name"]) for row in read.unread] == [(Party, "P-001", "株式会社みなと坂コンタクト")]


def test_ten_thousand_rows_tell_all_three_hundred_errors() -> None:
    parties = [Party(key=f"P-{n:05d}", name=f"会社{n}") for n in range(10_000)]
    content = write_workbook("registry", parties, as_of=DAY, whole=False)

    def spoil(parts: dict[str, bytes]) -> None:
        name = next(name for name, part in parts.items() if b'r="B10001"' in part)
        for row in range(2, 302):
            number_cell = f'<c r="C{row}"><v>{row}</v></c><c r="D{row}"'.encode()
            parts[name] = parts[name].replace(f'<c r="D{row}"'.encode(), number_cell)

    found = faults(repacked(content, spoil))
    assert len(found) == 300
    assert {fault.cell for fault in found} == {f"C{row}" for row in range(2, 302)}


def test_a_broken_part_is_a_fault_and_not_a_traceback() -> None:

    def spoil(parts: dict[str, bytes]) -> None:
        parts["xl/worksheets/sheet3.xml"] = parts["xl/worksheets/sheet3.xml"][:200]

    assert "台帳.xlsx: Excelのブックとして読めません" in lines(repacked(exported(), spoil))
