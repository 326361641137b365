"""Sigma's own regression data: every example that its rules come with makes its rule tell, from EVTX and from JSON.

The data is SigmaHQ's and is not kept here. ``SEKISHO_SIGMA`` names the folder of a checkout of its repository.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml

from sekisho.detection.event import Event
from sekisho.detection.plan import Rule, RuleBook
from sekisho.detection.sigma import read_rules
from sekisho.engines import reference
from sekisho.engines.duckdb import detect
from sekisho.formats.events import read_events

pytestmark = pytest.mark.filterwarnings("default")  # what the texts of others are warned of is theirs

_FOLDERS = ("rules", "rules-emerging-threats", "rules-threat-hunting")


@dataclass(frozen=True, slots=True)
class Example:
    """A log, the rule it was recorded for, and how often that rule must tell of it.

    What is said of it is a least number: a rule for a file's name tells of each of three files, where one was promised.
    """

    place: str
    file: Path
    rule: str
    least: int


@pytest.fixture(scope="module")
def sigma() -> Path:
    named = os.environ.get("SEKISHO_SIGMA")
    if not named:
        pytest.skip("third-party texts are not here: set SEKISHO_SIGMA to a checkout of SigmaHQ's repository")
    folder = Path(named)
    assert (folder / "regression_data").is_dir(), f"no regression_data in {folder}"
    return folder


@pytest.fixture(scope="module")
def rules(sigma: Path) -> Mapping[str, Rule]:
    book = read_rules([folder for name in _FOLDERS if (folder := sigma / name).is_dir()])
    return {rule.id: replace(rule, silent=False) for rule in book.rules}


def examples(sigma: Path, ending: str) -> list[Example]:
    """Every recorded log in one form, with what the file beside it says."""
    found = []
    for info in sorted(sigma.glob("regression_data/**/info.yml")):
        told = yaml.safe_load(info.read_text("utf-8"))
        ids = [each["id"] for each in told["rule_metadata"]]
        for test in told.get("regression_tests_info", ()):
            file = (sigma / test["path"]).with_suffix(ending)
            rule = file.stem if file.stem in ids else ids[0]
            if file.exists():
                found.append(Example(str(file.relative_to(sigma)), file, rule, test.get("match_count", 1)))
    assert found, "no example stands in regression_data"
    return found


def by_duckdb(rule: Rule, file: Path) -> int:
    return sum(not hasattr(each, "why") for each in detect(RuleBook((rule,), ()), [file], processes=1))


def by_reference(rule: Rule, file: Path) -> int:
    events = (each for each in read_events([file]) if isinstance(each, Event))
    return sum(1 for _ in reference.matches(RuleBook((rule,), ()), events))


@pytest.mark.parametrize("ending", [".evtx", ".json"])
def test_every_example_makes_its_rule_tell(sigma, rules, ending):
    found = examples(sigma, ending)
    told = {each.place: (by_duckdb(rule, each.file), each.least) for each in found if (rule := rules.get(each.rule))}
    quiet = {place: seen for place, seen in told.items() if seen[0] < seen[1]}
    missing = [each.place for each in found if each.place not in told]
    assert (quiet, missing) == ({}, []), f"{len(told) - len(quiet)} of {len(found)} tell"
    assert {each.place: by_reference(rules[each.rule], each.file) for each in found} == {
        place: count for place, (count, _) in told.items()
    }
