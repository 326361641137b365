"""Driving `sekisho` as people do: as a process of its own, on a folder of its own."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

COMMAND = [sys.executable, "-m", "sekisho_site.cli"]


def environment(home, lang=""):
    """The environment of a person who works in ``home`` on SQLite."""
    told = {**os.environ, "SEKISHO_HOME": str(home), "LANG": lang, "LC_ALL": "", "LC_MESSAGES": "", "COLUMNS": "200"}
    told.pop("DATABASE_URL", None)
    return told


#: Commands that begin a workspace where there is none.
BEGINNING = {"import", "demo", "person"}


def sekisho(*words, home, lang=""):
    """One command from start to end; whatever happened, nobody was shown a traceback."""
    if words[0] in BEGINNING and not Path(home).exists():
        shutil.copytree(empty_workspace(), home)
    command = [*COMMAND, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(home, lang), check=False, timeout=300)
    assert "Traceback" not in done.stderr
    return done


@cache
def empty_workspace():
    """A workspace without records, made once: its tables take seconds (how they are made is tried in tests/records)."""
    home = Path(tempfile.mkdtemp(), "home")
    told = ["-c", "from sekisho_site.config.workspace import open_workspace; open_workspace()"]
    subprocess.run([sys.executable, *told], env=environment(home), check=True, timeout=300)
    return home


def started(*words, home):
    """A command under way, which hears Ctrl-C even where the tests themselves run in the background and do not."""
    command = ["env", "--default-signal=INT", *COMMAND, *map(str, words)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(home), bufsize=1
    )


def kept(home):
    """Every row of every table of records: what a refused import must not change."""
    with sqlite3.connect(home / "db.sqlite3") as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        beside = ("records_evidence", "records_received")
        tables = [name for name in names if name.startswith("records_") and not name.startswith(beside)]
        return {name: database.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in tables}  # noqa: S608
