"""The public holidays as the Cabinet Office lists them."""

from datetime import date, timedelta

import pytest

from sekisho.response.holidays import is_holiday

LISTED = {
    2022: "1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23",
    2024: "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 11/4 11/23",
    2025: "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24",
    2026: "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23",
    2027: "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23",
}


@pytest.mark.parametrize("year", LISTED)
def test_the_listed_days_and_no_others(year):
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    found = [f"{day.month}/{day.day}" for day in days if day.year == year and is_holiday(day)]
    assert found == LISTED[year].split()


@pytest.mark.parametrize("day", [date(2021, 11, 23), date(2100, 1, 1), date.min, date.max])
def test_of_other_years_nothing_is_told(day):
    assert not is_holiday(day)
