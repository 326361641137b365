"""Examples as they are written in rules: what they become, and what is told of wrong ones."""

import pytest

from sekisho.detection.rules import disagreements, listed, read_examples
from sekisho.detection.sigma import RuleFaults, read_rules
from sekisho.engines import reference

RULE = """
title: 書き出し
id: 0d3f2f3e-6f1d-4b7c-9a53-2f0c1d0e7a01
level: high
logsource: {product: sekisho, category: peripheral}
detection:
  written: {action: write}
  condition: written
examples:
"""
GOOD = """
  - says: 三つ書いた
    fires: 3
    events:
      - {at: 2026-04-01 23:59:50, repeat: 3, every: 20s, action: write, object: "f{n}", media: [usb, "m{n}"]}
  - says: 読んだ
    fires: 0
    events:
      - {timestamp: "2026-04-01T00:00:00Z", category: file, action: write, size: null, event_id: 7}
"""


def judge(book, events):
    return reference.alerts(book, reference.matches(book, events))


@pytest.fixture
def written(tmp_path):
    def write(examples):
        (tmp_path / "r.yaml").write_text(RULE.lstrip() + examples.lstrip("\n"), "utf-8")
        return tmp_path

    return write


def test_series_and_times(written):
    first, second = read_examples([written(GOOD)])
    assert [event.fields["timestamp"] for event in first.events] == [
        "2026-04-01T23:59:50+09:00",
        "2026-04-02T00:00:10+09:00",
        "2026-04-02T00:00:30+09:00",
    ]
    assert [event.fields["object"] for event in first.events] == ["f1", "f2", "f3"]
    assert first.events[2].fields["media"] == ["usb", "m3"]
    assert first.events[0].fields["category"] == "peripheral"
    assert [event.ref.line for event in first.events] == [1, 2, 3]
    assert first.events[1].time - first.events[0].time == 20_000_000
    assert (second.events[0].fields["category"], second.events[0].id, second.events[0].time) == ("file", "7", 1775001600000000)
    assert "size" not in second.events[0].fields
    assert (first.is_positive, second.is_positive) == (True, False)


def test_examples_hold_and_are_counted(written):
    folder = written(GOOD)
    book, examples = read_rules([folder]), read_examples([folder])
    assert disagreements(book, examples, judge) == ()
    (rule,) = listed(book, examples)
    assert (rule.examples, rule.positive, rule.negative, rule.as_json()["level"]) == (2, 1, 1, "high")


def test_number_subject_and_count_of_alerts_are_held(written):
    folder = written(GOOD.replace("fires: 3", "fires: 2"))
    (wrong,) = disagreements(read_rules([folder]), read_examples([folder]), judge)
    assert wrong.why == "2 件出るはずが 3 件です。"
    folder = written(GOOD.replace("fires: 3\n", "fires: 1\n    subject: {user: M-1}\n").replace("repeat: 3", "repeat: 1"))
    (wrong,) = disagreements(read_rules([folder]), read_examples([folder]), judge)
    assert "対象" in wrong.why
    folder = written(GOOD.replace("fires: 3\n", "fires: 1\n    count: 4\n").replace("repeat: 3", "repeat: 1"))
    (wrong,) = disagreements(read_rules([folder]), read_examples([folder]), judge)
    assert wrong.why == "数が 4 のはずが 1 です。"


def test_series_of_one_example_do_not_meet_those_of_another(tmp_path):
    (tmp_path / "r.yaml").write_text(
        RULE.split("examples:", maxsplit=1)[0].replace("id:", "name: written\nid:").lstrip()
        + """---
title: 二件
id: 0d3f2f3e-6f1d-4b7c-9a53-2f0c1d0e7a02
level: low
correlation: {type: event_count, rules: [written], timespan: 365d, condition: {gte: 2}}
examples:
  - {says: 一件, fires: 0, events: [{at: 2026-04-01 10:00, action: write}]}
  - {says: 別の一件, fires: 0, events: [{at: 2026-04-01 10:00, action: write}]}
  - {says: 一年のうちに二件, fires: 1, count: 2, events: [{at: 2026-04-01 10:00, repeat: 2, every: 365d, action: write}]}
""",
        "utf-8",
    )
    assert disagreements(read_rules([tmp_path]), read_examples([tmp_path]), judge) == ()


@pytest.mark.parametrize(
    ("examples", "line", "told"),
    [
        ("  - {says: 何か, fires: 1}", 9, "events"),
        ("  - {says: 何か, fires: -1, events: [{at: 2026-04-01 10:00}]}", 9, "fires"),
        ("  - {says: 何か, fires: true, events: [{at: 2026-04-01 10:00}]}", 9, "fires"),
        ("  - {fires: 1, events: [{at: 2026-04-01 10:00}]}", 9, "says"),
        ("  - {says: 何か, fires: 1, event: 1, events: [{at: 2026-04-01 10:00}]}", 9, "「event」"),
        ("  - says: 何か\n    fires: 1\n    events:\n      - {at: 昨日}", 12, "at は"),
        ("  - says: 何か\n    fires: 1\n    events:\n      - {timestamp: 2026-04-01T10:00:00}", 12, "timestamp"),
        ("  - says: 何か\n    fires: 1\n    events:\n      - {at: 2026-04-01 10:00, repeat: 2, every: 1week}", 12, "every"),
        ("  - says: 何か\n    fires: 1\n    events:\n      - {at: 2026-04-01 10:00, repeat: 0}", 12, "repeat"),
        ("  - says: 何か\n    fires: 1\n    events:\n      - 5", 12, "出来事"),
        ("  - 5", 9, "例は"),
        ("  5", 8, "一覧"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(written, examples, line, told):
    with pytest.raises(RuleFaults) as raised:
        read_examples([written(examples)])
    (fault,) = raised.value.faults
    assert (fault.line, told in fault.why) == (line, True)
