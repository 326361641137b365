import io
from typing import Any

import openpyxl
import pytest

from sekisho.declared import Party
from sekisho.formats.books import ACCOMPANYING_SHEETS, TITLES, WORKBOOKS
from sekisho.formats.fault import Faults
from sekisho.formats.template import write_template, write_workbook
from sekisho.planes import KINDS
from sekisho.terms import PartyStanding

from .making import DAY, exported, registry


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_names_fit_excel_and_tell_sheets_and_columns_apart() -> None:
    sheets = [kind.schema.sheet for kind in KINDS]
    assert len(set(sheets)) == len(sheets)
    assert not set(sheets) & ACCOMPANYING_SHEETS
    assert all(len(sheet) <= 31 and not set(sheet) & set("[]:*?/\\") for sheet in sheets)
    for kind in KINDS:
        headings = [column.heading for column in kind.schema.columns]
        assert len(set(headings)) == len(headings), kind
        assert kind.schema.columns[0].name == "key"


def test_every_kind_is_in_the_registry_and_every_workbook_has_a_title() -> None:
    assert WORKBOOKS["registry"] == KINDS
    assert set(TITLES) == set(WORKBOOKS)
    assert len(set(TITLES.values())) == len(TITLES)


@pytest.mark.parametrize("workbook", WORKBOOKS)
def test_a_template_says_how_it_is_filled_in(workbook: str) -> None:
    book = opened(write_template(workbook))
    cover = book["はじめに"]
    assert [cover[cell].value for cell in ("B3", "B4", "B5", "B6")] == [TITLES[workbook], 1, "差分", None]
    links = {cell.value for row in cover.iter_rows() for cell in row if cell.hyperlink}
    assert links == {kind.schema.sheet for kind in WORKBOOKS[workbook]}
    for kind in WORKBOOKS[workbook]:
        sheet = book[kind.schema.sheet]
        assert [cell.value for cell in sheet[1]] == [column.heading for column in kind.schema.columns]
        assert all(cell.comment for cell in sheet[1])
        assert str(sheet["A2"].value).startswith("例：")
        assert sheet.freeze_panes == "B2"


def test_closed_columns_offer_their_choices() -> None:
    book = opened(exported())
    rules = {str(rule.sqref): rule.formula1 for rule in book["委託"].data_validations.dataValidation}
    assert rules["E2:E50001"] == '"委託,受託"'
    answers = {str(rule.sqref): rule.formula1 for rule in book["チェックシート回答"].data_validations.dataValidation}
    assert answers["D2:D50001"] == "list_check_item"
    assert book["選択肢"].sheet_state == "hidden"
    assert "list_check_item" in book.defined_names


def test_text_that_looks_like_a_formula_stays_text() -> None:
    party = Party(key="P-000", name="=HYPERLINK(1)", standing=PartyStanding.CARRIER, aliases=("@x", "+1", "-1"))
    sheet = opened(write_workbook("registry", [party], as_of=DAY))["会社"]
    assert (sheet["B2"].value, sheet["B2"].data_type, sheet["B2"].quotePrefix) == ("=HYPERLINK(1)", "s", True)
    assert sheet["F2"].quotePrefix
    assert sheet["A2"].number_format == "@"


def test_the_same_records_give_the_same_bytes_in_any_order() -> None:
    assert exported(list(reversed(registry()))) == exported()
    assert write_template("registry") == write_template("registry")


def test_dates_and_numbers_are_cells_of_their_type() -> None:
    sheet = opened(exported())["委託"]
    assert sheet["V3"].is_date
    assert sheet["V3"].number_format == "yyyy-mm-dd"


def test_what_a_cell_cannot_hold_is_refused_with_every_place() -> None:
    parties = [Party(key="P-1", name="a\x00b"), Party(key="P-2", name=""), Party(key=" P-3", name="c", country="XX")]
    with pytest.raises(Faults) as refused:
        write_workbook("registry", parties, as_of=DAY)
    assert {fault.cell for fault in refused.value.faults} == {"A2", "E2", "B3", "B4"}


def test_records_of_kinds_that_a_workbook_does_not_hold_are_left_out() -> None:
    book = opened(exported(workbook="training"))
    assert [cell.value for cell in book["受講実績"]["A"]] == ["受講番号", "TR-1"]
