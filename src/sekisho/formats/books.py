"""The workbooks that people fill in: which kinds of record each holds, and what their cover sheet says. Data only."""

from collections.abc import Mapping

from sekisho import declared, observed, promised
from sekisho.planes import KINDS
from sekisho.record import Record

Kinds = tuple[type[Record], ...]

_ACCESS_AND_INSPECTIONS = (observed.Training, observed.Inspection, observed.InspectionItem)

#: The kinds of each workbook, one sheet each, in sheet order.
WORKBOOKS: Mapping[str, Kinds] = {
    "registry": KINDS,
    "checksheet": (promised.Answer,),
    "annual-report": (promised.AnnualReportItem,),
    "training": (observed.Training,),
    "inspection": (observed.Inspection, observed.InspectionItem),
    "roster": (declared.RosterEntry,),
    "contracts": (promised.Contract, promised.ClauseState, promised.VendorTerms, promised.PublicNotice),
    "observations": tuple(kind for kind in observed.KINDS if kind not in _ACCESS_AND_INSPECTIONS),
}

#: The Japanese title of each workbook, by which its cover sheet is recognised.
TITLES: Mapping[str, str] = {
    "registry": "委託先台帳",
    "checksheet": "チェックシート",
    "annual-report": "年次報告書",
    "training": "受講実績表",
    "inspection": "点検結果表",
    "roster": "取扱者名簿",
    "contracts": "契約一覧",
    "observations": "実態の記録",
}

#: Changes when a workbook of an older form can no longer be read as it stands.
FORM_VERSION = 1

COVER_SHEET = "はじめに"
CATALOGUE_SHEET = "項目の一覧"
CHOICES_SHEET = "選択肢"
FAULTS_SHEET = "エラー一覧"
#: Sheets of every workbook that hold no records.
ACCOMPANYING_SHEETS = frozenset({COVER_SHEET, CATALOGUE_SHEET, CHOICES_SHEET, FAULTS_SHEET})

COVER_BOOK = "ブック"
COVER_VERSION = "様式の版"
COVER_RANGE = "範囲"
COVER_AS_OF = "基準日"

WHOLE = "全件"
PARTIAL = "差分"
