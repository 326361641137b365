"""Pictures of the main pages, of the demo really served: ``python -m tests.browser.shots --out docs/guide/pictures``.

Knows which pages are pictured and how wide. What the guide shows is made here and nowhere else, so it cannot grow old
unnoticed. Work is done on a few findings first, so that the pages are seen in use.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from sekisho.declared import Party
from sekisho.roles import Role
from tests.browser.acting import answer_by_link, answer_link, instructed, open_finding, send_workbook
from tests.browser.serving import CHROMIUM, LAUNCH, READER, WIDTHS, served_demo
from tests.factories.registry import workbook

#: Pictures are no higher, so that none weighs more than a guide should carry.
_HIGHEST = 780
_OFFICE = {
    "today": "/",
    "findings": "/findings/",
    "parties": "/parties/",
    "party": "/parties/P-001",
    "chain": "/chain/?party=P-001",
    "entrustment": "/entrustments/E-001",
    "consents": "/consents/",
    "services": "/services/",
    "service": "/services/assess/E-010",
    "roster": "/records/declared/roster/",
    "record": "/records/declared/registry/of/E-001",
    "audit": "/audit/",
    "people": "/settings/people/",
    "calendar": "/calendar/",
}


class Camera:
    """Opens windows and writes pictures."""

    def __init__(self, office, browser, out):
        self._office, self._browser, self._out = office, browser, out

    def window(self, role=Role.PRIVACY_OFFICE, width="desktop"):
        """A window of somebody of a role."""
        across, high = WIDTHS[width]
        state = {"storage_state": self._office.signed_in(self._browser, role)} if role else {}
        viewport = {"width": across, "height": min(high, _HIGHEST)}
        return self._browser.new_context(base_url=self._office.address, viewport=viewport, **READER, **state).new_page()

    def take(self, page, name):
        """One picture of what stands in the window, from the top of the page."""
        page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
        path = self._out / f"{name}.png"
        page.screenshot(path=path)
        sys.stdout.write(f"{path}  {path.stat().st_size // 1024} KB\n")


def _work(camera, desk):
    """Instructions, an answer on a phone, a plan: taken where they happen."""
    open_finding(desk, "FAC-02", "P-001")
    camera.take(desk, "finding")
    number = instructed(desk, "R-10", "P-001")
    address = answer_link(desk, instructed(desk, "INS-07"))
    phone = camera.window(None, "phone")
    phone.goto(address)
    camera.take(phone, "answer-link-375")
    answer_by_link(phone, address)
    camera.take(phone, "answer-link-answered-375")
    party = camera.window(Role.ENTRUSTEE_ADMINISTRATOR, "phone")
    party.goto("/portal/")
    camera.take(party, "portal-375")
    party.goto(f"/portal/findings/{number}/")
    camera.take(party, "portal-finding-375")
    send_workbook(desk, workbook(Party(key="P-101", name="株式会社みずたま台運輸"), whole=False))
    camera.take(desk, "import-plan")


def main():
    """Serve the demo and take all pictures."""
    asked = argparse.ArgumentParser(description="主なページの絵を撮ります。")
    asked.add_argument("--out", type=Path, default=Path("docs/shots"))
    out = asked.parse_args().out
    if CHROMIUM is None:
        sys.exit("chromium がありません。入れるには: apt install chromium fonts-noto-cjk")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, served_demo(Path(folder)) as office, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**LAUNCH)
        camera = Camera(office, browser, out)
        desk = camera.window()
        _work(camera, desk)
        for name, path in _OFFICE.items():
            desk.goto(path)
            camera.take(desk, name)
        tablet = camera.window(Role.INSPECTOR, "tablet")
        for name, path in {"today-768": "/", "inspection-768": "/records/observed/onsite_inspection/new/"}.items():
            tablet.goto(path)
            camera.take(tablet, name)
        browser.close()


if __name__ == "__main__":
    main()
