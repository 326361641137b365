"""The stories held to what should fire: the public cases by their lists of rules, the carrier by its expectations."""

from collections import defaultdict
from datetime import date, timedelta

import pytest

from sekisho.catalog import load_catalog
from sekisho.declared import Entrustment, Party
from sekisho.party import corporate_number_fault
from sekisho.planes import CATALOGUES, REFERENCES
from sekisho.promised import Answer
from sekisho.reconcile.snapshot import Snapshot
from sekisho.stories.run import load_story, reconcile_on, run_story, story_names
from sekisho.terms import Direction, Outcome

CASES = tuple(name for name in story_names() if name.startswith("C-"))
each_story = pytest.mark.parametrize("name", story_names())
each_case = pytest.mark.parametrize("name", CASES)

#: Which numbered rules must fire in which case: the cells marked in the table of cases and rules.
RULES = {
    "C-01": {"R-04", "R-06", "R-07", "R-12", "R-13"},
    "C-02": {"R-08"},
    "C-03": {"R-01", "R-10"},
    "C-04": {"R-05", "R-06", "R-12"},
    "C-05": {"R-05", "R-06"},
    "C-06": {"R-06", "R-09", "R-12"},
    "C-07": {"R-09"},
    "C-08": {"R-06", "R-13"},
    "C-09": set(),
    "C-10": {"R-07"},
}

#: Which check items a case must show as contradicted (by a check of their own, or as an answer that a record contradicts).
ITEMS = {
    "C-01": {"ACC-02", "ACC-03", "INS-02", "INS-03", "INS-05"},
    "C-02": {"INS-01", "ORG-08"},
    "C-03": {"ACC-10", "SUB-10"},
    "C-04": {"FAC-03", "FAC-05", "INS-01", "INS-03"},
    "C-05": {"FAC-09", "ORG-02"},
    "C-06": {"EXT-02", "EXT-06"},
    "C-07": {"ACC-05", "EXT-02"},
    "C-08": {"INS-03"},
    "C-09": {"ACC-01", "EXT-10"},
    "C-10": {"ACC-05", "EXT-02"},
}


def conflicting(name):
    return [fired for fired in run_story(name).fired if fired.finding.outcome is Outcome.CONFLICTS]


def contradicted_items(name):
    story = load_story(name)
    items = {record.key: record.check_item for record in story.known_by(story.as_of) if isinstance(record, Answer)}
    grounds = {ground for fired in conflicting(name) for ground in (fired.finding.rule, *fired.finding.anchors)}
    cited = {items[item.key] for fired in conflicting(name) for item in fired.finding.evidence if item.key in items}
    return grounds | cited


def test_every_public_case_is_told():
    assert tuple(f"C-{number:02}" for number in range(1, 11)) == CASES
    assert all(load_story(name).id == load_story(name).case == name for name in CASES)


@each_story
def test_a_story_agrees_with_what_it_expects(name):
    assert run_story(name).agreement.as_json() == {"missing": [], "unexpected": [], "agrees": True}


@each_case
def test_the_rules_of_the_case_fire(name):
    assert {fired.finding.rule for fired in conflicting(name)} >= RULES[name]


@each_case
def test_the_check_items_of_the_case_are_contradicted(name):
    assert contradicted_items(name) >= ITEMS[name]


@each_story
def test_no_two_findings_share_an_identity(name):
    findings = run_story(name).reconciliation.findings
    assert len({finding.fingerprint for finding in findings}) == len(findings)


@each_story
def test_a_finding_rests_on_records_and_names_its_remedy(name):
    for finding in run_story(name).reconciliation.findings:
        assert finding.evidence, finding.check
        assert finding.explanation.endswith("。")
        assert finding.remedy.endswith("。")


@each_case
def test_the_first_day_is_computed_and_exact(name):
    story = load_story(name)
    for fired in run_story(name).fired:
        identity = (fired.finding.fingerprint, fired.finding.outcome)
        assert fired.lead_days == (story.discovered_on - fired.first_fired_on).days
        assert identity in identities(story, fired.first_fired_on)
        assert identity not in identities(story, fired.first_fired_on - timedelta(days=1))


def identities(story, day):
    return {(finding.fingerprint, finding.outcome) for finding in reconcile_on(story, day).findings}


@each_case
def test_something_would_have_been_told_before_the_discovery(name):
    assert any(fired.lead_days > 0 for fired in conflicting(name))


def test_first_case_raises_service_consent_and_answers_as_separate_findings():
    by_rule = defaultdict(list)
    for fired in conflicting("C-01"):
        by_rule[fired.finding.rule].append(fired)
    assert any("あぶくまシステムズ" in fired.finding.explanation for fired in by_rule["R-06"])
    assert any("あぶくまシステムズ" in fired.finding.explanation for fired in by_rule["R-05"])
    items = [item.key.partition("/")[2] for fired in by_rule["R-12"] for item in fired.finding.evidence]
    assert {"INS-02", "INS-03", "INS-05"} <= set(items)


def test_first_case_fires_when_the_facts_allow():
    first = {}
    for fired in conflicting("C-01"):
        first[fired.finding.rule] = min(first.get(fired.finding.rule, date.max), fired.first_fired_on)
    assert first["R-07"] == date(2013, 7, 1)  # at the contract
    assert first["R-04"] == date(2014, 7, 2)  # the first year without a declaration has run out
    assert first["ACC-02"] == first["ACC-03"] == date(2021, 5, 31)  # with the first month's log
    assert first["R-13"] <= date(2022, 4, 28)  # at the latest when the parties concerned told "no leak"


def test_the_watch_on_outside_traffic_worked_in_the_second_case():
    result = run_story("C-02").reconciliation
    assert result.outcomes["answer_contradicted"][Outcome.AGREES] == 1  # INS-09, the carrier's own item
    assert "INS-09" not in contradicted_items("C-02")


def test_copying_by_hand_stays_undecided():
    [doubt] = [
        fired.finding
        for fired in run_story("C-08").fired
        if fired.finding.outcome is Outcome.CANNOT_TELL and "CP-2" in {item.key for item in fired.finding.evidence}
    ]
    assert doubt.rule == "R-13"


def test_what_came_to_light_later_is_not_used_before():
    story = load_story("C-07")
    before = {record.key for record in story.known_by(story.discovered_on - timedelta(days=1))}
    assert {"SG-2", "SG-3"}.isdisjoint(before)
    assert "SG-1" in before


@each_story
def test_what_a_story_refers_to_exists(name):
    story = load_story(name)
    records = story.known_by(story.as_of)
    keys = {(type(record), record.key) for record in records}
    catalog = load_catalog()
    for record in records:
        for column in record.schema.columns:
            for value in values(record, column):
                if column.refers_to in REFERENCES:
                    assert (REFERENCES[column.refers_to], value) in keys, f"{record.key}.{column.name}: {value}"
                elif column.refers_to in CATALOGUES:
                    assert catalog.name_of(column.refers_to, value) != value, f"{record.key}.{column.name}: {value}"


def values(record, column):
    value = getattr(record, column.name)
    return value if isinstance(value, tuple) else () if value is None else (value,)


@each_story
def test_companies_are_fictional_and_well_formed(name):
    story = load_story(name)
    numbers = [p.corporate_number for p in story.known_by(story.as_of) if isinstance(p, Party) and p.corporate_number]
    assert len(set(numbers)) == len(numbers)
    assert all(corporate_number_fault(number) is None and number[1:5] == "9999" for number in numbers)


def test_the_fictional_carrier_shows_what_a_demo_should():
    story = load_story("asahi")
    edges = [record for record in story.known_by(story.as_of) if isinstance(record, Entrustment)]
    chain = Snapshot(story.known_by(story.as_of), as_of=story.as_of, catalog=load_catalog()).chain
    entrustees = defaultdict(set)
    for edge in edges:
        entrustees[edge.entrustee].add(edge.upper)
    assert len(edges) >= 55
    assert max(chain.tier(key) for key in chain.edges) == 4
    assert any(len(edge.upper) > 1 for edge in edges)
    assert sum(len(chains) > 1 for chains in entrustees.values()) >= 5
    assert any(edge.direction is Direction.RECEIVED for edge in edges)
    assert all(edge.direction is Direction.GIVEN for edge in chain.edges.values())


def test_the_fictional_carrier_is_mostly_in_order():
    result = run_story("asahi").reconciliation
    assert 40 <= result.count(Outcome.CONFLICTS) <= 110
    assert result.count(Outcome.AGREES) >= 5 * len(result.findings)


@each_story
def test_versions_of_a_record_are_told_apart_by_the_day_they_became_known(name):
    story = load_story(name)
    versions = [(type(held.record), held.record.key, held.known_on) for held in story.records]
    assert len(set(versions)) == len(versions)
