"""The pages without a pointer: everything that is done here is done by keys, and what has the focus can be seen."""

import re

import pytest
from playwright.sync_api import expect

from sekisho.roles import Role
from tests.browser.acting import PROOF, as_era, heading, in_a_month, instructed
from tests.browser.serving import PASSWORD

_MOST = 90


def _tab_to(page, wanted):
    """Press the tabulator until the wanted thing has the focus, as often as anybody would."""
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def _focus_is_seen(page):
    return page.evaluate(
        """() => { const style = getComputedStyle(document.activeElement);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none'; }"""
    )


def test_from_signing_in_to_an_instruction(opened):
    page = opened(None)
    page.goto("/accounts/login/")
    _tab_to(page, page.get_by_label("メールアドレス"))
    page.keyboard.type("browser-privacy_office@example.jp")
    _tab_to(page, page.locator("input[name=password]"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("今日の仕事")
    page.goto("/findings/?stage=opened&rule=ACC-03")
    page.locator("body").press("j")
    expect(page.locator("#list tbody th a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/findings/\d{4}-\d+/"))
    form = page.locator("form[action$='/steps/instruct/']")
    _tab_to(page, form.get_by_label("指示すること"))
    assert _focus_is_seen(page)
    page.keyboard.insert_text("申請のない特権のログインを止めてください。")
    _tab_to(page, form.get_by_label("期限"))
    page.keyboard.type(as_era(in_a_month()))
    _tab_to(page, form.get_by_role("button", name="改善を指示する"))
    assert _focus_is_seen(page)
    page.keyboard.press("Enter")
    expect(page.locator(".head").get_by_text("改善を指示", exact=True)).to_be_visible()


def test_party_answers_with_a_file(opened):
    number = instructed(opened(), "R-13", "P-001")
    page = opened(Role.ENTRUSTEE_MEMBER)
    page.goto("/portal/")
    _tab_to(page, page.get_by_role("link", name=re.compile(f"是正を報告する.*{number}")))
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_label("何をどのように直しましたか"))
    page.keyboard.insert_text("調べ直した結果を付けます。")
    _tab_to(page, page.locator("#files"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(PROOF)
    for name in ("選んだファイルを付ける", "送る前に確かめる", "是正の報告を送る"):
        _tab_to(page, page.get_by_role("button", name=name))
        assert _focus_is_seen(page)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("受付の控え")


def test_from_the_list_of_companies_to_the_chain(opened):
    page = opened(Role.AUDITOR)
    page.goto("/parties/")
    _tab_to(page, page.locator("#list-q"))
    page.keyboard.insert_text("みなと坂")
    page.keyboard.press("Enter")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    _tab_to(page, page.locator("#list tbody th a").first)
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("株式会社みなと坂コンタクト")
    _tab_to(page, page.get_by_role("navigation").get_by_role("link", name=re.compile("^連鎖")))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("tab=chain"))
    expect(page.get_by_role("link", name="ちとせ原データ株式会社").first).to_be_visible()


def test_skip_link_leads_to_the_page(opened):
    page = opened(Role.AUDITOR)
    page.goto("/findings/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ移る")).to_be_focused()
    assert _focus_is_seen(page)
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_shortcuts(opened):
    page = opened(Role.AUDITOR)
    page.goto("/findings/")
    links = page.locator("#list tbody th a")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    assert _focus_is_seen(page)
    page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("jk?")
    expect(page.locator("#q")).to_have_value("jk?")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="キーの一覧")).to_be_visible()
    page.get_by_label("キーを使う").press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


@pytest.mark.parametrize("order", ["判定", "段階"])
def test_focus_follows_what_was_replaced(opened, order):
    page = opened(Role.AUDITOR)
    page.goto("/findings/")
    page.locator("#list thead").get_by_role("link", name=order).press("Enter")
    page.wait_for_url(re.compile("sort="))
    expect(page.locator("#list :focus")).to_have_count(1)
