"""What rules mean, as tables that can be read: the reference engine gives what they say."""

from pathlib import Path

import pytest
import yaml

from sekisho.detection.event import Event, EventRef
from sekisho.detection.sigma.book import book_of
from sekisho.engines.reference import alerts, holds, matches

SPECS = Path(__file__).parent / "detection"
NOWHERE = {"product": "acme"}
SECOND = 1_000_000


def cases(*names):
    return [
        pytest.param(case, id=f"{name}: {case['title']}")
        for name in names
        for case in yaml.safe_load((SPECS / f"{name}.yaml").read_text(encoding="utf-8"))
    ]


def written(*documents):
    return [("rules.yml", yaml.safe_dump_all(documents, allow_unicode=True).encode())]


def simple(letter):
    return {"id": letter, "title": letter, "logsource": NOWHERE, "detection": {"s": {"k": letter}, "condition": "s"}}


@pytest.mark.parametrize("case", cases("values", "conditions", "logsources"))
def test_a_rule_holds_for_the_events_of_its_table(case):
    rule = {"title": "t", "logsource": case.get("logsource", NOWHERE), "detection": case["detection"]}
    [read] = book_of(written(rule)).rules
    told = {outcome: [fields for fields in case[outcome] if _holds(read, fields)] for outcome in ("holds", "fails")}
    assert told == {"holds": case["holds"], "fails": []}


def _holds(rule, fields):
    return holds(rule.condition, Event(EventRef("log.jsonl", 1), None, fields))


@pytest.mark.parametrize("case", cases("correlations"))
def test_correlations_tell_what_their_table_says(case):
    told = [
        {"id": each["id"], "title": each["id"], "correlation": {key: value for key, value in each.items() if key != "id"}}
        for each in case["correlations"]
    ]
    book = book_of(written(simple("a"), simple("b"), simple("c"), *told))
    events = [_event(number, dict(fields)) for number, fields in enumerate(case["events"], start=1)]
    used = {below for each in book.correlations for below in each.rules}
    found = [alert for alert in alerts(book, matches(book, events)) if alert.rule in used or alert.rule not in {"a", "b", "c"}]
    assert [_told(alert) for alert in found] == [
        {
            "rule": wanted["rule"],
            "subject": wanted.get("subject", {}),
            "first": wanted["first"] * SECOND,
            "last": wanted["last"] * SECOND,
            "count": wanted["count"],
            "events": wanted["events"],
        }
        for wanted in case["alerts"]
    ]


def _event(number, fields):
    at, id = fields.pop("at", None), fields.pop("id", None)
    return Event(EventRef("log.jsonl", number), None if at is None else round(at * SECOND), fields, id)


def _told(alert):
    return {
        "rule": alert.rule,
        "subject": dict(alert.subject),
        "first": alert.first,
        "last": alert.last,
        "count": alert.count,
        "events": [ref.line for ref in alert.events],
    }
