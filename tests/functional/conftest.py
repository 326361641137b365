"""Workspaces that the tests of the command line share; each test works on a copy."""

import shutil
from pathlib import Path

import pytest

from tests.factories.registry import RECORDS, workbook
from tests.functional.driving import sekisho


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory):
    """The demo, loaded and reconciled once."""
    home = tmp_path_factory.mktemp("demo") / "home"
    done = sekisho("demo", "--no-serve", home=home)
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture(scope="session")
def small_home(tmp_path_factory):
    """A registry of four companies, imported twice (a row ended) and reconciled."""
    home = tmp_path_factory.mktemp("small") / "home"
    file = home.parent / "台帳.xlsx"
    for records in (RECORDS, RECORDS[:-1], RECORDS):
        file.write_bytes(workbook(*records))
        assert sekisho("import", "registry", file, home=home).returncode == 0
    assert sekisho("reconcile", "--as-of", "2026-05-01", home=home).returncode == 0
    return home


@pytest.fixture
def home(demo_home, tmp_path):
    """A copy of the demo."""
    return Path(shutil.copytree(demo_home, tmp_path / "home"))


@pytest.fixture
def small(small_home, tmp_path):
    """A copy of the small registry, in a folder whose name has a space and is Japanese."""
    return Path(shutil.copytree(small_home, tmp_path / "台帳の フォルダー"))
