"""What an entrusted party's people, and strangers with a link, come to do."""

import re

from playwright.sync_api import expect

from sekisho.roles import Role
from tests.browser.acting import (
    PROOF,
    answer_by_link,
    answer_link,
    choose_and_set_password,
    heading,
    instructed,
)
from tests.browser.looking import faults_of


def _answer(page, number):
    page.goto(f"/portal/findings/{number}/")
    assert faults_of(page) == []
    page.goto("/portal/")
    expect(heading(page)).to_have_text("やること")
    page.get_by_role("link", name=re.compile(f"是正を報告する.*{number}")).click()
    assert faults_of(page) == []
    page.get_by_label("何をどのように直しましたか").fill("台帳に載せました。")
    page.locator("#files").set_input_files(PROOF)
    page.get_by_role("button", name="選んだファイルを付ける").click()
    expect(page.get_by_text("保存しました・").first).to_be_visible()
    page.get_by_role("button", name="送る前に確かめる").click()
    expect(heading(page)).to_have_text("送る前の確認")
    page.get_by_role("button", name="是正の報告を送る").click()
    expect(heading(page)).to_have_text("受付の控え")
    assert faults_of(page) == []
    expect(page.get_by_role("link", name=PROOF["name"])).to_be_visible()


def test_administrator_answers_with_a_file(opened):
    number = instructed(opened(), "R-10", "P-001")
    _answer(opened(Role.ENTRUSTEE_ADMINISTRATOR), number)


def test_member_answers_on_a_phone(opened):
    number = instructed(opened(), "R-12", "P-001")
    _answer(opened(Role.ENTRUSTEE_MEMBER, "phone"), number)


def test_colleague_is_invited(office, opened):
    page, colleague = opened(Role.ENTRUSTEE_ADMINISTRATOR), opened(None, "phone")
    page.goto("/portal/people/")
    page.locator("#id_email").fill("hamabe@example.jp")
    page.locator("#id_name").fill("浜辺の人")
    page.get_by_role("button", name="招待のリンクを作る").click()
    link = page.get_by_label(re.compile("渡すリンク")).input_value()
    choose_and_set_password(colleague, link, "hamabe-no-komichi-58")
    office.enter(colleague, email="hamabe@example.jp", password="hamabe-no-komichi-58")
    expect(heading(colleague)).to_have_text("やること")
    assert colleague.goto("/portal/people/").status == 403
    assert colleague.goto("/parties/").status == 403


def test_stranger_answers_once_by_a_link(opened):
    desk, stranger = opened(), opened(None, "phone")
    address = answer_link(desk, instructed(desk, "INS-07"))
    stranger.goto(address)
    expect(stranger.get_by_text("質問 1／3")).to_be_visible()
    assert stranger.locator("main textarea, main input[type=file]").count() == 1
    assert stranger.evaluate("document.documentElement.scrollWidth") == 375
    answer_by_link(stranger, address)
    expect(stranger.get_by_text(PROOF["name"])).to_be_visible()
    again = opened(None, "phone")
    assert again.goto(address).status == 200
    expect(heading(again)).to_have_text("回答を受け取りました")
    assert again.locator("main form").count() == 0
