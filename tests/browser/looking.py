"""What is wrong with a page that stands in a browser, at three widths: told in words, so that a failure can be read."""

import re

from axe_playwright_python.sync_playwright import Axe

from tests.browser.serving import WIDTHS

_AXE = Axe()
#: Everything that axe finds counts, its advice (``minor``) apart.
_COUNTED = ("moderate", "serious", "critical")


def listen(page):
    """What the page's console says from now on."""
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def faults_of(page, said=()):
    """What is wrong with the page as it stands; the page is left at the width of a desk."""
    found = [f"console: {text}" for text in said if not re.search("the server responded with a status of 4", text)]
    if (count := page.locator("h1").count()) != 1:
        found.append(f"{count} headings of the first level")
    if nowhere := page.locator('a[href=""]').count():
        found.append(f"{nowhere} links that lead nowhere")
    if not page.title().endswith("｜関所"):
        found.append(f"title: {page.title()}")
    for across, high in WIDTHS.values():
        page.set_viewport_size({"width": across, "height": high})
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > across:
            found.append(f"{needed} wide at {across}")
    return [*found, *_inaccessible(page)]


def _inaccessible(page):
    for each in _AXE.run(page).response["violations"]:
        if each["impact"] in _COUNTED:
            yield f"{each['impact']} {each['id']} ({len(each['nodes'])}): {each['nodes'][0]['html'][:200]}"
