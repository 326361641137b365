"""Dates as people write them in spreadsheets, to calendar days.

Knows ISO, slashes, Japanese words, eras, eight digits and Excel's serial numbers. Refuses to guess: two-digit years, day and
month without order, days the calendar or the era does not have.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta

from sekisho.formats.misread import Cell, Misread, whole_number

_REMEDY = "2026-04-01 のように入れてください。"
#: Excel counts days from here; the count is right from 1900-03-01 on.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range((date(1990, 1, 1) - _SERIAL_ZERO).days, (date(2101, 1, 1) - _SERIAL_ZERO).days)
_FIRST_DAY = date(1900, 3, 1)
_DASHES = str.maketrans("‐‑–—−ー", "------")
_TIME = r"(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?"
_WESTERN = re.compile(rf"(\d{{4}})(?: ?年 ?(\d{{1,2}}) ?月 ?(\d{{1,2}}) ?日|([-/.])(\d{{1,2}})\4(\d{{1,2}})){_TIME}")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_JAPANESE = re.compile(
    r"(令和|平成|昭和|[RHS]) ?(元|\d{1,2})(?: ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日|([-/.])(\d{1,2})\5(\d{1,2}))", re.IGNORECASE
)
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{1,4}")
#: Era, first day, last day (government ordinances on the change of era).
_ERAS = {
    "R": ("令和", date(2019, 5, 1), date.max),
    "H": ("平成", date(1989, 1, 8), date(2019, 4, 30)),
    "S": ("昭和", date(1926, 12, 25), date(1989, 1, 7)),
}
_ERA_LETTERS = {name: letter for letter, (name, _, _) in _ERAS.items()}


def read_date(cell: Cell) -> date:
    """The day a cell means.

    >>> [str(read_date(text)) for text in ("2026/4/1", "２０２６年４月１日", "20260401", "R8.4.1", "令和8年4月1日", 46113.0)]
    ['2026-04-01', '2026-04-01', '2026-04-01', '2026-04-01', '2026-04-01', '2026-04-01']

    Raises Misread for anything that is not a day, or not one day only.
    """
    if isinstance(cell, datetime):
        if (cell.hour, cell.minute, cell.second) != (0, 0, 0):
            raise Misread("時刻の付いた日付です", "日付だけを入れてください。")
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str):
        return _read_text(cell)
    return _read_number(whole_number(cell))


def _read_number(number: int | None) -> date:
    if number is not None and number in _SERIALS:
        return _SERIAL_ZERO + timedelta(days=number)
    if number is not None and re.fullmatch(r"(?:19|20)\d{6}", str(number)):
        return _read_text(str(number))
    raise Misread("日付と読めない値です", _REMEDY)


def _read_text(text: str) -> date:
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    if match := _WESTERN.fullmatch(folded):
        year, *parts = match.group(1, 2, 3, 5, 6)
        return _day(int(year), *_month_and_day(parts))
    if match := _EIGHT.fullmatch(folded):
        return _day(*(int(part) for part in match.groups()))
    if match := _JAPANESE.fullmatch(folded):
        era, year, *parts = match.group(1, 2, 3, 4, 6, 7)
        return _era_day(era, 1 if year == "元" else int(year), *_month_and_day(parts))
    if _SHORT_YEAR.fullmatch(folded):
        raise Misread("年が西暦か和暦か、どれが年か決められません", "2026-04-01 のように、西暦4桁の年から入れてください。")
    raise Misread("日付ではありません", _REMEDY)


def _month_and_day(parts: list[str | None]) -> tuple[int, int]:
    month, day = (int(part) for part in parts if part)
    return month, day


def _day(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise Misread("日付ではありません（暦にない日です）", _REMEDY) from None
    if found < _FIRST_DAY:
        raise Misread("古すぎて日付のセルに入りません", "1900-03-01 以後の日付を入れてください。")
    return found


def _era_day(era: str, year: int, month: int, day: int) -> date:
    name, first, last = _ERAS[_ERA_LETTERS.get(era, era.upper())]
    found = _day(first.year + year - 1, month, day)
    if not first <= found <= last:
        raise Misread(f"{name}にない日です", f"西暦で入れてください（数えると {found.isoformat()} です）。")
    return found
