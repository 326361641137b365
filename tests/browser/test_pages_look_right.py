"""Every main page, at three widths: no fault of accessibility, no sideways scroll, nothing refused by the policy or broken."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import WIDTHS
from tests.browser.pages import BY_ROLE

AXE = Axe()
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module", params=list(BY_ROLE), ids=lambda role: role.value if role else "stranger")
def pages_of(request, office, browser, browser_context_args):
    """The pages of one role and a browser in which somebody of it is signed in."""
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    if request.param:
        office.enter(page, request.param)
    yield page, office.address, BY_ROLE[request.param]
    context.close()


def test_no_serious_fault_of_accessibility(pages_of):
    page, address, pages = pages_of
    faults = {}
    for name, path in pages.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{address}{path}")
        found = [each for each in AXE.run(page).response["violations"] if each["impact"] in SERIOUS]
        if found:
            faults[name] = [(each["id"], each["nodes"][0]["html"][:200], len(each["nodes"])) for each in found]
    assert faults == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(pages_of, width):
    page, address, pages = pages_of
    across, high = WIDTHS[width]
    page.set_viewport_size({"width": across, "height": high})
    wide = {}
    for name, path in pages.items():
        page.goto(f"{address}{path}")
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > across:
            wide[name] = needed
    assert wide == {}


def test_pages_are_whole(pages_of):
    """One heading, a title, an answer that is no error (the strangers' dead links apart), and a silent console."""
    page, address, pages = pages_of
    page.set_viewport_size({"width": 1280, "height": 900})
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    broken = {}
    for name, path in pages.items():
        response = page.goto(f"{address}{path}")
        headings = page.locator("h1").count()
        dead = name.startswith("unknown")
        said[:] = [text for text in said if not (dead and re.search("404|410", text))]
        if headings != 1 or "関所" not in page.title() or said or (response.status != 200 and not dead):
            broken[name] = (response.status, headings, list(said))
        said.clear()
    assert broken == {}
