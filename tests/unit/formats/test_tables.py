"""Lists as files: words stay words, whatever they begin with."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from sekisho.formats.tables import write_csv, write_table

DANGEROUS = ["=1+1", "+81", "-5", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("http://a.example")']


@pytest.mark.parametrize("words", DANGEROUS)
def test_no_cell_is_a_formula(words):
    sheet = load_workbook(io.BytesIO(write_table("一覧", ["列"], [[words]]))).active
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == words
    written = list(csv.reader(io.StringIO(write_csv(["列"], [[words]]).decode("utf-8-sig"), newline="")))
    assert written[1] == [f"'{words}"]


def test_numbers_and_days_stay_what_they_are():
    sheet = load_workbook(io.BytesIO(write_table("一覧/月", ["数", "日", "空"], [[-5, date(2026, 4, 1), None]]))).active
    assert (sheet.title, sheet["A2"].value, sheet["B2"].value.date(), sheet["C2"].value) == (
        "一覧・月",
        -5,
        date(2026, 4, 1),
        None,
    )
    assert write_csv(["数"], [[-5]]).decode("utf-8-sig").splitlines() == ["数", "-5"]
