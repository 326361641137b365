"""The first day of a finding is exact, and rests only on what was known on that day."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.catalog import load_catalog
from sekisho.declared import Department
from sekisho.observed import Departure
from sekisho.reconcile.check import Check, Ground, conflicts
from sekisho.stories import run
from sekisho.stories.story import KnownRecord, Story
from sekisho.terms import Outcome, Severity, Strength

GROUND = Ground("X-1", "見本", Severity.LOW, Strength.OWN_POLICY, (), (), "是正")


def check_that(fires):
    def check(snapshot):
        if fires(snapshot):
            yield conflicts("P-1", seen=snapshot.as_of)

    def explain(verdict, snapshot):
        return f"{verdict.facts['seen']}。"

    return Check("sample", "observed", GROUND, "", check, explain)


def story(*records, as_of=date(2024, 1, 1), discovered_on=date(2023, 7, 13)):
    return Story("x", "x", "x", None, "", "", "", discovered_on, None, (), as_of, records, {})


def first_day(monkeypatch, fires, told):
    monkeypatch.setattr(run, "all_checks", lambda: (check_that(fires),))
    findings = run.reconcile_on(told, told.as_of, run.all_checks()).findings
    [(identity, (day, seen))] = run.first_days(told, findings).items()
    assert identity[1] is Outcome.CONFLICTS
    return day, seen


DEPARTURE = KnownRecord(Departure(key="LV-1", person="M-1", party="P-1", left_on=date(2022, 2, 3)), None)
DEPARTMENT = KnownRecord(Department(key="D-1", name="営業部"), None)


@pytest.mark.parametrize(
    "threshold", [date(2022, 2, 4), date(2022, 2, 28), date(2022, 3, 1), date(2023, 2, 4), date(2023, 12, 31)]
)
def test_the_exact_day_is_found_between_the_days_looked_at(monkeypatch, threshold):
    day, seen = first_day(monkeypatch, lambda snapshot: snapshot.as_of >= threshold, story(DEPARTURE))
    assert day == threshold
    assert seen.explanation == f"{threshold}。"


def test_a_finding_that_rests_from_the_start_fires_on_the_first_day_of_the_records(monkeypatch):
    day, _ = first_day(monkeypatch, lambda snapshot: bool(snapshot.all(Department)), story(DEPARTMENT, DEPARTURE))
    assert day == date(2022, 2, 3)


def test_a_record_known_late_fires_late(monkeypatch):
    late = replace(DEPARTURE, known_on=date(2022, 5, 17))
    day, _ = first_day(monkeypatch, lambda snapshot: bool(snapshot.all(Departure)), story(late))
    assert day == date(2022, 5, 17)


def test_a_record_known_only_after_the_day_of_the_story_never_fires(monkeypatch):
    late = replace(DEPARTURE, known_on=date(2024, 1, 2))
    monkeypatch.setattr(run, "all_checks", lambda: (check_that(lambda snapshot: bool(snapshot.all(Departure))),))
    told = story(late)
    assert run.reconcile_on(told, told.as_of, run.all_checks()).findings == ()


def test_the_days_looked_at_hold_records_the_day_after_anniversaries_and_firsts_of_months():
    days = run.candidate_days(story(DEPARTURE, as_of=date(2023, 3, 1)))
    assert {date(2022, 2, 3), date(2022, 3, 1), date(2023, 1, 1), date(2023, 2, 4), date(2023, 3, 1)} <= set(days)
    assert days == sorted(days)
    assert max(days) == date(2023, 3, 1)


def test_lead_is_counted_to_the_discovery_and_may_be_negative():
    told = run.load_story("C-04")
    result = run.run_story("C-04")
    assert {item.lead_days for item in result.fired} == {
        (told.discovered_on - item.first_fired_on).days for item in result.fired
    }


@pytest.mark.parametrize(
    ("earlier", "later", "words"),
    [
        (date(2022, 4, 29), date(2023, 7, 13), "1年2か月前"),
        (date(2022, 7, 13), date(2023, 7, 13), "1年前"),
        (date(2023, 6, 14), date(2023, 7, 13), "29日前"),
        (date(2023, 7, 13), date(2023, 7, 13), "同じ日"),
        (date(2023, 9, 13), date(2023, 7, 13), "2か月後"),
        (date(2024, 2, 29), date(2025, 2, 28), "1年前"),
    ],
)
def test_lead_in_words(earlier, later, words):
    assert run.lead_words(earlier, later) == words


def test_running_a_story_twice_gives_the_same_json():
    first = run.run_story("C-04").as_json()
    run.run_story.cache_clear()
    assert run.run_story("C-04").as_json() == first
    assert load_catalog().version


def test_the_json_of_a_story_holds_the_contract_and_the_lead():
    told = run.run_story("C-04").as_json()
    assert {"as_of", "known_at", "findings", "agreed", "conflicts", "cannot_tell", "story", "title", "discovered_on"} <= set(
        told
    )
    assert set(told["agreement"]) == {"missing", "unexpected", "agrees"}
    assert all({"first_fired_on", "lead_days", "lead", "first_records"} <= set(finding) for finding in told["findings"])
