"""Which database the tests use: SQLite in memory, or with ``--database=postgresql`` a server started for this session."""

from contextlib import suppress

import environ
import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.db import connections

from tests.factories.postgresql import start_server

SERVER = pytest.StashKey[str]()


def pytest_addoption(parser):
    parser.addoption(
        "--database", choices=["sqlite", "postgresql"], default="sqlite", help="run the tests of the records on this database"
    )


def pytest_configure(config):
    """Point Django at the server before the first connection is made; let people of tests sign in at once.

    A good password hash costs a fifth of a second on purpose, which a thousand people who do not exist need not pay.
    """
    configured.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if config.getoption("--database", "sqlite") == "postgresql":
        configured.DATABASES["default"] = environ.Env.db_url_config(_url(config))
        connections.settings = connections.configure_settings(configured.DATABASES)
        with suppress(AttributeError):  # nobody has asked for a connection yet
            del connections["default"]


def _url(config):
    if hasattr(config, "workerinput"):
        return config.workerinput["postgresql"]
    server = start_server()
    config.add_cleanup(server.stop)
    config.stash[SERVER] = server.url
    return server.url


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tell a worker of pytest-xdist where the server of the session is."""
    node.workerinput["postgresql"] = node.config.stash.get(SERVER, None)


def pytest_terminal_summary(terminalreporter):
    """Say in one line what was skipped for want of a browser (here, because workers do not speak)."""
    skipped = [each for each in terminalreporter.stats.get("skipped", ()) if each.nodeid.startswith("tests/browser/")]
    if skipped:
        terminalreporter.write_line(f"飛ばしました: ブラウザーの試験 {len(skipped)}本（{skipped[0].longrepr[2]}）")


@pytest.fixture
def home(tmp_path, settings):
    """The folder of an empty workspace."""
    settings.SEKISHO_HOME = tmp_path / "home"
    return settings.SEKISHO_HOME


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Counts that another test left behind are not told as those of this one."""
    from sekisho_site.records.queries.remembering import forget

    cache.clear()
    forget()
