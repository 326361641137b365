"""The contracts of the tree hold, and each of them fails when somebody breaks it."""

import configparser
import re
import shutil
import subprocess
import sys

import pytest

from sekisho.reconcile.checks import all_checks
from tests.repository.tree import ROOT

CONFIG = ROOT / ".importlinter"

ONE = all_checks()[0]

# what is planted: contract id -> (file of the copy, line that breaks the contract)
PLANTED = {
    "core-layers": ("sekisho/beside_the_layers.py", '"""A module nobody placed."""'),
    "planes-apart": ("sekisho/promised/answers.py", "import sekisho.observed.access"),
    "pure-core": ("sekisho/period.py", "import socket"),
    "core-below-shell": ("sekisho/party.py", "import sekisho_site"),
    "shell-layers": ("sekisho_site/usecases/planted.py", "import sekisho_site.cli"),
    "cli-through-usecases": ("sekisho_site/cli/planted.py", "import sekisho_site.records.models"),
    "web-through-usecases": ("sekisho_site/web/planted.py", "import sekisho_site.records.operations"),
    "web-layers": ("sekisho_site/web/lists/planted.py", "import sekisho_site.web.today.views"),
    "file-libraries-in-formats": ("sekisho/catalog/planted.py", "import python_calamine"),
    "rapidfuzz-where-lists-are-compared": ("sekisho/stories/planted.py", "import rapidfuzz"),
    "engines-hold-the-machinery": ("sekisho/detection/planted.py", "import numpy"),
    "sigma-read-in-one-place": ("sekisho/engines/planted.py", "import sigma"),
    "engines-apart": ("sekisho/engines/reference/planted.py", "import sekisho.formats.fault"),
    "checks-apart": (f"sekisho/reconcile/checks/{ONE.pair}/planted.py", f"import sekisho.reconcile.checks.{ONE.pair}.{ONE.id}"),
    "reconcile-layers": ("sekisho/reconcile/snapshot.py", "import sekisho.reconcile.run"),
}


def test_every_contract_has_a_planted_violation():
    assert _contracts().keys() == PLANTED.keys()


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """What import-linter says of a copy of the packages in which every contract is broken."""
    copy = tmp_path_factory.mktemp("copy") / "src"
    shutil.copytree(ROOT / "src", copy, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for file, line in PLANTED.values():
        with (copy / file).open("a", encoding="utf-8") as module:
            module.write(f"\n{line}\n")
    return _lint(copy)


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_violation_is_caught(verdicts, contract):
    assert verdicts[_contracts()[contract]] == "BROKEN"


def test_the_tree_as_it_is_keeps_every_contract():
    assert set(_lint(ROOT / "src").values()) == {"KEPT"}


def _contracts():
    config = configparser.ConfigParser()
    config.read(CONFIG, encoding="utf-8")
    return {
        section.removeprefix("importlinter:contract:"): config[section]["name"]
        for section in config.sections()
        if section.startswith("importlinter:contract:")
    }


def _lint(folder):
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as lint; lint()",
            "--no-cache",
            "--config",
            CONFIG,
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    names = set(_contracts().values())
    lines = re.findall(r"^(.+?) (KEPT|BROKEN)\b", run.stdout, re.MULTILINE)
    told = {name: verdict for name, verdict in lines if name in names}
    assert told, run.stdout + run.stderr
    return told
