"""Everything works without script: what htmx does quicker, links and forms do as well."""

import re

from playwright.sync_api import expect

from sekisho.declared import Party
from tests.browser.acting import heading, instruct, open_finding
from tests.factories.registry import workbook


def test_a_day_without_script(opened):
    page = opened(java_script_enabled=False)
    page.goto("/findings/")
    page.get_by_label("検索", exact=True).fill("すみれ丘")
    page.get_by_role("button", name="絞り込む").click()
    page.wait_for_url(re.compile("q="))
    expect(page.locator("#list tbody td").filter(has_text="すみれ丘開発株式会社").first).to_be_visible()
    open_finding(page, "ORG-06")
    instruct(page)
    expect(heading(page)).to_have_text("扱う人自身による点検")


def test_import_without_script(opened):
    page = opened(java_script_enabled=False)
    page.goto("/imports/")
    content = workbook(Party(key="P-J09", name="株式会社しずく台"), whole=False)
    excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files({"name": "台帳.xlsx", "mimeType": excel, "buffer": content})
    page.get_by_role("button", name="送って確かめる").click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/"))
    assert _comes(page, "取り込むと、こう変わります")
    page.get_by_role("button", name="取り込む", exact=True).click()
    assert _comes(page, "取り込みました。")


def _comes(page, words):
    """Whether the page comes to say so, when asked for the state again and again as it offers."""
    for _ in range(60):
        if page.get_by_text(words).count():
            return True
        page.wait_for_timeout(1_000)
        if (again := page.get_by_role("link", name="状態を確かめる")).count():
            again.click()
    return False
