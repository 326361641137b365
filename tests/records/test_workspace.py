"""Opening a workspace: folders, tables, a key of its own, and a plain word when it cannot be opened."""

import os
import subprocess
import sys

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from sekisho_site.config.workspace import WorkspaceError, open_workspace


def opened(home, script="", **environment):
    """Open a workspace in a process of its own, as the command line does."""
    program = f"from pathlib import Path\nfrom sekisho_site.config.workspace import open_workspace\n{script}"
    here = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SEKISHO_HOME")}
    return subprocess.run(
        [sys.executable, "-c", program, str(home)], env={**here, **environment}, capture_output=True, text=True, check=False
    )


OPEN = "import sys\nprint(open_workspace(Path(sys.argv[1])))\n"


def test_a_new_workspace_has_its_folders_and_tables(tmp_path):
    done = opened(
        tmp_path / "new" / "home", OPEN + "from sekisho_site.records.queries import has_records\nprint(has_records())"
    )
    assert done.stdout.splitlines() == [str(tmp_path / "new" / "home"), "False"], done.stderr
    assert (tmp_path / "new" / "home" / "db.sqlite3").is_file()
    assert (tmp_path / "new" / "home" / "evidence").is_dir()


def test_the_home_of_the_environment_counts_when_none_is_named(tmp_path):
    done = opened(tmp_path, "print(open_workspace())", SEKISHO_HOME=str(tmp_path / "there"))
    assert done.stdout.strip() == str(tmp_path / "there"), done.stderr


def test_sqlite_survives_power_cuts_and_holds_references(tmp_path):
    asked = (
        "from django.db import connection\n"
        "for name in ('journal_mode', 'synchronous', 'foreign_keys'):\n"
        "    print(connection.cursor().execute(f'PRAGMA {name}').fetchone()[0])\n"
        "print(connection.transaction_mode)"
    )
    assert opened(tmp_path, OPEN + asked).stdout.split()[1:] == ["wal", "2", "1", "IMMEDIATE"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    done = opened(tmp_path / "file" / "home", OPEN)
    assert "作業フォルダーに書けません" in done.stderr


def test_one_process_opens_one_workspace(tmp_path):
    done = opened(tmp_path / "a", OPEN + "open_workspace(Path(sys.argv[1] + 'b'))")
    assert "一度に開けるのは一つだけです" in done.stderr


@pytest.mark.django_db
def test_a_workspace_of_a_newer_version_is_not_touched(home):
    MigrationRecorder(connection).record_applied("records", "9999_from_the_future")
    with pytest.raises(WorkspaceError, match="新しい版の Sekisho が書いた作業フォルダーです"):
        open_workspace(home)


@pytest.mark.django_db
def test_opening_again_changes_nothing(home):
    assert open_workspace(home) == open_workspace(home) == home


OLDER = """
import sys
from sekisho_site.config.workspace import configure
configure(Path(sys.argv[1]))
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
executor.loader.replace_migrations = False
executor.loader.build_graph()
executor.migrate([("records", "0015_index_of_addressees"), ("account", "0001_initial")])
"""
COLUMNS = """
from django.db import connection
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names()):
        made = connection.introspection.get_table_description(cursor, table)
        print(table, sorted((column.name, str(column.type_code), column.null_ok) for column in made))
"""


def test_an_older_workspace_gets_the_tables_of_a_new_one(tmp_path):
    older, new = tmp_path / "older", tmp_path / "new"
    older.mkdir()
    assert opened(older, OLDER).returncode == 0
    there = opened(older, OPEN + COLUMNS).stdout.splitlines()
    assert there[1:] == opened(new, OPEN + COLUMNS).stdout.splitlines()[1:]
    assert any(line.startswith("records_storedalert ") for line in there)
