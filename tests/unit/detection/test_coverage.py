"""Which days of a log are missing: judged by the days before, by declaration, by record numbers and by clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sekisho.detection.coverage import Scheme, as_records, judge
from sekisho.detection.streams import DayVolume, Numbering, StepBack, Stream, Traits
from sekisho.terms import LogState

LOG = Stream("jsonl", "P-1")
MONDAY = date(2026, 4, 6)
DAILY, WORKDAYS = frozenset(range(7)), frozenset(range(5))


def at(day, hour=0):
    return int(datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp()) * 1_000_000


def volumes(days, *, weekdays=DAILY, without=(), rows=1000, start=MONDAY, stream=LOG, **special):
    """Rows on every day of ``days`` days from Monday; ``special`` gives a day's rows by its offset (``d12=3``)."""
    found = []
    for offset in range(days):
        day = start + timedelta(days=offset)
        if day.weekday() in weekdays and offset not in without:
            found.append(DayVolume(stream, str(day), special.get(f"d{offset}", rows), 0, at(day), at(day, 23)))
    return Traits(volumes=tuple(found))


def holes(traits, days, **options):
    """The offsets of days in gaps."""
    (found,) = judge([traits], until=MONDAY + timedelta(days=days), **options)
    gaps = [span for span in found.spans if span.state is LogState.GAP]
    return sorted(n for n in range(-40, days) for span in gaps if span.first <= MONDAY + timedelta(days=n) <= span.last)


@pytest.mark.parametrize(
    ("weekdays", "without", "expected"),
    [
        (DAILY, (), []),
        (DAILY, (10, 11), [10, 11]),
        (WORKDAYS, (), []),
        (WORKDAYS, (14,), [14]),
        (WORKDAYS, (18, 21), [18, 19, 20, 21]),  # Friday and Monday: one silence over the weekend
        (frozenset({0}), (), []),
        (frozenset({0}), (35,), [35]),
        (DAILY, (1,), []),  # nothing is known yet
        (DAILY, tuple(range(20, 70)), [*range(20, 70)]),  # a long silence does not become the habit
    ],
)
def test_days_that_are_due_by_habit(weekdays, without, expected):
    assert holes(volumes(70, weekdays=weekdays, without=without), 70) == expected


def test_a_log_that_falls_silent_is_told_until_the_day_before():
    assert holes(volumes(20), 25) == [20, 21, 22, 23, 24]


def test_public_holidays_are_not_due_on_workdays():
    holiday = {MONDAY + timedelta(days=23)}
    log = volumes(42, weekdays=WORKDAYS, without=(23,))
    assert holes(log, 42) == [23]
    assert holes(log, 42, is_holiday=holiday.__contains__) == []


def test_the_future_says_nothing_about_a_day():
    """A log that begins to be written daily later does not make the earlier days due."""
    early = volumes(28, weekdays=frozenset({0, 2}))
    late = volumes(28, start=MONDAY + timedelta(days=28))
    (found,) = judge([early, late], until=MONDAY + timedelta(days=56))
    assert [span.state for span in found.spans] == [LogState.COMPLETE]


@pytest.mark.parametrize(("rows", "expected"), [(49, [10]), (50, []), (1000, [])])
def test_far_less_than_usual(rows, expected):
    assert holes(volumes(20, d10=rows), 20) == expected


def test_a_small_log_may_vary():
    assert holes(volumes(20, rows=100, d10=1), 20) == []


def test_mostly_unreadable_days():
    day = DayVolume(LOG, str(MONDAY), 5, 6)
    only = DayVolume(LOG, str(MONDAY + timedelta(days=1)), 0, 3)
    (found,) = judge([Traits((day, only))], until=MONDAY + timedelta(days=3))
    assert [(span.first, "読めない行" in span.why) for span in found.spans] == [
        (MONDAY, True),
        (MONDAY + timedelta(days=1), True),
    ]


def test_unreadable_lines_of_the_only_stream_of_a_source_are_its_own():
    bad = Traits((DayVolume(Stream("jsonl"), str(MONDAY), 0, 7),))
    (found,) = judge([volumes(3), bad], until=MONDAY + timedelta(days=3))
    assert (found.stream, found.days[MONDAY].unreadable) == (LOG, 7)
    two = judge([volumes(3), volumes(3, stream=Stream("jsonl", "P-2")), bad], until=MONDAY + timedelta(days=3))
    assert [each.stream.party for each in two] == ["", "P-1", "P-2"]


def test_what_is_declared():
    log = volumes(7, weekdays=WORKDAYS, without=(2,))
    assert holes(log, 7, schemes=[Scheme(LOG, WORKDAYS)]) == [2]
    assert holes(log, 7, schemes=[Scheme(LOG, None, MONDAY - timedelta(days=5))]) == [-5, -4, -3, -2, -1]
    assert holes(log, 7, schemes=[Scheme(LOG, WORKDAYS, MONDAY - timedelta(days=3))]) == [-3, 2]
    missing = judge([], until=MONDAY + timedelta(days=7), schemes=[Scheme(LOG, DAILY, MONDAY)])
    assert [(span.first, span.last) for span in missing[0].spans] == [(MONDAY, MONDAY + timedelta(days=6))]
    assert judge([], until=MONDAY, schemes=[Scheme(LOG, DAILY)])[0].spans[0].first == MONDAY - timedelta(days=1)


def numbered(*stretches, broken=0):
    kept = tuple(
        (first, last, at(MONDAY + timedelta(days=a)), at(MONDAY + timedelta(days=b))) for first, last, a, b in stretches
    )
    return Traits(numberings=(Numbering(LOG, "PC-1 Security", kept, broken),))


def test_breaks_in_record_numbers():
    (found,) = judge([volumes(10), numbered((1, 500, 0, 4)), numbered((541, 1000, 5, 9))], until=MONDAY + timedelta(days=10))
    (gap,) = [span for span in found.spans if span.state is LogState.GAP]
    assert (gap.first, gap.last) == (MONDAY + timedelta(days=4), MONDAY + timedelta(days=5))
    assert "500から541へ飛び、40件が欠けています" in gap.why


@pytest.mark.parametrize(
    "parts",
    [
        [numbered((1, 500, 0, 4)), numbered((541, 1000, 5, 9)), numbered((501, 540, 4, 5))],  # another file fills the hole
        [numbered((1, 10, 0, 4), (500, 510, 4, 5), (900, 920, 5, 9))],  # only some events are collected
        [numbered((1, 500, 0, 4), (541, 1000, 5, 9), broken=2000)],
    ],
    ids=["filled", "few", "broken"],
)
def test_numbers_that_say_nothing(parts):
    (found,) = judge([volumes(10), *parts], until=MONDAY + timedelta(days=10))
    assert {span.state for span in found.spans} == {LogState.COMPLETE}


@pytest.mark.parametrize(("times", "told"), [(1, True), (10, True), (11, False)])
def test_a_clock_that_went_back(times, told):
    noon = at(MONDAY + timedelta(days=3), 12)
    step = StepBack(LOG, "PC-1", 77, noon, noon - 90 * 60 * 1_000_000, times, 1000)
    traits = Traits(steps_back=(step,))
    (found,) = judge([volumes(5), traits], until=MONDAY + timedelta(days=5))
    back = [span for span in found.spans if span.state is LogState.ROLLED_BACK]
    assert bool(back) is told
    if told:
        assert back[0].first == back[0].last == MONDAY + timedelta(days=3)
        assert "PC-1の時刻が77行目で1時間30分戻っています" in back[0].why
        assert found.marks()[MONDAY + timedelta(days=3)] == "!"


def test_marks_and_records():
    (found,) = judge([volumes(21, weekdays=WORKDAYS, without=(14,), d18=3)], until=MONDAY + timedelta(days=21))
    assert "".join(found.marks().values()) == "■■■■■··■■■■■··×■■■△"
    records = [*as_records([found], found_on=MONDAY + timedelta(days=21))]
    assert [(each.party, each.log, each.state, (each.period_from - MONDAY).days) for each in records] == [
        ("P-1", "jsonl", LogState.COMPLETE, 0),
        ("P-1", "jsonl", LogState.GAP, 14),
        ("P-1", "jsonl", LogState.COMPLETE, 15),
        ("P-1", "jsonl", LogState.GAP, 18),
    ]
    assert len({each.key for each in records}) == 4
    nobody = judge([volumes(3, stream=Stream("jsonl"))], until=MONDAY + timedelta(days=3))
    assert [*as_records(nobody, found_on=MONDAY)] == []
    assert [each.party for each in as_records(nobody, found_on=MONDAY, party="P-9")] == ["P-9"]
