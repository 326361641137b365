"""Whatever stops a command in the middle: nothing is lost, nothing is there twice, and verify says how it is.

No test waits for a time: each waits for a sign of the work (a file, a line) and then strikes.
"""

import shutil
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from tests.functional.driving import kept, sekisho, started

CUT = {"SIGKILL": -signal.SIGKILL, "SIGINT": 2}
DEADLINE = 120


def wait_for(sign, under_way):
    """Until ``sign`` is there, or the command is already over."""
    end = time.monotonic() + DEADLINE
    while not sign() and under_way.poll() is None:
        assert time.monotonic() < end, "the sign never came"
        time.sleep(0.002)


def file_is_sealed(home):
    """The bytes are kept; reading, planning and writing still lie ahead."""
    return lambda: any(path for path in home.glob("evidence/*/*") if not path.name.startswith("."))


def rows_are_being_written(home):
    """Pages of the open transaction have spilled into the journal."""
    journal = home / "db.sqlite3-wal"
    return lambda: journal.exists() and journal.stat().st_size > 1_500_000


def count(home, table):
    with sqlite3.connect(home / "db.sqlite3") as database:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608


@pytest.mark.parametrize(
    ("cut", "sign"),
    [("SIGKILL", file_is_sealed), ("SIGKILL", rows_are_being_written), ("SIGINT", rows_are_being_written)],
    ids=["SIGKILL-sealed", "SIGKILL-writing", "SIGINT-writing"],
)
def test_an_import_that_is_cut_off(cut, sign, demo_home, tmp_path):
    home, file = tmp_path / "home", demo_home / "asahi.xlsx"
    with started("import", "registry", file, home=home) as under_way:
        wait_for(sign(home), under_way)
        under_way.send_signal(getattr(signal, cut))
        told = under_way.stderr.read()
    assert "Traceback" not in told
    finished = count(home, "records_evidencehead") > 0
    assert under_way.returncode in ({0, CUT[cut]} if finished else {CUT[cut]})
    if cut == "SIGINT" and under_way.returncode:
        assert "中止しました" in told
    honest = sekisho("verify", home=home)
    assert honest.returncode == (0 if finished else 1)
    assert finished or "判定不能: 記録がまだ一件もありません" in honest.stderr
    again = sekisho("import", "registry", file, home=home)
    assert again.returncode == 0
    assert ("追加 0、変更 0、終了 0" in again.stdout) is finished
    assert sekisho("verify", home=home).returncode == 0
    assert count(home, "records_party") == count(demo_home, "records_party")


@pytest.mark.parametrize("cut", CUT)
def test_a_reconcile_that_is_cut_off(cut, demo_home, tmp_path):
    home = Path(shutil.copytree(demo_home, tmp_path / "home"))
    before = kept(home)
    with started("reconcile", home=home) as under_way:
        assert "照合しています" in under_way.stderr.readline()
        under_way.send_signal(getattr(signal, cut))
        told = under_way.stderr.read()
    assert "Traceback" not in told
    assert under_way.returncode == CUT[cut]
    assert kept(home) == before
    assert sekisho("reconcile", home=home).returncode == 0
    assert sekisho("verify", home=home).returncode == 0


def test_commands_at_the_same_time_on_one_new_home(small_home, tmp_path):
    home, file = tmp_path / "home", small_home.parent / "台帳.xlsx"
    together = [started("import", "registry", file, home=home) for _ in range(3)]
    told = [each.communicate(timeout=DEADLINE) for each in together]
    assert [each.returncode for each in together] == [0, 0, 0], told
    assert sorted("追加 0、" in out for out, _ in told) == [False, True, True]
    assert sekisho("verify", home=home).returncode == 0
    assert count(home, "records_party") == count(small_home, "records_party")
