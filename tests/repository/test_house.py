"""What must never get into the repository, and how the parts it needs are pinned."""

import os
import re
import subprocess
import sys

from tests.repository.tree import ROOT, place, texts

PINNED = sorted((ROOT / "requirements").glob("*.txt"))
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def test_no_path_of_one_machine():
    machine = re.compile("|".join(re.escape(f"/{top}/") for top in ("work", "root", "home", "Users")))
    found = [
        place(path, number)
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if machine.search(line)
    ]
    assert not found


def test_only_tests_may_look_beside_the_repository():
    sibling = "../" + "shared"
    found = [place(path) for path, text in texts() if sibling in text and not path.is_relative_to(ROOT / "tests")]
    assert not found


def test_addresses_of_people_are_in_example_domains():
    address = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
    found = {
        (place(path), match[0])
        for path, text in texts()
        for match in address.finditer(text)
        if not re.search(r"(^|\.)example(\.(com|jp|net|org|co\.jp))?$", match[1], re.IGNORECASE)
    }
    assert not found


def test_every_requirement_is_pinned_with_hashes_and_without_addresses():
    assert {path.stem for path in PINNED} == {path.stem for path in (ROOT / "requirements").glob("*.in")}
    for path in PINNED:
        text = path.read_text("utf-8")
        assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links|git\+", text), place(path)
        requirements = [part for part in re.split(r"\n(?=\S)", text) if not part.lstrip().startswith("#")]
        loose = [part.split()[0] for part in requirements if part.strip() and not ("==" in part and HASH.search(part))]
        assert not loose, place(path)


def test_what_runs_is_pinned_the_same_in_development():
    def versions(name):
        return set(re.findall(r"^[\w.-]+==\S+", (ROOT / "requirements" / name).read_text("utf-8"), re.MULTILINE))

    assert versions("base.txt") <= versions("dev.txt")


def test_no_lock_file_that_records_addresses():
    assert not [name for name in ("uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock") if (ROOT / name).exists()]


def test_continuous_integration_skips_nothing(tmp_path):
    (tmp_path / "conftest.py").write_text((ROOT / "conftest.py").read_text("utf-8"), "utf-8")
    (tmp_path / "test_planted.py").write_text(
        "import pytest\n"
        "def test_skips(): pytest.skip('no server')\n"
        "@pytest.mark.xfail\n"
        "def test_is_excused(): assert False\n"
        "def test_needs_texts(): pytest.skip('third-party texts are not here: a list')\n",
        "utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(tmp_path), "-p", "no:django"]
    here = {name: value for name, value in os.environ.items() if name not in ("CI", "PYTEST_ADDOPTS")}

    def told(**environment):
        run = subprocess.run(
            [*command, str(tmp_path)], env={**here, **environment}, capture_output=True, text=True, check=False
        )
        return run.stdout

    assert "2 skipped, 1 xfailed" in told()
    assert "2 failed, 1 skipped" in told(CI="true")
