"""A browser before the real thing: the demo, served by `sekisho serve` with its worker, and Debian's chromium.

Every test takes things of its own (another finding, a company of its own), since all share one office and any order.
"""

from pathlib import Path

import pytest

from sekisho.roles import Role
from tests.browser.serving import CHROMIUM, LAUNCH, READER, WIDTHS, served_demo

HERE = Path(__file__).parent
AWAY = "chromium がありません。入れるには: apt install chromium fonts-noto-cjk"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """All tests of one office run in one process; without a browser they are skipped, which CI counts as a failure."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason=AWAY))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Which browser, and how it is started."""
    return LAUNCH


@pytest.fixture(scope="session")
def browser_context_args():
    """Who looks."""
    return READER


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """The demo with one person of every role, served until the session ends."""
    with served_demo(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def opened(office, browser):
    """A window of somebody's own: ``opened(Role.AUDITOR)``, ``opened(None, "phone")`` for a stranger at a phone."""
    contexts = []

    def opened(role=Role.PRIVACY_OFFICE, width="desktop", **told):
        across, high = WIDTHS[width]
        state = {"storage_state": office.signed_in(browser, role)} if role else {}
        viewport = {"width": across, "height": high}
        context = browser.new_context(base_url=office.address, viewport=viewport, **READER, **state, **told)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
