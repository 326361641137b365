"""Every own rule against its examples, and what a rule must say before it may be shipped."""

import json
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sekisho.catalog import load_catalog
from sekisho.detection import plan
from sekisho.detection.alert import RuleAlert
from sekisho.detection.event import SCHEMA, EventRef
from sekisho.detection.rules import columns, disagreements, listed, own_folder, read_examples
from sekisho.detection.rules.columns import actions
from sekisho.detection.sigma import read_rules
from sekisho.engines import duckdb, reference


def by_reference(book, events) -> list[RuleAlert]:
    return reference.alerts(book, reference.matches(book, events))


def by_duckdb(book, events) -> list[RuleAlert]:
    """The engine reads files: one an example, under a name of its own."""
    lines: dict[str, list[str]] = {}
    for event in events:
        lines.setdefault(event.ref.file, []).append(json.dumps(dict(event.fields)) + "\n")
    with TemporaryDirectory() as folder:
        names = {str(Path(folder, f"{number}.jsonl")): name for number, name in enumerate(lines)}
        for path, name in names.items():
            Path(path).write_text("".join(lines[name]), "utf-8")
        return [
            replace(alert, events=tuple(EventRef(names[ref.file], ref.line) for ref in alert.events))
            for alert in duckdb.detect(book, names, "jsonl", processes=1)
        ]


#: The engines that must agree with every example.
ENGINES = {"reference": by_reference, "duckdb": by_duckdb}

#: What the ministry's form asks for by name, as the rules refer to it.
FORM = ("FORM 3-1", "FORM 3-2①", "FORM 3-2②", "FORM 3-2③", "FORM 3-2④", "FORM 3-2⑤", "FORM 3-4")

#: Check items whose contradiction stands in a log, but which other places of the product hold against the records.
ELSEWHERE = {
    "ORG-02": "名簿との突き合わせ（reconcile）",
    "ORG-05": "記録簿の件数との突き合わせ（reconcile）",
    "ORG-06": "点検日の入室との突き合わせ（reconcile）",
    "SUB-01": "承諾の日との突き合わせ（reconcile）",
    "SUB-02": "申告のない外部サービス（detect --undeclared）",
    "SUB-08": "名簿・入館証の所属会社との突き合わせ（reconcile）",
}
LOGS = {"access_log", "privileged_log", "idp_log", "gate_log", "proxy_log", "mail_log", "endpoint_log", "detection_alert"}


@cache
def book():
    return read_rules([own_folder()])


@cache
def examples():
    return read_examples([own_folder()])


@cache
def rules():
    return listed(book(), examples())


@pytest.mark.parametrize("engine", ENGINES)
def test_all_examples_pass(engine):
    found = disagreements(book(), examples(), ENGINES[engine])
    assert not [f"{each.example.place} {each.example.says}: {each.why}" for each in found]


def test_an_example_that_the_rule_does_not_keep_is_told():
    wrong = [each for each in examples() if each.is_positive][:3]
    silent = disagreements(book(), wrong, lambda *_: [])
    assert [each.example for each in silent] == wrong


def test_about_sixty_rules_each_with_examples_of_both_kinds():
    assert len(rules()) >= 60
    assert not [each.title for each in rules() if not (each.positive and each.negative)]


def test_every_rule_says_what_it_sees_in_japanese():
    for each in rules():
        assert any("぀" <= letter <= "鿿" for letter in each.title), each.source
        told = each.notes.get("description", "").strip().splitlines()
        assert len(told) >= 3, each.source  # what it sees, why it matters, what to do
        assert all(line.endswith("。") for line in told), each.source
        assert each.notes.get("false_positives_ja"), each.source
        assert each.level in ("low", "medium", "high", "critical"), each.source


def test_ids_and_titles_are_unique():
    every = (*book().rules, *book().correlations)
    for told in ([each.id for each in every], [each.title for each in rules()], [each.name for each in every if each.name]):
        assert [each for each, number in Counter(told).items() if number > 1] == []
    assert all(len(each.id) == 36 for each in every)


def test_measures_and_signs_are_in_the_catalog():
    catalog = load_catalog()
    for each in rules():
        assert each.measure in catalog.check_items, each.source
        assert each.sign is None or each.sign in catalog.signs, each.source


def test_every_check_item_that_a_log_can_contradict_is_served():
    served = {each.measure for each in rules()}
    asked = {id for id, item in load_catalog().check_items.items() if LOGS & set(item["contradiction"]["records"])}
    assert asked - served == ELSEWHERE.keys()


@pytest.mark.parametrize("place", FORM)
def test_every_place_of_the_form_is_served(place):
    assert [each.id for each in rules() if place in each.notes["references"].splitlines()]


def test_rules_name_documented_columns_only():
    known = {*SCHEMA, *columns()}
    for rule in book().rules:
        assert set(_fields(rule.condition)) <= known, rule.source
    for each in book().correlations:
        assert {*each.group_by, *([each.counted] if each.counted else [])} <= known, each.source


def test_documented_columns_are_used_and_their_words_hold():
    used = {name for rule in book().rules for name in _fields(rule.condition)}
    used |= {name for each in book().correlations for name in (*each.group_by, each.counted)}
    assert columns().keys() <= used
    for example in examples():
        for event in example.events:
            for name, column in columns().items():
                value = event.fields.get(name)
                if column.words and value is not None and name not in ("media", "agent"):
                    assert value in column.words, f"{example.place} {name}: {value}"


def test_actions_that_rules_ask_for_are_documented():
    known = {word for words in actions().values() for word in words}
    asked = {
        "".join(map(str, test.matcher.parts))
        for rule in book().rules
        for test in _tests(rule.condition)
        if test.field == "action"
    }
    assert asked <= known


def _tests(condition: plan.Condition):
    match condition:
        case plan.Test():
            yield condition
        case plan.Not(of):
            yield from _tests(of)
        case plan.All(of) | plan.Any(of):
            for each in of:
                yield from _tests(each)


def _fields(condition: plan.Condition):
    for test in _tests(condition):
        yield test.field
        if isinstance(test.matcher, plan.OtherField):
            yield test.matcher.field
