from datetime import UTC, date, timedelta

import pytest

from sekisho.detection.alert import iso
from sekisho.formats.events.times import TOKYO, read_time, zone_of
from sekisho.formats.events.unread import Unread

MORNING = "2026-03-31T23:00:27+00:00"


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-01T08:00:27+09:00",
        "2026-03-31T23:00:27Z",
        "2026-03-31 23:00:27 UTC",
        "2026-04-01 08:00:27",
        "2026/4/1 8:00:27",
        "２０２６／０４／０１　０８：００：２７",
        "2026年4月1日 8時0分27秒",
        "2026年4月1日(水)08:00:27",
        "2026/04/01 (水) 08:00:27",
        "令和8年4月1日 午前8時00分27秒",
        "R8.4.1 AM 8:00:27",
        "2026/04/01 8:00:27 AM",
        "20260401080027",
        "20260401T080027+0900",
        "01/Apr/2026:08:00:27 +0900",
        "[01/Apr/2026:08:00:27 +0900]",
        "Wed, 01 Apr 2026 08:00:27 +0900",
        "Wed Apr  1 08:00:27 2026",
        "2026-04-01 08:00:27 JST",
        "2026-04-01 08:00:27 GMT+09:00",
        1774998027,
        "1774998027",
        "1774998027000",
        1774998027.0,
    ],
)
def test_forms_of_one_moment(text: object) -> None:
    assert iso(read_time(text, TOKYO)) == MORNING


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("1970-01-01T00:00:00.123456Z", 123456),
        ("1970-01-01T00:00:00.1234567Z", 123456),
        ("1970-01-01 00:00:00,5", 500000),
        ("1970-01-01T00:00:01.000001+00:00", 1000001),
        ("1969-12-31T23:59:59.999999Z", -1),
        ("1775000000.123", 1775000000123000),
        ("1775000000123456", 1775000000123456),
        ("1775000000123456789", 1775000000123456),
    ],
)
def test_microseconds_are_kept(text: str, micros: int) -> None:
    assert read_time(text, UTC) == micros


def test_midnight_noon_and_the_leap_second() -> None:
    def told(text: str) -> str | None:
        return iso(read_time(text, UTC))

    assert told("2026/4/1 午前12:30") == "2026-04-01T00:30:00+00:00"
    assert told("2026/4/1 午後12:30") == told("2026/4/1 午後0:30") == "2026-04-01T12:30:00+00:00"
    assert told("2026-04-01 24:00:00") == "2026-04-02T00:00:00+00:00"
    assert told("2016-12-31T23:59:60Z") == "2017-01-01T00:00:00+00:00"
    assert told("2026/4/1") == "2026-04-01T00:00:00+00:00"


def test_a_year_that_is_not_written_is_the_last_possible_one() -> None:
    def year(text: str, latest: date) -> str:
        return (iso(read_time(text, UTC, latest=latest)) or "")[:10]

    assert year("Apr  1 08:00:27", date(2026, 11, 22)) == "2026-04-01"
    assert year("Dec 31 23:59:59", date(2026, 11, 22)) == "2025-12-31"
    assert year("Feb 29 00:00:00", date(2026, 11, 22)) == "2024-02-29"
    assert year("Apr  1 08:00:27", date(2026, 4, 1)) == "2026-04-01"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2026-02-30T00:00:00Z",
        "2026-04-31 10:00",
        "2026-04-01 25:00",
        "2026-04-01 24:00:01",
        "2026-04-01 10:60",
        "2026-04-01 10:00:61",
        "2026/4/1 午後13:00",
        "04/01/2026 10:00",
        "26/04/01 10:00",
        "平成40年4月1日 10:00",
        "Feb 30 08:00:00",
        "0001-01-01T00:00:00+09:00",
        "9999-12-31T23:59:59-09:00",
        "1" * 20,
        "1" * 5000,
        "nan",
        True,
        None,
        [1],
        float("inf"),
        10**30,
    ],
)
def test_what_is_no_moment_is_told(text: object) -> None:
    with pytest.raises(Unread, match="日時として読めません"):
        read_time(text, TOKYO, latest=date(2026, 11, 22))


def test_a_form_of_ones_own() -> None:
    assert iso(read_time("01-04-2026 08h", TOKYO, "%d-%m-%Y %Hh")) == "2026-03-31T23:00:00+00:00"
    with pytest.raises(Unread):
        read_time("2026-04-01", TOKYO, "%d-%m-%Y %Hh")


def test_zones() -> None:
    for name in (
        "JST",
        "Asia/Tokyo",
        "+09:00",
        "+0900",
        "GMT+09:00",
        "UTC+9",
        "（ＧＭＴ＋９：００）",
        "(UTC+09:00) 大阪、札幌、東京",
    ):
        assert zone_of(name).utcoffset(None) == timedelta(hours=9), name
    for name in ("", "どこか", "../../etc/passwd", "+99:99"):
        with pytest.raises(ValueError, match=r"zone|offset|hour|timezone|key|ZoneInfo"):
            zone_of(name)
