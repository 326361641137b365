"""Charts: coordinates from numbers, whatever the numbers are."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sekisho_site.web.frame.charts import Panel, Series, line_chart, nice_scale, spread

NUMBERS = some.integers(0, 10**9)


@given(NUMBERS, NUMBERS)
def test_a_scale_holds_its_values_in_few_equal_steps(one, other):
    low, high = sorted((one, other))
    scale = nice_scale(low, high)
    assert scale[0] <= low
    assert high <= scale[-1]
    assert 2 <= len(scale) <= 6
    assert len({after - before for before, after in pairwise(scale)}) == 1


@given(some.lists(some.floats(0, 100), min_size=1, max_size=4))
def test_labels_do_not_cover_one_another(wanted):
    placed = sorted(spread(wanted))
    assert all(after - before >= 17.99 for before, after in pairwise(placed))


@given(some.lists(NUMBERS, min_size=1, max_size=30), some.booleans())
def test_lines_stay_in_their_panel(values, from_zero):
    days = [date(2026, 1, 5) + timedelta(weeks=n) for n in range(len(values))]
    chart = line_chart("t", "推移", "文", days, (Panel((Series("値", values, "ink"),), from_zero),))
    points = [tuple(map(float, point.split(","))) for point in chart.lines[0].points.split(" ")]
    assert len(points) == len(values)
    assert all(chart.left <= x <= chart.right and 16 <= y <= 120 for x, y in points)
    assert chart.lines[0].label == f"値 {values[-1]:,}"


def test_months_stand_under_their_first_week():
    days = [date(2026, 6, 1) + timedelta(weeks=n) for n in range(10)]
    chart = line_chart("t", "推移", "文", days, (Panel((Series("値", [1] * 10, "ink"),)),))
    assert [tick.text for tick in chart.ticks] == ["6月", "7月", "8月"]


def test_a_month_that_begins_at_once_makes_the_first_label_leave():
    days = [date(2026, 5, 25) + timedelta(weeks=n) for n in range(5)]
    chart = line_chart("t", "推移", "文", days, (Panel((Series("値", [1] * 5, "ink"),)),))
    assert [tick.text for tick in chart.ticks] == ["6月"]


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_and_one_value(count):
    chart = line_chart("t", "推移", "文", [date(2026, 6, 1)] * count, (Panel((Series("値", [5] * count, "ink"),)),))
    assert chart.height > 0
