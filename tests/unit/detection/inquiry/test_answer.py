"""Questions as people ask them, holes in logs, and what may be claimed."""

from datetime import date

import pytest

from sekisho.detection.coverage import judge
from sekisho.detection.event import EventRef
from sekisho.detection.inquiry import (
    Gap,
    Question,
    Seen,
    WrongQuestionError,
    days_without,
    holes_of,
    outcome_of,
    timesketch_line,
)
from sekisho.detection.streams import DayVolume, Stream, Traits

LOG = Stream("squid", "P-1")


@pytest.mark.parametrize(
    "asked",
    [{}, {"customer": "C", "user": "u"}, {"customer": " "}, {"record": "customers"}, {"record": ":1"}, {"record": "t:"}],
)
def test_a_question_is_about_one_thing(asked):
    with pytest.raises(WrongQuestionError):
        Question.of(**asked)


def test_days_are_japans_and_whole():
    asked = Question.of(customer="Ｃ－1", first=date(2026, 4, 1), last=date(2026, 4, 1))
    assert asked.customer == "C-1"
    since, until = asked.span
    assert until - since == 86_400_000_000
    assert since == 1_774_969_200_000_000  # 2026-03-31T15:00Z
    with pytest.raises(WrongQuestionError):
        Question.of(user="u", first=date(2026, 4, 2), last=date(2026, 4, 1))


def test_days_without_any_line_are_holes_at_the_ends_too():
    asked = Question.of(user="u", first=date(2026, 4, 1), last=date(2026, 4, 6))
    gaps = days_without({date(2026, 4, 2), date(2026, 4, 5)}, asked)
    assert [(gap.first.day, gap.last.day) for gap in gaps] == [(1, 1), (3, 4), (6, 6)]
    assert days_without(set(), Question.of(user="u")) == []


def test_a_stores_holes_are_those_of_the_asked_days():
    volumes = tuple(DayVolume(LOG, f"2026-04-{day:02d}", 100) for day in range(1, 29) if day not in (15, 16))
    coverage = judge([Traits(volumes)], until=date(2026, 4, 29))
    asked = Question.of(user="u", first=date(2026, 3, 30), last=date(2026, 4, 15))
    assert [(str(gap.first), str(gap.last)) for gap in holes_of(coverage, asked)] == [
        ("2026-03-30", "2026-03-31"),
        ("2026-04-15", "2026-04-15"),
    ]
    assert holes_of(coverage, Question.of(user="u", first=date(2026, 4, 2), last=date(2026, 4, 10))) == []


def test_nobody_is_claimed_only_without_holes():
    gap = Gap("", date(2026, 4, 1), date(2026, 4, 1), "ない。")
    assert [outcome_of(0, [], []).value, outcome_of(0, [gap], []).value, outcome_of(0, [], ["読めない行"]).value] == [
        "nobody",
        "cannot_tell",
        "cannot_tell",
    ]
    assert outcome_of(1, [gap], []).value == "touched"


def test_timesketch_lines_have_what_it_requires():
    line = timesketch_line(Seen(EventRef("a", 3), 0, {"user": "u", "action": "lookup", "tag": "x"}))
    assert line["message"] == "u lookup"
    assert (line["datetime"], line["timestamp_desc"], line["source_line"]) == ("1970-01-01T00:00:00+00:00", "Log entry", 3)
    assert "tag" not in line
    assert timesketch_line(Seen(EventRef("a", 3), None, {})) is None
