"""The documentation is complete, leads somewhere, and says what is in force."""

import re
from urllib.parse import unquote

import pytest

from docs.generate.__main__ import main
from docs.generate.pages import drifted, pages, write
from sekisho.planes import KINDS
from sekisho.reconcile.checks import all_checks
from sekisho.stories.run import run_story
from tests.repository.tree import ROOT, files, place

EXPECTED = (
    "README.md",
    "README.en.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "GLOSSARY.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "LICENSE",
    "docs/guide/README.md",
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
ADR_LINES = 30


@pytest.fixture(scope="module")
def wanted():
    return pages(ROOT)


def test_the_house_is_described():
    assert not [name for name in EXPECTED if not (ROOT / name).is_file()]


def test_reference_has_not_drifted(wanted):
    assert drifted(ROOT, wanted) == []


def test_every_check_and_every_sheet_has_its_place(wanted):
    assert {f"docs/reference/checks/{check.id}.md" for check in all_checks()} <= wanted.keys()
    formats = wanted["docs/reference/formats.md"]
    assert not [kind for kind in KINDS if f'<a id="{kind.schema.source}"></a>' not in formats]


def test_drift_is_told_and_put_right(wanted, tmp_path):
    write(tmp_path, wanted, drifted(tmp_path, wanted))
    assert drifted(tmp_path, wanted) == []

    (tmp_path / "docs/reference/catalog.md").write_text("改ざん", encoding="utf-8")
    (tmp_path / "docs/reference/checks/left_over.md").write_text("古い頁", encoding="utf-8")
    (tmp_path / "GLOSSARY.md").unlink()
    stale = drifted(tmp_path, wanted)
    assert stale == ["GLOSSARY.md", "docs/reference/catalog.md", "docs/reference/checks/left_over.md"]

    write(tmp_path, wanted, stale)
    assert drifted(tmp_path, wanted) == []


def test_wrong_use_of_the_generator_is_refused(capsys):
    assert main(["--chekc"]) == 2
    assert "使い方" in capsys.readouterr().err


def test_links_lead_to_files_and_places():
    dead = []
    for path in files():
        if path.suffix != ".md":
            continue
        for target in LINK.findall(CODE.sub("", path.read_text("utf-8"))):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, fragment = target.partition("#")
            goal = (path.parent / unquote(name)).resolve() if name else path
            if not goal.exists() or (fragment and goal.suffix == ".md" and fragment not in _places(goal)):
                dead.append(f"{place(path)}: {target}")
    assert not dead


def test_decisions_are_numbered_and_short():
    decisions = sorted(path for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    assert not [place(path) for path in decisions if len(path.read_text("utf-8").splitlines()) > ADR_LINES]


def test_the_readmes_name_commands_that_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for name in ("README.md", "README.en.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"\bmake ([a-z-]+)", (ROOT / name).read_text("utf-8")))
        assert named <= targets, name


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_the_screen_in_the_readme_is_what_the_story_computes(name):
    row = re.compile(r"^│ (\d{4}-\d\d-\d\d) +│ (\S+) +│ (\S+) +│ (\S+) +│ (.+?) +│", re.MULTILINE)
    shown = row.findall((ROOT / name).read_text("utf-8"))
    computed = {
        (str(fired.first_fired_on), fired.lead or "", fired.finding.rule, fired.finding.outcome.label, fired.finding.title)
        for fired in run_story("C-01").fired
    }
    assert shown
    assert set(shown) <= computed


def test_every_promise_of_security_names_tests_that_exist():
    named = set(re.findall(r"\btests/[\w/]+(?:\.py)?", (ROOT / "SECURITY.md").read_text("utf-8")))
    assert named
    assert not [name for name in sorted(named) if not (ROOT / name).exists()]


def _places(path):
    text = path.read_text("utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | {unquote(name) for name in re.findall(r'<a id="([^"]+)"', text)}
