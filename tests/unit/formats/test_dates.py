from datetime import date, datetime, time

import pytest

from sekisho.formats.dates import read_date
from sekisho.formats.misread import Misread


@pytest.mark.parametrize(
    "cell",
    [
        "2026-04-01",
        "2026/4/1",
        "2026.4.1",
        "2026年4月1日",
        "2026年 4月 1日",
        "２０２６／０４／０１",
        "20260401",
        20260401.0,
        46113.0,
        "R8.4.1",
        "r8/4/1",
        "Ｒ８．４．１",
        "令和8年4月1日",
        "令和 8 年 4 月 1 日",
        "2026-04-01 00:00:00",
        "2026‐4‐1",
        date(2026, 4, 1),
        datetime(2026, 4, 1),  # noqa: DTZ001
    ],
)
def test_one_day_in_many_spellings(cell: object) -> None:
    assert read_date(cell) == date(2026, 4, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("9999-12-31", date(9999, 12, 31)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_eras_and_edges(text: str, day: date) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("2026/13/01", "日付ではありません（暦にない日です）"),
        ("2025-02-29", "日付ではありません（暦にない日です）"),
        ("26/4/1", "年が西暦か和暦か、どれが年か決められません"),
        ("4/1/2026", "年が西暦か和暦か、どれが年か決められません"),
        ("令和1年4月30日", "令和にない日です"),
        ("平成32年4月1日", "平成にない日です"),
        ("R0.1.1", "令和にない日です"),
        ("2026年4月", "日付ではありません"),
        ("2026-04/01", "日付ではありません"),
        ("未定", "日付ではありません"),
        ("1899-01-01", "古すぎて日付のセルに入りません"),
        (1.0, "日付と読めない値です"),
        (46113.5, "日付と読めない値です"),
        (float("inf"), "日付と読めない値です"),
        (True, "日付と読めない値です"),
        (time(9, 0), "日付と読めない値です"),
        (datetime(2026, 4, 1, 9, 30), "時刻の付いた日付です"),  # noqa: DTZ001
    ],
)
def test_what_is_not_one_day(cell: object, why: str) -> None:
    with pytest.raises(Misread) as refused:
        read_date(cell)  # type: ignore[arg-type]
    assert refused.value.why == why


def test_a_day_after_its_era_is_counted_for_the_reader() -> None:
    with pytest.raises(Misread, match="2020-04-01"):
        read_date("平成32年4月1日")
