"""A workbook that people sent, to records with their places; every fault at once.

Knows the cover sheet and which sheets a workbook has. Refuses to know what is already registered: references are kept as they
stand, and resolved when the import is planned (``plan``).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rapidfuzz import process

from sekisho.formats.books import (
    ACCOMPANYING_SHEETS,
    COVER_AS_OF,
    COVER_BOOK,
    COVER_RANGE,
    COVER_SHEET,
    COVER_VERSION,
    FORM_VERSION,
    PARTIAL,
    TITLES,
    WHOLE,
    WORKBOOKS,
    Kinds,
)
from sekisho.formats.container import open_container
from sekisho.formats.dates import read_date
from sekisho.formats.fault import Fault, Faults
from sekisho.formats.misread import Cell, Misread, as_text, whole_number
from sekisho.formats.place import Place
from sekisho.formats.sheet import SheetRows, Unread, read_sheet
from sekisho.formats.values import Rows, read_values
from sekisho.record import Record


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a workbook says. ``rows`` are the rows without fault, references as people wrote them.

    ``whole`` is True when rows missing from the file are meant to be ended (範囲: 全件). ``kinds`` are those whose sheet was
    present. ``unread`` holds what could be read of the rows with faults: other rows may refer to them. ``unknown`` are kinds
    of which the file should tell but nothing could be read: what refers to them cannot be judged.
    """

    workbook: str
    name: str
    as_of: date | None
    whole: bool
    kinds: frozenset[type[Record]]
    rows: tuple[tuple[Record, Place], ...]
    faults: tuple[Fault, ...]
    unread: tuple[Unread, ...] = ()
    unknown: frozenset[type[Record]] = frozenset()


@dataclass(frozen=True, slots=True)
class _Cover:
    whole: bool
    as_of: date | None


def read_workbook(
    content: bytes, name: str, workbook: str | None, told: Callable[[int, int], None] = lambda _done, _total: None
) -> Submitted:
    """Read the file ``content``, called ``name``, as the workbook ``workbook`` (a name of ``WORKBOOKS``; None: as it says).

    Never raises for a bad file: everything that is wrong with it is in ``faults``. ``told`` hears of every sheet that is
    read, and how many there are.
    """
    try:
        container = open_container(content, name)
        sheets = read_values(container, name)
        workbook = workbook or _titled(sheets)
        cover = _read_cover(sheets, name, workbook)
    except Faults as refused:
        return Submitted(workbook or "registry", name, None, False, frozenset(), (), refused.faults)
    kinds = WORKBOOKS[workbook]
    faults = [*_unknown_sheets(sheets, kinds, name), *_missing_sheets(sheets, kinds, cover, name)]
    present = [kind for kind in kinds if kind.schema.sheet in sheets]
    read = []
    for done, kind in enumerate(present):
        told(done, len(present))
        read.append(read_sheet(kind, sheets[kind.schema.sheet], container.sheets[kind.schema.sheet], name))
    return _gathered(workbook, name, cover, read, faults)


def _titled(sheets: Mapping[str, Rows]) -> str:
    """The workbook whose title the cover bears; the registry when it bears none, so that the cover is told of as a fault."""
    titles = {title: name for name, title in TITLES.items()}
    said = (row[1] for row in sheets.get(COVER_SHEET, ()) if len(row) > 1 and str(row[0]).strip() == COVER_BOOK)
    return titles.get(str(next(said, "")).strip(), "registry")


def _gathered(workbook: str, name: str, cover: _Cover, read: list[SheetRows], faults: list[Fault]) -> Submitted:
    for sheet in read:
        faults.extend(sheet.faults)
    legible = frozenset(sheet.kind for sheet in read if sheet.legible)
    wanted = WORKBOOKS[workbook] if cover.whole else [sheet.kind for sheet in read]
    return Submitted(
        workbook=workbook,
        name=name,
        as_of=cover.as_of,
        whole=cover.whole,
        kinds=legible,
        unknown=frozenset(wanted) - legible,
        rows=tuple(row for sheet in read for row in sheet.rows),
        faults=tuple(faults),
        unread=tuple(row for sheet in read for row in sheet.unread),
    )


def _read_cover(sheets: Mapping[str, Rows], name: str, workbook: str) -> _Cover:
    if COVER_SHEET not in sheets:
        raise Faults(
            [
                Fault(
                    name,
                    f"「{COVER_SHEET}」のシートがありません",
                    f"「{TITLES[workbook]}」の様式か、書き出したブックに入れてください。",
                )
            ]
        )
    lines = [(number, row) for number, row in enumerate(sheets[COVER_SHEET], start=1) if len(row) > 1]
    said = {str(row[0]).strip(): (number, row[1]) for number, row in reversed(lines)}
    faults: list[Fault] = []

    def value(label: str) -> Cell:
        return said.get(label, (0, ""))[1]

    def refuse(label: str, why: str, remedy: str) -> None:
        row = said[label][0] if label in said else None
        cell = f"B{row}" if row else None
        faults.append(Fault(name, why, remedy, COVER_SHEET, cell, row, label, as_text(value(label)) or None))

    if value(COVER_BOOK) != TITLES[workbook]:
        refuse(
            COVER_BOOK, f"「{TITLES[workbook]}」のブックではありません", "取り込むファイルとブックの種類を確かめてください。"
        )
        raise Faults(faults)
    if whole_number(value(COVER_VERSION)) != FORM_VERSION:
        refuse(COVER_VERSION, f"この様式の版（{FORM_VERSION}）ではありません", "新しい様式に写してください。")
    if value(COVER_RANGE) not in (WHOLE, PARTIAL):
        refuse(COVER_RANGE, f"{WHOLE}でも{PARTIAL}でもありません", f"{WHOLE}か{PARTIAL}を選んでください。")
    as_of = None
    try:
        as_of = read_date(value(COVER_AS_OF)) if value(COVER_AS_OF) != "" else None
    except Misread as misread:
        refuse(COVER_AS_OF, misread.why, misread.remedy)
    if faults:
        raise Faults(faults)
    return _Cover(whole=value(COVER_RANGE) == WHOLE, as_of=as_of)


def _unknown_sheets(sheets: Mapping[str, Rows], kinds: Kinds, name: str) -> Iterator[Fault]:
    known = [kind.schema.sheet for kind in kinds]
    missing = [sheet for sheet in known if sheet not in sheets]
    for sheet, rows in sheets.items():
        if rows and sheet not in known and sheet not in ACCOMPANYING_SHEETS:
            near = process.extractOne(sheet, missing, score_cutoff=50)
            remedy = f"「{near[0]}」のことなら、シート名を直してください。" if near else "要らなければシートを消してください。"
            yield Fault(name, "このブックにないシートです", remedy, sheet=sheet)


def _missing_sheets(sheets: Mapping[str, Rows], kinds: Kinds, cover: _Cover, name: str) -> Iterator[Fault]:
    missing = [kind.schema.sheet for kind in kinds if kind.schema.sheet not in sheets]
    if cover.whole or len(missing) == len(kinds):
        remedy = f"シートを戻すか、{COVER_SHEET}の{COVER_RANGE}を「{PARTIAL}」にしてください。" if cover.whole else ""
        for sheet in missing:
            yield Fault(name, "シートがありません", remedy or "様式のシートに入れてください。", sheet=sheet)
