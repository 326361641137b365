"""From an alert over its explanation and triage to the finding, and a review of the log that is signed by somebody else."""

import re

from playwright.sync_api import expect

from sekisho.roles import Role
from tests.browser.acting import as_era, heading, in_a_month

_ALERT = "承認のない出力・ダウンロード"


def _open_alert(page, person):
    page.goto(f"/alerts/?person={person}")
    page.locator("#list tbody th").get_by_role("link", name=_ALERT).first.click()
    expect(heading(page)).to_have_text(_ALERT)


def test_alert_is_explained_triaged_and_becomes_a_finding(opened):
    page = opened(Role.ANALYST)
    _open_alert(page, "M-1012")
    expect(page.get_by_role("heading", name="いつもと今回")).to_be_visible()
    expect(page.get_by_role("heading", name="誤りの見分け方")).to_be_visible()
    page.get_by_role("link", name="行の中身を見る").click()
    expect(page.get_by_text("kensu.csv")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="人 M-1012").click()
    expect(page.get_by_role("link", name=_ALERT).first).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="調べ始める").click()
    expect(page.locator(".head p.row")).to_contain_text("調べ中")
    form = page.locator("form[action$='/steps/confirm/']")
    form.get_by_role("button", name="指摘にする").click()
    expect(page.locator(".errors")).to_be_focused()
    form.get_by_label("確かめたこと").fill("承認の記録がないことを、申請の一覧で確かめました。")
    form.get_by_role("button", name="指摘にする").click()
    expect(page.locator(".head p.row")).to_contain_text("事実と確認")
    alert = page.url
    page.get_by_role("button", name=re.compile("を照合する$")).click()
    expect(page.get_by_text("照合が終わりました。")).to_be_visible(timeout=60_000)
    page.goto(alert)
    page.get_by_role("link", name=re.compile("^指摘 ")).first.click()
    page.wait_for_url(re.compile(r"/findings/\d{4}-\d+/"))
    expect(page.locator(".versus").get_by_text("実態")).to_be_visible()


def test_explained_alert_is_closed_with_a_reason_and_an_exclusion_takes_somebody_else(opened):
    analyst, office = opened(Role.ANALYST), opened()
    _open_alert(analyst, "M-1032")
    alert = analyst.url
    analyst.get_by_role("button", name="調べ始める").click()
    expect(analyst.locator(".head p.row")).to_contain_text("調べ中")
    expect(analyst.get_by_text("同じ警告を除外する")).to_have_count(0)
    office.goto(alert)
    form = office.locator("form[action$='/steps/exclude/']")
    office.locator("details.step").filter(has=form).locator("summary").click()
    form.get_by_label("除外する理由").fill("毎月の請求の作業で、書面で承認しています。")
    form.get_by_label("除外の終わりの日").fill("R99.1.1")
    form.get_by_role("button", name="同じ警告を除外する").click()
    expect(office.locator(".errors")).to_contain_text("1年")
    form.get_by_label("除外の終わりの日").fill(as_era(in_a_month()))
    form.get_by_role("button", name="同じ警告を除外する").click()
    expect(office.locator(".head p.row")).to_contain_text("除外")


def test_review_is_signed_by_somebody_else_than_the_worker(opened):
    page = opened(Role.INSPECTOR, "tablet")
    page.goto("/log-reviews/?party=P-002")
    page.locator("#list tbody th a").last.click()
    expect(page.get_by_role("table", name="抜き取った行の表")).to_be_visible()
    form = page.locator("#sign form")
    form.get_by_label("問題は見当たらない").check()
    form.get_by_label("あなたの要員番号").fill("M-1031")
    form.get_by_role("button", name="署名する").click()
    expect(page.locator(".errors")).to_contain_text("自分の操作のログは、自分では点検できません")
    form.get_by_label("あなたの要員番号").fill("M-9001")
    form.get_by_role("button", name="署名する").click()
    expect(page.get_by_text("署名を記録しました。")).to_be_visible()
    page.goto("/log-reviews/calendar/")
    expect(page.locator("a.ck.signed, a.ck.late").first).to_be_visible()
