"""Workbooks for tests: a small registry that is right, and ways to spoil an exported workbook with openpyxl."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import openpyxl

from sekisho.declared import Department, Entrustment, Party, Purpose, RosterEntry
from sekisho.formats.template import write_workbook
from sekisho.observed import Inspection, Training
from sekisho.party import check_digit
from sekisho.promised import Contract
from sekisho.record import Record
from sekisho.terms import ContractKind, EntrustmentForm, InspectionMethod, PartyStanding, TrainingCourse

DAY = date(2026, 5, 1)


def number(base: int) -> str:
    """A fictional but well-formed corporate number."""
    digits = f"{base:012d}"
    return f"{check_digit(digits)}{digits}"


def registry() -> list[Record]:
    """A carrier, three companies, a chain of three tiers, and a record of some other kinds."""
    return [
        Department(key="D-01", name="お客様サービス部"),
        Party(key="P-000", name="あさひ通信株式会社", corporate_number=number(1), standing=PartyStanding.CARRIER, country="JP"),
        Party(key="P-001", name="株式会社みなと坂コンタクト", corporate_number=number(2), aliases=("みなと坂",)),
        Party(key="P-002", name="ちとせ原データ株式会社", corporate_number=number(3)),
        Party(key="P-003", name="しののめ台システムズ株式会社"),
        Purpose(
            key="U-01", name="問合せ対応", stated_purpose="お客様からの問合せに答えるため", needed_items=("subscriber_name",)
        ),
        edge("E-0001", "P-000", "P-001", purpose="U-01", department="D-01", items=("subscriber_name", "subscriber_number")),
        edge("E-0002", "P-001", "P-002", "E-0001", starts_on=date(2024, 4, 1), storage_countries=("JP", "VN")),
        edge("E-0003", "P-002", "P-003", "E-0002"),
        RosterEntry(key="R-001", person="M-1001", employer="みなと坂", entrustment="E-0001", starts_on=date(2024, 4, 1)),
        Contract(
            key="K-0001",
            entrustment="E-0001",
            orderer="P-000",
            counterparty="P-001",
            form=EntrustmentForm.BUSINESS,
            contract_kind=ContractKind.A,
        ),
        Training(key="TR-1", person="M-1001", party="P-001", course=TrainingCourse.YEARLY, completed_on=date(2026, 4, 1)),
        Inspection(key="IN-1", party="P-001", entrustment="E-0001", method=InspectionMethod.ONSITE),
    ]


def edge(key: str, entruster: str, entrustee: str, *upper: str, **more: Any) -> Entrustment:
    """An entrustment with the given ends."""
    return Entrustment(key=key, entruster=entruster, entrustee=entrustee, upper=upper, **more)


def exported(records: list[Record] | None = None, workbook: str = "registry", *, whole: bool = True) -> bytes:
    """The exported workbook of ``records`` (the small registry by default)."""
    return write_workbook(workbook, registry() if records is None else records, as_of=DAY, whole=whole)


def edited(content: bytes, edit: Callable[[Any], None]) -> bytes:
    """The workbook after ``edit`` was done to it in another program than ours."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def with_cells(content: bytes, sheet: str, cells: Mapping[str, Any]) -> bytes:
    """The workbook with these cells of a sheet set."""

    def edit(book: Any) -> None:
        for address, value in cells.items():
            book[sheet][address] = value

    return edited(content, edit)


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The zip after ``change`` was done to its parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return saved.getvalue()
