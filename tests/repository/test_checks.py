"""Every check is one file with a spec, in the folder of the records it compares."""

import ast
from pathlib import Path

import pytest
import yaml

from sekisho.planes import BY_SOURCE
from sekisho.reconcile import checks
from sekisho.reconcile.checks import all_checks
from sekisho.terms import Outcome, Plane
from tests.repository.tree import ROOT, parsed

FOLDER = Path(checks.__file__).parent
SPECS = ROOT / "tests" / "spec" / "checks"
CHECKS = all_checks()
JUDGEMENTS = {outcome.value for outcome in Outcome}

each_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)


def test_names_are_told_apart():
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    assert len({check.ground.title for check in CHECKS}) == len(CHECKS)


def test_every_spec_belongs_to_a_check():
    assert {path.stem for path in SPECS.glob("*.yaml")} <= {check.id for check in CHECKS}


@each_check
def test_folder_is_the_planes_of_what_it_compares(check):
    compared = {BY_SOURCE[source].schema.plane for source in check.ground.compares}
    expected = "three" if compared == set(Plane) else "_".join(plane.value for plane in Plane if plane in compared)
    assert check.pair == expected


@each_check
def test_docstring_tells_what_why_ground_and_remedy(check):
    paragraphs = [line.partition(":")[0] for line in check.doc.splitlines()]
    assert [word for word in ("見つけること", "なぜ", "根拠", "是正") if word not in paragraphs] == []


@each_check
def test_ground_is_complete(check):
    ground = check.ground
    assert ground.rule
    assert ground.anchors
    assert ground.title
    assert ground.remedy.endswith("。")


@each_check
def test_judging_and_wording_are_apart(check):
    """``check`` holds no wording: Japanese text in it could never be reworded without changing what is judged."""
    tree = parsed(FOLDER / check.pair / f"{check.id}.py")
    [judging] = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "check"]
    sentences = [
        node.value
        for node in ast.walk(judging)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "。" in node.value
    ]
    assert sentences == []


@each_check
def test_spec_shows_every_outcome_the_check_can_yield(check):
    spec = SPECS / f"{check.id}.yaml"
    assert spec.is_file()
    shown = {told["outcome"] for case in yaml.safe_load(spec.read_text("utf-8")) for told in case["outcomes"]}
    assert _can_yield(check) - shown == set()


@each_check
def test_check_can_tell_of_a_mismatch(check):
    assert _can_yield(check) - {Outcome.AGREES.value}


def _can_yield(check):
    """The outcomes that the module of a check names, by the function that makes them or by the vocabulary."""
    tree = parsed(FOLDER / check.pair / f"{check.id}.py")
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    members = {node.attr.lower() for node in ast.walk(tree) if isinstance(node, ast.Attribute) and _is_outcome(node.value)}
    return (named | members) & JUDGEMENTS


def _is_outcome(node):
    return isinstance(node, ast.Name) and node.id == "Outcome"
