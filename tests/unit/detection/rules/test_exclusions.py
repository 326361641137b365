"""Exclusions: what they take out, from when on they do not count, and what is told of wrong ones."""

from datetime import date

import pytest

from sekisho.detection.event import Event, EventRef
from sekisho.detection.rules import exclude, read_exclusions
from sekisho.detection.sigma import RuleFaults, read_rules
from sekisho.engines import reference

RULES = """
title: 書き出し
id: 0d3f2f3e-6f1d-4b7c-9a53-2f0c1d0e7a01
name: written
logsource: {product: sekisho, category: peripheral}
detection: {written: {action: write}, condition: written}
---
title: 二件
id: 0d3f2f3e-6f1d-4b7c-9a53-2f0c1d0e7a02
correlation: {type: event_count, rules: [written], group-by: [user], timespan: 1d, condition: {gte: 2}}
---
title: 三件
id: 0d3f2f3e-6f1d-4b7c-9a53-2f0c1d0e7a03
correlation: {type: event_count, rules: [written], group-by: [user], timespan: 1d, condition: {gte: 3}, generate: true}
---
title: 二件と三件
id: 0d3f2f3e-6f1d-4b7c-9a53-2f0c1d0e7a04
correlation:
  type: temporal
  rules: [0d3f2f3e-6f1d-4b7c-9a53-2f0c1d0e7a02, 0d3f2f3e-6f1d-4b7c-9a53-2f0c1d0e7a03]
  group-by: [user]
  timespan: 1d
  generate: true
"""
SINGLE, TWO, THREE, BOTH = (f"0d3f2f3e-6f1d-4b7c-9a53-2f0c1d0e7a0{number}" for number in (1, 2, 3, 4))
DAY = date(2026, 11, 20)


@pytest.fixture
def book(tmp_path):
    (tmp_path / "r.yaml").write_text(RULES.lstrip(), "utf-8")
    return read_rules([tmp_path])


def told(book, *users):
    events = [
        Event(
            EventRef("log", line), line * 1_000_000, {"category": "peripheral", "action": "write", "user": user, "media": "usb"}
        )
        for line, user in enumerate(users, 1)
    ]
    found = reference.alerts(book, reference.matches(book, events))
    return sorted((alert.rule[-1], alert.subject.get("user", "")) for alert in found)


def exclusions(rule, where="{user: M-1}", until="2026-12-31"):
    text = f"exclusions:\n  - {{rule: {rule}, where: {where}, reason: 納品, approver: M-9, until: {until}}}\n"
    return read_exclusions("除外.yaml", text.encode())


def test_nothing_is_taken_out_of_other_rules(book):
    everything = told(book, "M-1", "M-1", "M-1", "M-2")
    assert everything == [("1", "")] * 4 + [("2", "M-1"), ("3", "M-1"), ("4", "M-1")]
    narrowed = exclude(book, exclusions(SINGLE), DAY)
    assert told(narrowed.book, "M-1", "M-1", "M-1", "M-2", "M-2") == [("1", "")] * 2 + [("2", "M-2")]


def test_an_exclusion_of_a_correlation_narrows_it_alone(book):
    narrowed = exclude(book, exclusions(TWO), DAY)
    assert told(narrowed.book, "M-1", "M-1", "M-1", "M-2", "M-2") == [("1", "")] * 5 + [("2", "M-2"), ("3", "M-1")]


def test_an_exclusion_reaches_through_correlations_of_correlations(book):
    narrowed = exclude(book, exclusions(BOTH), DAY)
    assert told(narrowed.book, *["M-1"] * 3, *["M-2"] * 3) == [
        *[("1", "")] * 6,
        *[("2", "M-1"), ("2", "M-2"), ("3", "M-1"), ("3", "M-2")],
        ("4", "M-2"),
    ]


def test_two_exclusions_of_one_correlation_both_count(book):
    both = (*exclusions(TWO), *exclusions(TWO, "{user: M-2}"))
    assert told(exclude(book, both, DAY).book, "M-1", "M-1", "M-2", "M-2", "M-3", "M-3") == [("1", "")] * 6 + [("2", "M-3")]


def test_a_list_of_maps_takes_out_each(book):
    narrowed = exclude(book, exclusions("written", "[{user: M-1, media: usb}, {user|startswith: X}]"), DAY)
    assert told(narrowed.book, "M-1", "X-7", "M-2") == [("1", "")]
    assert len(narrowed.counted) == 1


def test_the_last_day_still_counts_and_the_next_does_not(book):
    ends = exclusions(SINGLE, until="2026-11-20")
    assert told(exclude(book, ends, DAY).book, "M-1") == []
    after = exclude(book, ends, date(2026, 11, 21))
    assert told(after.book, "M-1") == [("1", "")]
    assert (after.over, after.counted) == (ends, ())


def test_an_exclusion_of_a_rule_that_is_not_there_is_told(book):
    done = exclude(book, exclusions("nobody"), DAY)
    assert (done.book, len(done.unknown)) == (book, 1)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("exclusions:\n  - {rule: a, where: {user: x}, reason: b, approver: c}", 2, "until（最後の日）"),
        ("exclusions:\n  - {rule: a, where: {user: x}, approver: c, until: 2026-12-31}", 2, "reason（理由）"),
        ("exclusions:\n  - {rule: a, where: {user: x}, reason: b, until: 2026-12-31}", 2, "approver（承認した人の番号）"),
        ("exclusions:\n  - {rule: a, where: {}, reason: b, approver: c, until: 2026-12-31}", 2, "where（除く出来事の条件）"),
        (
            "exclusions:\n  - rule: a\n    where: {user: x}\n    reason: b\n    approver: c\n    until: 2026-02-30",
            6,
            "until は",
        ),
        (
            "exclusions:\n  - rule: a\n    where:\n      user|no: x\n    reason: b\n    approver: c\n    until: 2026-12-31",
            4,
            "修飾子",
        ),
        ("exclusions:\n  - rule: a\n    where: usb\n    reason: b\n    approver: c\n    until: 2026-12-31", 3, "where は"),
        ("exclusions:\n  - {rule: a, where: {u: x}, reason: b, approver: c, until: 2026-12-31, why: d}", 2, "「why」"),
        ("exclusions:\n  - a", 2, "除外は"),
        ("exclusion:\n  - a", 1, "「exclusions:」"),
        ("", 1, "一つもありません"),
        ("exclusions: [", 1, "YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, line, why):
    with pytest.raises(RuleFaults) as raised:
        read_exclusions("除外.yaml", text.encode())
    (fault,) = raised.value.faults
    assert (fault.file, why in fault.why) == ("除外.yaml", True)
    assert fault.line in (line, line + 1)
