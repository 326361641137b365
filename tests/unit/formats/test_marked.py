import io
from typing import Any

import openpyxl

from sekisho.formats.marked import write_marked
from sekisho.formats.plan import plan_import
from sekisho.formats.workbook import read_workbook

from .making import edited, exported, registry, with_cells


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def spoiled() -> bytes:
    def spoil(book: Any) -> None:
        book["委託"]["V3"] = "2026/13/01"
        book["会社"]["B3"] = "=1+1"
        book["会社"]["H1"] = "備考"

    return edited(exported(), spoil)


def test_faulty_cells_are_coloured_and_say_why() -> None:
    content = spoiled()
    faults = plan_import(read_workbook(content, "台帳.xlsx", "registry"), []).faults
    book = opened(write_marked(content, faults))
    cell = book["委託"]["V3"]
    assert cell.value == "2026/13/01"
    assert cell.fill.fgColor.rgb == "FFFFC7CE"
    assert "日付ではありません" in cell.comment.text
    assert "見出し" in book["会社"]["H1"].comment.text
    listed = [[cell.value for cell in row] for row in book["エラー一覧"].iter_rows(min_row=2)]
    assert [row[:3] for row in listed] == [[fault.sheet, fault.cell, fault.column] for fault in faults]
    assert book["委託"]["V2"].fill.fgColor.rgb != "FFFFC7CE"


def test_the_copy_can_be_corrected_and_sent_again() -> None:
    content = with_cells(exported(), "委託", {"V3": "2026/13/01"})
    faults = read_workbook(content, "台帳.xlsx", "registry").faults
    copy = with_cells(write_marked(content, faults), "委託", {"V3": "2024-04-01"})
    assert plan_import(read_workbook(copy, "直し.xlsx", "registry"), registry()).changes_nothing


def test_a_copy_without_faults_is_the_same_registry() -> None:
    copy = write_marked(exported(), [])
    assert plan_import(read_workbook(copy, "写し.xlsx", "registry"), registry()).changes_nothing
    assert write_marked(exported(), []) == copy


def test_a_file_that_cannot_be_read_gives_the_list_alone() -> None:
    faults = read_workbook(b"%PDF-1.7", "台帳.xlsx", "registry").faults
    book = opened(write_marked(b"%PDF-1.7", faults))
    assert book.sheetnames == ["エラー一覧"]
    assert "PDFです" in book["エラー一覧"]["E2"].value
