"""A browser before the real thing: the demo's workspace, served by `sekisho serve` with its worker, and Debian's chromium.

Nothing is faked and the database is never touched from here: what a test knows it sees on the pages.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from sekisho.roles import Role
from tests.functional.driving import COMMAND, environment, sekisho

CHROMIUM = shutil.which("chromium")
PASSWORD = "tsukikage-no-michi-42"
WIDTHS = {"phone": (375, 800), "tablet": (768, 1024), "desktop": (1280, 900)}
_PATIENCE = 120
_PEOPLE = """
import sys
from sekisho_site.config.workspace import open_workspace
open_workspace()
from datetime import UTC, datetime
from sekisho.roles import Role
from sekisho_site.records.models import Department, Entrustment, User
department, party = sys.argv[2:4]
for role in Role:
    bound = {"party_id": party} if role.is_entrusted_party else {}
    if role is Role.BUSINESS_DEPARTMENT:
        bound = {"department_id": department}
    User.objects.create_user(
        f"browser-{role.value}@example.jp", sys.argv[1], name=f"{role.label}の人", role=role.value,
        joined_at=datetime.now(UTC), **bound,
    )
"""

if CHROMIUM is None:
    collect_ignore_glob = ["test_*.py"]


def pytest_report_header():
    """Say in one line what is skipped when there is no browser."""
    if CHROMIUM is None:
        return (
            "飛ばしました: ブラウザーの試験（chromium がこの機械にありません。入れるには: apt install chromium fonts-noto-cjk）"
        )
    return None


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Debian's chromium, without what a machine without network refuses."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
    return {"executable_path": CHROMIUM, "args": [*quiet, "--disable-sync", "--no-first-run"]}


@pytest.fixture(scope="session")
def browser_context_args():
    """How people here read: Japanese, in Japan's time."""
    return {"locale": "ja-JP", "timezone_id": "Asia/Tokyo"}


class Office:
    """A served workspace."""

    def __init__(self, home, port):
        self.home = home
        self.address = f"http://127.0.0.1:{port}"

    def enter(self, page, role=Role.PRIVACY_OFFICE):
        """Sign somebody in, as people do: by typing."""
        page.goto(f"{self.address}/accounts/login/")
        page.get_by_label("メールアドレス").fill(f"browser-{role.value}@example.jp")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        return page


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_served(address, server):
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        assert server.poll() is None, server.stderr.read()
        try:
            urllib.request.urlopen(f"{address}/accounts/login/", timeout=5)  # noqa: S310  (our own server)
        except OSError:  # refused, reset or too slow: not yet
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server did not come up")


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """The demo with one person of every role, served until the session ends."""
    home = tmp_path_factory.mktemp("office") / "home"
    done = sekisho("demo", "--no-serve", home=home)
    assert done.returncode == 0, done.stderr
    told = {**environment(home), "SEKISHO_SECRET_KEY": "only-for-this-session-of-tests", "XDG_CONFIG_HOME": str(home.parent)}
    subprocess.run([sys.executable, "-c", _PEOPLE, PASSWORD, "D-01", "P-001"], env=told, check=True)
    port = _free_port()
    log = (home.parent / "serve.log").open("w+")
    server = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=told, stdout=log, stderr=subprocess.STDOUT)
    office = Office(home, port)
    try:
        _wait_until_served(office.address, server)
        yield office
    finally:
        server.terminate()
        server.wait(20)
        log.close()


@pytest.fixture
def entered(office, page):
    """A page on which somebody of the asked role is signed in: ``entered(Role.AUDITOR)``."""
    page.set_viewport_size({"width": 1280, "height": 900})

    def enter(role=Role.PRIVACY_OFFICE):
        return office.enter(page, role)

    return enter


def pytest_collection_modifyitems(items):
    """In continuous integration a missing browser is a failure, not a silence."""
    if os.environ.get("CI") and CHROMIUM is None:
        raise pytest.UsageError("chromium がありません。CI では飛ばせません。")
    del items
