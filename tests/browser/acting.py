"""What people do on the pages, so that journeys read like what is done. Everything by what stands on the screen."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from sekisho_site.web.clock import today

#: A file that may be sent as evidence.
PROOF = {"name": "是正の記録.txt", "mimeType": "text/plain", "buffer": "入館証を止め、台帳に載せました。".encode()}
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_era(day):
    """A day as R8.11.24."""
    return f"R{day.year - 2018}.{day.month}.{day.day}"


def in_a_month():
    """A day by which something is due."""
    return today() + timedelta(days=30)


def heading(page):
    """The one heading of a page."""
    return page.get_by_role("heading", level=1)


def open_finding(page, rule, party="", title=""):
    """From the list of findings to one that nobody has touched yet; its number."""
    page.goto(f"/findings/?stage=opened&rule={rule}&party={party}")
    page.locator("#list tbody th").get_by_role("link", name=title or re.compile("")).first.click()
    page.wait_for_url(re.compile(r"/findings/\d{4}-\d+/"))
    return re.search(r"/findings/([\d-]+)/", page.url)[1]


def step_form(page, step):
    """The form of a step, unfolded if it stands below the first."""
    form = page.locator(f"form[action$='/steps/{step}/']")
    if not form.is_visible():
        page.locator("details.step").filter(has=form).locator("summary").click()
    return form


def instruct(page, note="名簿を直し、直したことが分かる写しを送ってください。"):
    """Instruct the party of the finding that is open; the day is written in the Japanese era."""
    form = step_form(page, "instruct")
    form.get_by_label("指示すること").fill(note)
    form.get_by_label("期限").fill(as_era(in_a_month()))
    form.get_by_role("button", name="改善を指示する").click()
    expect(page.locator(".head").get_by_text("改善を指示", exact=True)).to_be_visible()


def instructed(page, rule, party="", title=""):
    """A finding that was opened and instructed; its number."""
    number = open_finding(page, rule, party, title)
    instruct(page)
    return number


def answer_link(page, number):
    """Make an answer link on the finding's page; its address."""
    page.goto(f"/findings/{number}/")
    page.get_by_role("link", name="アカウントなしで答えられるリンクを作る").click()
    page.get_by_role("button", name="回答リンクを作る").click()
    address = page.get_by_label(re.compile("渡すリンク"))
    expect(address).to_be_visible()
    return address.input_value()


def answer_by_link(page, address):
    """Answer as somebody without an account: three screens, one question each."""
    page.goto(address)
    page.get_by_label("何をどのように直しましたか").fill("入館証を止めました。")
    page.get_by_role("button", name="保存して次の質問へ").click()
    page.locator("#files").set_input_files(PROOF)
    page.get_by_role("button", name="選んだファイルを付ける").click()
    expect(page.get_by_text(PROOF["name"]).first).to_be_visible()
    page.get_by_role("button", name="保存して次の質問へ").click()
    page.get_by_role("button", name="回答を送る").click()
    expect(heading(page)).to_have_text("回答を受け取りました")


def send_workbook(page, content, name="台帳.xlsx"):
    """Send a workbook and wait until it is told what it would change."""
    page.goto("/imports/")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": _EXCEL, "buffer": content})
    page.get_by_role("button", name="送って確かめる").click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/"))
    expect(page.locator("#work[data-quiet]")).to_have_count(0, timeout=60_000)


def choose_and_set_password(page, link, password):
    """Accept an invitation."""
    page.goto(link)
    page.get_by_label("パスワード", exact=False).first.fill(password)
    page.get_by_label("パスワード（確認）").fill(password)
    page.get_by_role("button", name="パスワードを決める").click()
    page.wait_for_url(re.compile("/accounts/login/"))
