"""Moments as logs write them, to microseconds since 1970 in UTC.

Knows ISO 8601, slashes, Japanese words and eras, morning and afternoon, the forms of syslog and of web servers, and counted
seconds. Refuses to guess: days that the calendar does not have, and days and months without order, are unreadable.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from sekisho.formats.dates import read_date
from sekisho.formats.events.unread import Unread, shown
from sekisho.formats.misread import Misread

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = (datetime.min.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
_LAST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
TOKYO = timezone(timedelta(hours=9))
_ZONES = {"Z": UTC, "UTC": UTC, "GMT": UTC, "JST": TOKYO, "ASIA/TOKYO": TOKYO}
_OFFSET = re.compile(r"\(?(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?(?:\)|$)", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, name in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1)
}
_MONTH = "(?P<month>" + "|".join(_MONTHS) + ")"
_CLOCK = (
    r"(?P<early>午前|午後|AM|PM)?\s*(?P<hour>\d{1,2})(?:[:時](?P<minute>\d{1,2})(?:[:分](?:(?P<second>\d{1,2})(?:[.,](?P<part>\d+))?秒?)?)?|時)"
    r"\s*(?P<late>午前|午後|AM|PM)?"
)
_ZONE = r"\s*(?P<zone>Z|UTC|JST|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|GMT)?"
_WEEKDAY = r"(?:\s*\([月火水木金土日]\)|\s*[月火水木金土日]曜日)?"
_FLAGS = re.IGNORECASE
#: A day as ``formats.dates`` reads it, and a time of day behind it.
_DAY_AND_CLOCK = re.compile(
    rf"(?P<day>\S+?(?:\s*年\s*\d+\s*月\s*\d+\s*日)?){_WEEKDAY}(?:[\sT]+|(?<=[日)曜])){_CLOCK}{_ZONE}", _FLAGS
)
_COMPACT = re.compile(
    rf"(?P<day>\d{{8}})[T ]?(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?P<second>\d{{2}})(?P<part>[.,]\d+|\d{{3}})?{_ZONE}"
)
_SERVER = re.compile(rf"\[?(?P<date>\d{{1,2}})[/ -]{_MONTH}[/ -](?P<year>\d{{4}})[: ]{_CLOCK}{_ZONE}\]?", _FLAGS)
_MAIL = re.compile(rf"(?:[A-Z][a-z]{{2}},\s*)(?P<date>\d{{1,2}}) {_MONTH} (?P<year>\d{{4}}) {_CLOCK}{_ZONE}", _FLAGS)
_SYSLOG = re.compile(
    rf"(?:[A-Z][a-z]{{2}}\s+)?{_MONTH}\s+(?P<date>\d{{1,2}})\s+(?:(?P<year>\d{{4}})\s+)?{_CLOCK}{_ZONE}(?:\s+(?P<after>\d{{4}}))?",
    _FLAGS,
)
_WORDED = (_SERVER, _MAIL, _SYSLOG)
_COUNTED = re.compile(r"(?P<whole>\d{9,19})(?:\.(?P<part>\d+))?")
#: No moment is written in more letters.
_LONGEST = 100
_REMEDY = "2026-04-01T09:00:00+09:00 の形に直すか、--mapping で読み方を書いてください。"


def read_time(value: object, zone: tzinfo, form: str | None = None, latest: date | None = None) -> int:
    """Microseconds since 1970 in UTC. A text without an offset is a time of ``zone``; ``form`` is a pattern of ``strptime``.

    A text without a year is of the last year in which it does not lie after ``latest``.

    >>> read_time("1970-01-01T09:00:00.000001+09:00", UTC), read_time("昭和45年1月1日 午前9時00分", TOKYO)
    (1, 0)

    Raises Unread when it is no moment.
    """
    if isinstance(value, str) and form is None and len(value) >= 19 and value[10] in "T ":
        try:
            return _micros(datetime.fromisoformat(value), zone)
        except ValueError:
            pass  # not quite ISO 8601: the other forms are tried
    text = _folded(value)
    try:
        if form:
            return _micros(datetime.strptime(text, form), zone)  # noqa: DTZ007 - the zone follows
        return _read(text, zone, latest)
    except (ValueError, OverflowError):
        raise _no_moment(value) from None


def _folded(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise _no_moment(value)
    text = repr(value) if isinstance(value, float) else str(value) if isinstance(value, int) else value[: _LONGEST + 1]
    if len(text) > _LONGEST:
        raise _no_moment(value)
    return unicodedata.normalize("NFKC", text).strip()


def _no_moment(value: object) -> Unread:
    text = value if isinstance(value, str) else "" if isinstance(value, int) and abs(value) > 10**20 else str(value)
    return Unread(f"「{shown(text)}」は日時として読めません。{_REMEDY}")


def _read(text: str, zone: tzinfo, latest: date | None) -> int:
    """Raises ValueError when no form fits."""
    if match := _COMPACT.fullmatch(text):
        return _at(_day(match["day"]), match.groupdict(), zone)
    if match := _COUNTED.fullmatch(text):
        return _counted(match["whole"], match["part"] or "")
    for form in _WORDED:
        if match := form.fullmatch(text):
            found = match.groupdict()
            month = _MONTHS[found["month"].title()]
            year = found["year"] or found.get("after")
            day = date(int(year), month, int(found["date"])) if year else _of_last_year(month, int(found["date"]), latest)
            return _at(day, found, zone)
    if match := _DAY_AND_CLOCK.fullmatch(text):
        return _at(_day(match["day"]), match.groupdict(), zone)
    return _at(_day(text), {}, zone)


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    try:
        return read_date(text)
    except Misread as misread:
        raise ValueError(misread.why) from None


def _of_last_year(month: int, day: int, latest: date | None) -> date:
    if latest is None:
        raise ValueError("no year is known")
    for year in range(latest.year, latest.year - 8, -1):  # eight years hold a 29 February
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= latest:
            return found
    raise ValueError("no such day")


def _at(day: date, found: dict[str, str | None], zone: tzinfo) -> int:
    hour, minute, second = (int(found.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (found.get("early") or found.get("late") or "").upper()
    if half:
        if hour > 12:
            raise ValueError("no such hour")
        hour = hour % 12 + (12 if half in ("午後", "PM") else 0)
    if minute > 59 or second > 60 or hour > 24 or (hour == 24 and (minute or second)):
        raise ValueError("no such time")
    micros = int((found.get("part") or "0").lstrip(".,")[:6].ljust(6, "0"))
    moment = datetime(day.year, day.month, day.day, tzinfo=_zone(found.get("zone"), zone))
    return _possible(_since(moment) + ((hour * 60 + minute) * 60 + second) * 1_000_000 + micros)


def _zone(name: str | None, usual: tzinfo) -> tzinfo:
    return zone_of(name) if name else usual


@lru_cache(maxsize=256)
def zone_of(name: str) -> tzinfo:
    """The zone that a log or a setting names: UTC, JST, Asia/Tokyo, +09:00, GMT+09:00, (UTC+9) …. Raises ValueError.

    >>> zone_of("GMT+09:00") == zone_of("JST") == TOKYO
    True
    """
    text = unicodedata.normalize("NFKC", name).strip()
    if text.upper() in _ZONES:
        return _ZONES[text.upper()]
    if match := _OFFSET.match(text):
        away = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
        return timezone(-away if match["sign"] == "-" else away)
    try:
        return ZoneInfo(text)
    except (KeyError, OSError) as error:
        raise ValueError("no such zone") from error


def _counted(whole: str, part: str) -> int:
    """Seconds, or milli-, micro- or nanoseconds since 1970, by the number of digits."""
    number = int(whole)
    for digits, factor in ((11, 1_000_000), (14, 1_000), (17, 1)):
        if len(whole) <= digits:
            return number * factor + (int(part[:6].ljust(6, "0")) * factor // 1_000_000 if part else 0)
    return number // 1_000


def _micros(moment: datetime, zone: tzinfo) -> int:
    return _possible(_since(moment if moment.tzinfo else moment.replace(tzinfo=zone)))


def _since(moment: datetime) -> int:
    passed = moment - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def _possible(micros: int) -> int:
    if not _FIRST <= micros <= _LAST:
        raise ValueError("beyond the calendar in UTC")
    return micros
