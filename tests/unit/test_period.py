from datetime import date

import pytest

from sekisho.period import Period, months_after, terms_overdue

APRIL = Period.through(date(2026, 4, 1), date(2026, 4, 30))


def test_both_days_of_a_document_belong_to_the_period():
    assert not APRIL.holds(date(2026, 3, 31))
    assert APRIL.holds(date(2026, 4, 1))
    assert APRIL.holds(date(2026, 4, 30))
    assert not APRIL.holds(date(2026, 5, 1))


def test_an_open_side_has_no_end():
    assert Period(None, None).holds(date.min)
    assert Period.through(date(2026, 4, 1), None).holds(date.max)
    assert Period.through(None, date(2026, 4, 1)).holds(date.min)


def test_the_last_day_of_the_calendar_means_open():
    assert Period.through(date(2026, 4, 1), date(9999, 12, 31)) == Period(date(2026, 4, 1), None)


@pytest.mark.parametrize(
    ("first", "last", "covered", "overlapping"),
    [
        (date(2026, 4, 1), date(2026, 4, 30), True, True),
        (date(2026, 4, 10), date(2026, 4, 10), True, True),
        (date(2026, 4, 30), date(2026, 5, 1), False, True),
        (date(2026, 5, 1), date(2026, 5, 2), False, False),
        (date(2026, 3, 1), date(2026, 3, 31), False, False),
        (date(2026, 3, 1), date(2026, 4, 1), False, True),
        (None, date(2026, 3, 31), False, False),
        (date(2026, 5, 1), None, False, False),
        (None, None, False, True),
    ],
)
def test_covering_and_overlapping(first, last, covered, overlapping):
    other = Period.through(first, last)
    assert APRIL.covers(other) is covered
    assert APRIL.overlaps(other) is overlapping
    assert other.overlaps(APRIL) is overlapping
    assert Period(None, None).covers(other)


def test_a_period_that_ends_before_it_starts_shares_no_day():
    backwards = Period.through(date(2026, 4, 20), date(2026, 4, 10))
    assert not backwards.holds(date(2026, 4, 15))
    assert not backwards.overlaps(APRIL)
    assert not APRIL.overlaps(backwards)
    assert not backwards.overlaps(Period(None, None))


@pytest.mark.parametrize(
    ("day", "months", "corresponding"),
    [
        (date(2025, 4, 1), 12, date(2026, 4, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 2, 28), 12, date(2026, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2025, 10, 31), 1, date(2025, 11, 30)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 1, 31), -12, date(2024, 1, 31)),
        (date(2025, 5, 5), 0, date(2025, 5, 5)),
    ],
)
def test_the_corresponding_day(day, months, corresponding):
    assert months_after(day, months) == corresponding


@pytest.mark.parametrize(
    ("last", "as_of", "months", "overdue"),
    [
        (date(2025, 4, 1), date(2025, 4, 1), 12, 0),
        (date(2025, 4, 1), date(2024, 1, 1), 12, 0),
        (date(2025, 4, 1), date(2026, 4, 1), 12, 0),
        (date(2025, 4, 1), date(2026, 4, 2), 12, 1),
        (date(2025, 4, 1), date(2027, 4, 1), 12, 1),
        (date(2025, 4, 1), date(2027, 4, 2), 12, 2),
        (date(2024, 2, 29), date(2025, 2, 28), 12, 0),
        (date(2024, 2, 29), date(2025, 3, 1), 12, 1),
        (date(2024, 2, 29), date(2028, 2, 29), 12, 3),
        (date(2025, 8, 31), date(2026, 2, 28), 6, 0),
        (date(2025, 8, 31), date(2026, 3, 1), 6, 1),
        (date(2025, 8, 31), date(2026, 8, 31), 6, 1),
    ],
)
def test_terms_that_have_run_out(last, as_of, months, overdue):
    assert terms_overdue(last, as_of, months) == overdue


@pytest.mark.parametrize("months", [0, -12])
def test_a_term_without_length_is_refused(months):
    with pytest.raises(ValueError, match="has no end"):
        terms_overdue(date(2025, 4, 1), date(2026, 4, 1), months)
