"""The reception's list of inquiries (``inquiry,customer,received_on,closed_on,party``) → which customer asked when.

Knows the headings; the time of day is left aside, the day is Japan's. Refuses to know look-ups. All faults at once: an inquiry
that was not read would make an honest look-up look like one without.
"""

import re
from datetime import date, datetime, timedelta, timezone

from sekisho.detection.lists import Inquiry
from sekisho.formats.dates import read_date
from sekisho.formats.fault import Fault, Faults
from sekisho.formats.headed_lists import Heading, ListRow, read_rows
from sekisho.formats.misread import Misread

_HEADING = Heading(
    {
        "inquiry": ("inquiry", "受付番号", "問合せ番号", "問い合わせ番号", "受付の番号"),
        "customer": ("customer", "顧客番号", "顧客", "お客様番号"),
        "received_on": ("received_on", "received_at", "受付日", "受付日時"),
        "closed_on": ("closed_on", "closed_at", "完了日", "完了日時", "終了日", "終了日時"),
        "party": ("party", "会社番号", "会社", "委託先", "委託先番号"),
    },
    ("inquiry", "customer", "received_on"),
    "UTF-8 の CSV（見出し inquiry,customer,received_on,closed_on,party）で保存してください。",
)
_JAPAN = timezone(timedelta(hours=9))
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}.*$")


def read_inquiries(content: bytes, name: str) -> tuple[Inquiry, ...]:
    """The inquiries in a file called ``name``: CSV in any encoding used in Japan, or a workbook. Raises Faults."""
    found: list[Inquiry] = []
    faults: list[Fault] = []
    for row in read_rows(content, name, _HEADING):
        read = _read(row)
        if isinstance(read, Inquiry):
            found.append(read)
        else:
            faults.extend(read)
    if faults:
        raise Faults(faults)
    return tuple(found)


def _read(row: ListRow) -> Inquiry | list[Fault]:
    """The inquiry of a row, or every fault of it. One that has no last day was open on its first day only."""
    faults = [
        row.fault(column, "空です", "値を入れるか、行を消してください。") for column in _HEADING.needed if not row.cells[column]
    ]
    first, last = (_day(row, column, faults) for column in ("received_on", "closed_on"))
    if first and last and last < first:
        faults.append(row.fault("closed_on", "受付日より前です", "日付を確かめてください。", row.cells["closed_on"]))
    if faults or first is None:
        return faults
    return Inquiry(row.cells["inquiry"], row.cells["customer"], first, last or first, row.cells["party"])


def _day(row: ListRow, column: str, faults: list[Fault]) -> date | None:
    written = row.cells[column]
    try:
        moment = datetime.fromisoformat(written)
        if moment.tzinfo is not None:
            return moment.astimezone(_JAPAN).date()
    except (ValueError, OverflowError):
        pass  # no moment with an offset: a day, perhaps with the time on the wall
    try:
        return read_date(_TIME.sub("", written)) if written else None
    except Misread as misread:
        faults.append(row.fault(column, misread.why, misread.remedy, written))
        return None
