"""The demo's office served for browsers: a workspace of its own, one person of every role, `sekisho serve` with its worker.

Knows how a workspace is made and reached. The tables are touched only before the first page is opened, and to let time pass
over an answer link; everything else happens on the pages.
"""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from sekisho.roles import Role
from tests.functional.driving import COMMAND, environment, sekisho

CHROMIUM = shutil.which("chromium")
PASSWORD = "tsukikage-no-michi-42"
WIDTHS = {"phone": (375, 800), "tablet": (768, 1024), "desktop": (1280, 900)}
#: Debian's chromium, without what a machine without network refuses.
LAUNCH = {
    "executable_path": CHROMIUM,
    "args": [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--no-first-run",
    ],
}  # fmt: skip
#: How people here read: Japanese, in Japan's time.
READER = {"locale": "ja-JP", "timezone_id": "Asia/Tokyo"}
_PATIENCE = 120
_OPEN = """
import sys
from sekisho_site.config.workspace import open_workspace
open_workspace()
"""
_PEOPLE = f"""{_OPEN}
from datetime import UTC, datetime
from sekisho.roles import Role
from sekisho_site.records.models import User
department, party = sys.argv[2:4]
for role in Role:
    bound = {{"party_id": party}} if role.is_entrusted_party else {{}}
    if role is Role.BUSINESS_DEPARTMENT:
        bound = {{"department_id": department}}
    User.objects.create_user(
        f"browser-{{role.value}}@example.jp", sys.argv[1], name=f"{{role.label}}の人", role=role.value,
        joined_at=datetime.now(UTC), **bound,
    )
"""
_LATER = f"""{_OPEN}
from datetime import UTC, datetime, timedelta
from sekisho_site.records.models import AnswerLink
past = datetime.now(UTC) - timedelta(days=1)
newest = AnswerLink.objects.order_by("-pk").first()
AnswerLink.objects.filter(pk=newest.pk).update(expires_at=past)
"""


class Office:
    """A served workspace, and the sign-ins that were made in it."""

    def __init__(self, home, port, told):
        self.home = home
        self.address = f"http://127.0.0.1:{port}"
        self._told = told
        self._signed_in = {}

    def enter(self, page, role=Role.PRIVACY_OFFICE, email="", password=PASSWORD):
        """Sign somebody in, as people do: by typing."""
        page.goto(f"{self.address}/accounts/login/")
        page.get_by_label("メールアドレス").fill(email or f"browser-{role.value}@example.jp")
        page.locator("input[name=password]").fill(password)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        return page

    def signed_in(self, browser, role):
        """What a browser keeps of somebody of a role who has signed in; signing in happens once."""
        if role not in self._signed_in:
            context = browser.new_context(**READER)
            self.enter(context.new_page(), role)
            self._signed_in[role] = context.storage_state()
            context.close()
        return self._signed_in[role]

    def let_newest_link_expire(self):
        """As if its days had passed."""
        subprocess.run([sys.executable, "-c", _LATER], env=self._told, check=True)


@contextmanager
def served_demo(folder):
    """The demo in a new folder, served until the block ends."""
    home = folder / "home"
    done = sekisho("demo", "--no-serve", home=home)
    assert done.returncode == 0, done.stderr
    told = {**environment(home), "SEKISHO_SECRET_KEY": "only-for-this-session-of-tests", "XDG_CONFIG_HOME": str(folder)}
    subprocess.run([sys.executable, "-c", _PEOPLE, PASSWORD, "D-01", "P-001"], env=told, check=True)
    port = _free_port()
    with (folder / "serve.log").open("w+") as log:
        server = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=told, stdout=log, stderr=subprocess.STDOUT)
        try:
            office = Office(home, port, told)
            _wait_until_served(office.address, server, folder / "serve.log")
            yield office
        finally:
            server.terminate()
            server.wait(20)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_served(address, server, log):
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(f"{address}/accounts/login/", timeout=5)  # noqa: S310  (our own server)
        except OSError:  # refused, reset or too slow: not yet
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server did not come up")
