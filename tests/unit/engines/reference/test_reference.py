"""The reference engine beyond its tables: ids, places, what a match carries, the order of alerts, awkward values."""

import pytest

from sekisho.detection.alert import Match
from sekisho.detection.event import Event, EventRef
from sekisho.detection.plan import (
    All,
    Cidr,
    Compare,
    Correlation,
    CorrelationType,
    Exists,
    Is,
    Not,
    OtherField,
    Regex,
    Rule,
    RuleBook,
    Threshold,
)
from sekisho.detection.plan import Test as Asked
from sekisho.engines.reference import alerts, holds, matches
from sekisho.engines.reference.values import fold, judge, number_of


def event(line, time=0, id=None, file="log", **fields):
    return Event(EventRef(file, line), time, fields, id)


ALWAYS = All(())


def rule(id, condition=ALWAYS, **told):
    return Rule(id, None, id, "low", condition, **told)


def correlation(id="c", rules=("r",), **told):
    usual = {"type": CorrelationType.EVENT_COUNT, "timespan": 10, "thresholds": (Threshold("gte", 1),)}
    return Correlation(id=id, name=None, title=id, level="high", rules=rules, **usual | told)


def test_of_events_with_one_id_the_first_by_file_and_line_is_judged():
    copies = [event(2, id="e", k=2), event(1, id="e", k=1), event(1, id="e", file="zz", k=3)]
    book = RuleBook((rule("r", Asked("k", Exists(True))),))
    assert [match.ref for match in matches(book, copies)] == [EventRef("log", 1)]
    assert not list(matches(RuleBook((rule("r", Asked("k", Is(2))),)), copies))


def test_an_event_given_twice_is_one_only_when_it_has_an_id():
    book = RuleBook((rule("r"),))
    same, named = event(1), event(2, id="e")
    assert len(list(matches(book, [same, same]))) == 2
    assert len(list(matches(book, [named, named]))) == 1


def test_a_match_carries_what_correlations_ask_and_of_a_list_the_first_value():
    book = RuleBook(
        (rule("r"), rule("q")), (correlation(group_by=("user", "host"), counted="n", type=CorrelationType.VALUE_SUM),)
    )
    [first, other] = matches(book, [event(1, user=[None, "a", "b"], host=None, n=5, more=1)])
    assert (first.rule, dict(first.values)) == ("r", {"user": "a", "n": 5})
    assert (other.rule, dict(other.values)) == ("q", {})


def test_alerts_are_in_order_of_rule_first_time_subject_and_place():
    book = RuleBook((rule("b"), rule("a")), (correlation("aa", ("b",), group_by=("user",)),))
    found = alerts(book, matches(book, [event(3, None), event(2, 5, user="y"), event(1, 5, user="x"), event(4, 1)]))
    assert [(alert.rule, alert.first, alert.events[0].line) for alert in found] == [
        *[("a", 1, 4), ("a", 5, 1), ("a", 5, 2), ("a", None, 3)],
        *[("aa", 5, 1), ("aa", 5, 2)],
        *[("b", 1, 4), ("b", 5, 1), ("b", 5, 2), ("b", None, 3)],
    ]


def test_a_silent_rule_and_a_silent_correlation_tell_nothing():
    book = RuleBook((rule("r", silent=True),), (correlation(silent=True),))
    assert alerts(book, matches(book, [event(1)])) == []


def test_alerts_of_matches_that_somebody_else_found():
    book = RuleBook((rule("r", silent=True),), (correlation(thresholds=(Threshold("gte", 2),)),))
    found = alerts(book, [Match("r", EventRef("f", line), time, {}) for line, time in enumerate((0, 10, 21))])
    assert [(alert.first, alert.last, alert.count) for alert in found] == [(0, 10, 2)]


def test_sums_do_not_depend_on_the_order():
    book = RuleBook((rule("r", silent=True),), (correlation(type=CorrelationType.VALUE_SUM, counted="n", thresholds=()),))
    numbers = [0.1, 1e16, -1e16, 0.2]
    [alert] = alerts(book, matches(book, [event(line, n=number) for line, number in enumerate(numbers)]))
    assert alert.count == pytest.approx(0.3)
    [other] = alerts(book, matches(book, [event(line, n=number) for line, number in enumerate(numbers[::-1])]))
    assert other.count == alert.count


@pytest.mark.parametrize(("percent", "value"), [(0, 1), (100, 9), (50, 3), (25, 1.5), (12.5, 1.25)])
def test_percentiles(percent, value):
    book = RuleBook(
        (rule("r", silent=True),),
        (correlation(type=CorrelationType.VALUE_PERCENTILE, counted="n", percentile=percent),),
    )
    [alert] = alerts(book, matches(book, [event(line, n=number) for line, number in enumerate([9, 1, 8, 1.5, 3])]))
    assert alert.count == value


def test_an_alert_as_a_line():
    book = RuleBook((), ())
    assert alerts(book, []) == []
    [alert] = alerts(RuleBook((rule("r"),)), [Match("r", EventRef("f", 1), None, {})])
    assert alert.as_json() == {
        "kind": "rule",
        "rule": "r",
        "title": "r",
        "level": "low",
        "subject": {},
        "first_seen": None,
        "last_seen": None,
        "count": 1,
        "events": [{"file": "f", "line": 1}],
    }


@pytest.mark.parametrize(
    ("matcher", "value", "fits"),
    [
        (Compare("<", 10), "9" * 400, False),
        (Compare(">", 10), "9" * 5000, False),
        (Is(9007199254740993), 9007199254740992.0, False),
        (Is(9007199254740993), "9007199254740993", True),
        (Is(1), "٣", False),
        (Is(True), 1, False),
        (Is(1), True, False),
        (Compare(">=", 1), True, False),
        (Compare("!=", 1), "x", False),
        (Cidr("::ffff:0:0/96"), "::ffff:192.0.2.1", True),
        (Cidr("fe80::/10"), "fe80::1%eth0", True),
        (Regex("^$"), "", True),
        (Regex("[[]"), "[", True),
    ],
)
def test_awkward_values(matcher, value, fits):
    assert judge(matcher, value) is fits


def test_folding_keeps_the_length_and_does_not_depend_on_neighbours():
    for text in ("İstanbul", "ΑΣ ΑΣΑ", "ẞ", "ǅ", "ŉ", "𐐀", "\ud800"):
        assert len(fold(text)) == len(text)
        assert fold(text) == "".join(fold(letter) for letter in text)


def test_numbers_are_not_what_python_takes_for_numbers():
    assert {number_of(text) for text in ("1_000", "①", "١٢", "十", "inf", "nan", "0x10", "", "-", "1e")} == {None}
    assert [number_of(text) for text in (".5", "5.", "+5", "\t5\n", "－１２．５")] == [0.5, 5, 5, 5, -12.5]


def test_a_field_beside_itself_and_one_that_is_missing():
    asked = Asked("a", OtherField("b", starts=True, ends=True))
    assert holds(asked, event(1, a="", b=""))
    assert not holds(asked, event(1, a="x"))
    assert holds(Not(asked), event(1))
