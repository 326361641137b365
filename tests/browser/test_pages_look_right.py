"""Every main page, at three widths: no fault of accessibility, no sideways scroll, one heading, nothing in the console."""

import re

import pytest
from playwright.sync_api import expect

from sekisho.declared import Party
from sekisho.roles import Role
from sekisho_site.web.clock import today
from tests.browser.acting import answer_link, heading, instructed, send_workbook, step_form
from tests.browser.looking import faults_of, listen
from tests.browser.pages import BY_ROLE, status_of
from tests.browser.serving import PASSWORD
from tests.factories.registry import workbook


@pytest.mark.parametrize("role", BY_ROLE, ids=lambda role: role.value if role else "stranger")
def test_pages_of(opened, role):
    page = opened(role)
    said = listen(page)
    broken = {}
    for name, path in BY_ROLE[role].items():
        said.clear()
        response = page.goto(path.format(year=today().year))
        found = faults_of(page, said)
        if response.status != status_of(name):
            found.append(f"answered {response.status}")
        if found:
            broken[name] = found
    assert broken == {}


def test_finding_in_every_stage_of_its_form(opened):
    page = opened()
    number = instructed(page, "R-08")
    assert faults_of(page) == []
    form = step_form(page, "answer")
    form.get_by_role("button", name="是正を報告する").click()
    expect(page.get_by_role("alert").first).to_contain_text("入力を確かめてください")
    assert faults_of(page) == []
    page.goto(f"/findings/{number}/link/")
    assert faults_of(page) == []


def test_answer_link_open_and_expired(office, opened):
    desk, stranger = opened(), opened(None, "phone")
    address = answer_link(desk, instructed(desk, "SUB-05"))
    assert faults_of(desk) == []
    stranger.goto(address)
    assert faults_of(stranger) == []
    office.let_newest_link_expire()
    assert stranger.goto(address).status == 410
    expect(heading(stranger)).to_have_text("このリンクの期限は過ぎました。")
    assert faults_of(stranger) == []


def test_invitation_and_second_factor(office, opened):
    desk, stranger = opened(), opened(None)
    desk.goto("/settings/people/")
    desk.locator("#id_email").fill("look@example.jp")
    desk.locator("#id_name").fill("見る人")
    desk.locator("#id_role").select_option("inspector")
    desk.get_by_role("button", name="招待のリンクを作る").click()
    link = desk.get_by_label(re.compile("渡すリンク"))
    expect(link).to_be_visible()
    assert faults_of(desk) == []
    stranger.goto(link.input_value())
    assert faults_of(stranger) == []
    office.enter(stranger, Role.AUDITOR)
    stranger.goto("/accounts/2fa/totp/activate/")
    expect(heading(stranger)).to_have_text("本人の確認")
    assert faults_of(stranger) == []
    stranger.locator("input[name=password]").fill(PASSWORD)
    stranger.locator("input[name=password]").press("Enter")
    expect(heading(stranger)).to_have_text("認証アプリを登録する")
    assert faults_of(stranger) == []


def test_forms_with_faults(opened):
    page = opened()
    page.goto("/records/declared/registry/new/")
    page.get_by_label("開始日").fill("いつか")
    page.get_by_role("button", name="委託を登録する").click()
    expect(page.locator(".errors")).to_be_focused()
    assert faults_of(page) == []
    page.goto("/imports/")
    page.get_by_role("button", name="送って確かめる").click()
    expect(page.locator(".errors")).to_be_focused()
    assert faults_of(page) == []


def test_plans_of_imports(opened):
    page = opened()
    send_workbook(page, workbook(Party(key="P-LOOK", name="株式会社みはらし台"), whole=False))
    expect(page.get_by_role("heading", name="取り込むと、こう変わります")).to_be_visible()
    assert faults_of(page) == []
    send_workbook(page, b"this is no workbook")
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults_of(page) == []


def test_work_in_the_background(opened):
    page = opened()
    page.goto("/jobs/")
    page.get_by_label("会社").fill("P-022")
    page.get_by_role("button", name="照合する", exact=True).click()
    page.wait_for_url(re.compile("/jobs/[0-9a-f-]{36}/"))
    assert faults_of(page) == []
    expect(page.get_by_text("照合が終わりました。")).to_be_visible(timeout=60_000)
    assert faults_of(page) == []
