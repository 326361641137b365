"""The values of a checked workbook's cells, sheet by sheet. Knows the reader of spreadsheets, and that it may fail."""

import io

from python_calamine import CalamineWorkbook

from sekisho.formats.container import Container
from sekisho.formats.fault import Fault, Faults
from sekisho.formats.misread import Cell

Rows = list[list[Cell]]

_REMEDY = "Excelで開き、「名前を付けて保存」でxlsx形式に保存し直してください。"


def read_values(container: Container, file: str) -> dict[str, Rows]:
    """Every sheet's cells from A1 on, in workbook order. Raises Faults when the parts do not make a workbook."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(container.content)) as book:
            return {sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in container.sheets}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the reader is not an Exception
        raise Faults([Fault(file, "Excelのブックとして読めません", _REMEDY)]) from error
