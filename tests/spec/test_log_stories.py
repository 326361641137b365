"""The cases told as operation logs: what the own rules find in them and on which day, and that a quiet year stays quiet.

The days are those of the guide's tables, so the guide cannot say what the rules do not do.
"""

import json
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from sekisho.detection.alert import RuleAlert
from sekisho.detection.rules import own_folder
from sekisho.detection.sigma import read_rules
from sekisho.engines.duckdb.detecting import detect
from sekisho.stories.logs import LOG_STORIES
from sekisho.stories.logs.c01 import CARRIED_OUT
from sekisho.stories.logs.found import alerts_of, event_of, first_days

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "detection.md"

#: Who carries the data out, in each case. What the others of the office do is noise.
ACTING = {"C-01": "admin01", "C-02": "M-6301"}
#: Fewer people than at full size: the story is the same, its office smaller.
PEOPLE = {"C-01": 1, "C-02": 3, "asahi": 30}

#: Alerts that people can look at on one day (the budget of `sekisho detect`), and in a year of working days.
A_DAY, A_YEAR = 10, 245


@pytest.fixture(scope="module")
def book():
    return read_rules([own_folder()])


def judged(book, name, folder):
    """The alerts of a story's logs, and its events by place."""
    for file, content in LOG_STORIES[name].files(PEOPLE[name]):
        (folder / file).write_bytes(content)
    alerts = list(detect(book, [folder], "jsonl", processes=1))
    assert all(isinstance(alert, RuleAlert) for alert in alerts)
    return alerts


def named(alerts):
    """The events that alerts name."""
    refs = {ref for alert in alerts for ref in alert.events}
    lines = {file: Path(file).read_text("utf-8").splitlines() for file in {ref.file for ref in refs}}
    return {ref: event_of(json.loads(lines[ref.file][ref.line - 1]), ref.file, ref.line) for ref in refs}


def told_in_guide(name):
    """The days and titles of the guide's table of a case."""
    section = GUIDE.read_text("utf-8").split(f"### {name} ", 1)[1].split("\n#", 1)[0]
    return {
        (date.fromisoformat(day), title) for day, title in re.findall(r"^\| (\d{4}-\d\d-\d\d) \| ([^|]+?) \|", section, re.M)
    }


@pytest.mark.parametrize("name", ACTING)
def test_the_case_is_found_on_the_days_that_the_guide_says(name, book, tmp_path):
    alerts = judged(book, name, tmp_path)
    events = named(alerts)
    titles = {each.id: each.title for each in (*book.rules, *book.correlations)}
    of_the_case = [alert for alert in alerts if any(events[ref].fields.get("user") == ACTING[name] for ref in alert.events)]
    found = first_days(book, of_the_case, events)
    assert {(day, titles[rule]) for rule, day in found.items()} == told_in_guide(name)


def test_a_quiet_year_stays_within_what_people_can_look_at(book, tmp_path):
    alerts = judged(book, "asahi", tmp_path)
    days = Counter(alert.last // 86_400_000_000 for alert in alerts)
    rows = sum(path.read_bytes().count(b"\n") for path in tmp_path.iterdir())
    assert rows > 200_000
    assert 0 < len(alerts) <= A_YEAR  # small slips happen in the best of offices, and are told
    assert max(days.values()) <= A_DAY


def test_a_story_is_the_same_every_time():
    first, again = (list(LOG_STORIES["C-02"].files(2)) for _ in range(2))
    assert first == again
    assert [name for name, _ in first] == [f"C-02-2022-{month:02}.jsonl" for month in range(8, 13)] + [
        f"C-02-2023-0{month}.jsonl" for month in (1, 2, 3)
    ]


def test_a_larger_office_holds_the_smaller_one():
    def rows(people):
        return {json.dumps(row) for row in next(iter(LOG_STORIES["C-02"].days(people)))}

    assert rows(2) < rows(5)


def test_ten_years_carry_out_what_was_published():
    taken = [row for row in LOG_STORIES["C-01"].rows(1) if row["action"] == "export" and row["user"] == "admin01"]
    assert sum(row["records"] for row in taken) == CARRIED_OUT
    assert max(row["records"] for row in taken) < 1000
    assert {str(row["timestamp"])[:4] for row in taken} == {str(year) for year in range(2013, 2024)}


def test_a_correlation_is_found_when_its_window_fires_not_when_it_begins(book):
    rule = next(each for each in book.correlations if each.title == "少しずつの取得（30日の合計）")
    rows = [
        {
            "timestamp": f"{date(2026, 4, 1) + timedelta(days=number)}T19:00:00+09:00",
            "category": "datastore",
            "action": "export",
            "user": "M-1",
            "resource_class": "personal_data",
            "records": 900,
        }
        for number in range(10)
    ]
    events = [event_of(row, "log", line) for line, row in enumerate(rows, 1)]
    alerts = [alert for alert in alerts_of(book, events) if alert.rule == rule.id]
    found = first_days(book, alerts, {event.ref: event for event in events})
    assert found == {rule.id: date(2026, 4, 6)}  # 900 a day reach 5,000 on the sixth
