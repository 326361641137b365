"""`sekisho serve` and `sekisho worker` as processes: pages answer, work is done, and death loses and doubles nothing."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.functional.driving import COMMAND, environment, sekisho, started

DEADLINE = 120
#: What a page does when somebody asks, without a browser.
ASK = """
import sys
from pathlib import Path
from sekisho_site.config.workspace import open_workspace
open_workspace(new=True)
from sekisho_site.cli.clock import now
from sekisho_site.records.models import Job, User
from sekisho_site.usecases import ask_import, ask_reconcile, continue_import
person = User.objects.filter(role="privacy_office").first() or User.objects.create_user(
    "hoshi@example.jp", name="星", role="privacy_office", joined_at=now())
told = {"asker": person.pk, "by": person.number, "at": now()}
"""


def ask(home, code, *words):
    command = [sys.executable, "-c", ASK + code, *map(str, words)]
    done = subprocess.run(command, env=environment(home), capture_output=True, text=True, check=False, timeout=DEADLINE)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def agreed_home(demo_home, tmp_path_factory):
    """An import whose plan was made and agreed to; the next worker applies it."""
    home = tmp_path_factory.mktemp("agreed") / "home"
    ask(home, "ask_import(Path(sys.argv[1]).read_bytes(), 'asahi.xlsx', **told)", demo_home / "asahi.xlsx")
    assert sekisho("worker", "--once", home=home).returncode == 0
    ask(home, "job = Job.objects.get(); continue_import(number=job.pk, step='apply', agreed=job.result['plan'], **told)")
    return home


def rows(home, question):
    with sqlite3.connect(home / "db.sqlite3") as database:
        return database.execute(question).fetchall()


def wait_for(sign):
    end = time.monotonic() + DEADLINE
    while not (seen := sign()):
        assert time.monotonic() < end, "the sign never came"
        time.sleep(0.005)
    return seen


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def running(home):
    return rows(home, "SELECT 1 FROM records_job WHERE state = 'running'")


def journal_grew(home):
    journal = home / "db.sqlite3-wal"
    return journal.exists() and journal.stat().st_size > 1_500_000


@pytest.mark.parametrize("sign", [running, journal_grew], ids=["begun", "writing"])
def test_a_worker_killed_in_the_middle_of_an_import(sign, agreed_home, demo_home, tmp_path):
    home = Path(shutil.copytree(agreed_home, tmp_path / "home"))
    with started("worker", home=home) as worker:
        wait_for(lambda: sign(home) or worker.poll() is not None)
        worker.send_signal(signal.SIGKILL)
    assert worker.returncode == -signal.SIGKILL
    assert sekisho("worker", "--once", home=home).returncode == 0
    [(state, result)] = rows(home, "SELECT state, result FROM records_job")
    assert state == "done", result
    assert "applied_at" in result
    assert sekisho("verify", home=home).returncode == 0
    clean = tmp_path / "clean"
    assert sekisho("import", "registry", demo_home / "asahi.xlsx", home=clean).returncode == 0
    exported = [tmp_path / "interrupted.xlsx", tmp_path / "clean.xlsx"]
    for place, file in zip((home, clean), exported, strict=True):
        assert sekisho("export", "registry", file, home=place).returncode == 0
    assert exported[0].read_bytes() == exported[1].read_bytes()
    assert rows(home, "SELECT count(*) FROM records_party") == rows(demo_home, "SELECT count(*) FROM records_party")


def test_a_worker_asked_to_stop_gives_its_work_back_and_the_attempt_does_not_count(agreed_home, tmp_path):
    home = Path(shutil.copytree(agreed_home, tmp_path / "home"))
    with started("worker", home=home) as worker:
        wait_for(lambda: running(home) or worker.poll() is not None)
        worker.send_signal(signal.SIGTERM)
    assert worker.returncode == 0
    [(state, attempts)] = rows(home, "SELECT state, attempts FROM records_job")
    assert (state, attempts) in {("waiting", 0), ("done", 1)}
    assert sekisho("worker", "--once", home=home).returncode == 0
    assert rows(home, "SELECT state, attempts FROM records_job") == [("done", 1)]


class Browser:
    """As much of a browser as signing in needs."""

    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path):
        with self.opener.open(self.base + path, timeout=30) as answer:
            return answer.read().decode()

    def post(self, path, page, **told):
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        body = urlencode({"csrfmiddlewaretoken": token, **told}).encode()
        with self.opener.open(self.base + path, body, timeout=30) as answer:
            return answer.geturl(), answer.read().decode()


@pytest.fixture
def served(demo_home, tmp_path, monkeypatch):
    """The demo, served; its people's passwords by address."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    home = Path(shutil.copytree(demo_home, tmp_path / "home"))
    people = sekisho("demo", "--no-serve", "--people", home=home)
    passwords = dict(re.findall(r"(\S+@example\.jp)\s*│\s*(\S+)", people.stdout))
    port = free_port()
    command = [*COMMAND, "serve", "--port", str(port)]
    errors = (tmp_path / "errors").open("w")
    with errors, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment(home)) as process:
        try:
            assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
            yield home, port, passwords, process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def children(process):
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return {int(child): Path(f"/proc/{child}/cmdline").read_text().split("\0") for child in path.read_text().split()}


def test_pages_open_work_is_done_and_everything_ends_with_ctrl_c(served, tmp_path):
    home, port, passwords, process = served
    browser = Browser(port)
    page = browser.get("/accounts/login/")
    _, page = browser.post(
        "/accounts/login/", page, login="privacy-office@example.jp", password=passwords["privacy-office@example.jp"]
    )
    assert "今日の仕事" in page
    address, _ = browser.post("/reconcile/", browser.get("/jobs/"), as_of="2026-11-20")
    wait_for(lambda: "照合が終わりました" in browser.get(address.removeprefix(browser.base)))
    [worker] = [pid for pid, words in children(process).items() if "worker" in words]
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: [pid for pid, words in children(process).items() if "worker" in words and pid != worker])
    address, _ = browser.post("/reconcile/", browser.get("/jobs/"), as_of="2026-11-20")
    wait_for(lambda: "照合が終わりました" in browser.get(address.removeprefix(browser.base)))
    [key] = (tmp_path / "settings").rglob("*.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    assert not list(home.rglob("*.key"))
    left = children(process)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert not [pid for pid in left if Path(f"/proc/{pid}").exists()]
    told = process.stdout.read() + (tmp_path / "errors").read_text()
    assert "Traceback" not in told
    assert key.read_text() not in told
    with pytest.raises(urllib.error.URLError):
        browser.get("/")


def test_a_port_in_use_is_refused_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = sekisho("serve", "--port", taken.getsockname()[1], home=tmp_path / "home")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "--port で別の番号" in done.stderr
    assert not (tmp_path / "home").exists()


def test_a_new_workspace_is_its_owners_only(small_home):
    assert stat.S_IMODE(small_home.stat().st_mode) == 0o700
    assert stat.S_IMODE((small_home / "db.sqlite3").stat().st_mode) == 0o600
