"""What people of the office come to do, from signing in to the end, on the demo that is really served."""

import re

import pytest
from playwright.sync_api import expect

from sekisho.declared import Party
from sekisho.formats.template import write_workbook
from sekisho.observed import DoorEntry
from sekisho.roles import Role
from sekisho_site.web.clock import today
from tests.browser.acting import (
    answer_by_link,
    answer_link,
    as_era,
    choose_and_set_password,
    heading,
    in_a_month,
    instruct,
    instructed,
    open_finding,
    send_workbook,
    step_form,
)
from tests.browser.looking import faults_of
from tests.factories.registry import AS_OF, workbook


def _stage(page):
    return page.locator(".head p.row")


def test_from_todays_work_to_an_instruction(opened):
    page = opened()
    page.goto("/")
    expect(heading(page)).to_have_text("今日の仕事")
    page.get_by_role("table", name="先に手を付ける指摘").get_by_role("rowheader").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=re.compile("記録$")).first).to_be_visible()
    open_finding(page, "ACC-04")
    expect(page.locator(".versus").get_by_text("約束")).to_be_visible()
    expect(page.locator(".versus").get_by_text("実態")).to_be_visible()
    instruct(page)
    due = in_a_month()
    expect(page.locator(".head .sub")).to_contain_text(f"{due.month}月{due.day}日")


def test_who_instructed_does_not_verify_and_somebody_else_does(opened):
    desk = opened()
    number = instructed(desk, "S-04")
    answer_by_link(opened(None, "phone"), answer_link(desk, number))
    desk.goto(f"/findings/{number}/")
    expect(_stage(desk)).to_contain_text("回答あり")
    expect(desk.get_by_role("button", name="是正を確認する")).to_have_count(0)
    token = desk.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    form = {"csrfmiddlewaretoken": token, "verify-note": "自分で確かめました。"}
    refused = desk.request.post(f"/findings/{number}/steps/verify/", form=form, headers={"Origin": desk.url.split("/find")[0]})
    assert refused.status >= 400
    assert "ほかの人に頼んでください。" in refused.text()
    other = opened(Role.INSPECTOR, "tablet")
    other.goto(f"/findings/{number}/")
    for step, label, stage in (("verify", "是正を確認する", "是正を確認"), ("close", "指摘を終える", "終結")):
        form = step_form(other, step)
        form.locator("textarea").fill("証跡のファイルで、直したことを確かめました。")
        form.get_by_role("button", name=label).click()
        expect(_stage(other)).to_contain_text(stage)


def test_risk_is_accepted_with_a_reason_and_an_end(opened):
    page = opened()
    open_finding(page, "INS-08")
    form = step_form(page, "accept")
    form.get_by_role("button", name="期限を付けて受容する").click()
    expect(page.locator(".errors")).to_be_focused()
    form = step_form(page, "accept")
    form.get_by_label("受容する理由").fill("後継の仕組みへ移すまで、作業のたびに立ち会います。")
    form.get_by_label("受容の終わりの日").fill(as_era(in_a_month()))
    form.get_by_role("button", name="期限を付けて受容する").click()
    expect(_stage(page)).to_contain_text("期限付きで受容")


def test_reconciling_shows_how_far_it_is(opened):
    page = opened()
    page.goto("/")
    page.get_by_role("button", name="照合する").click()
    page.wait_for_url(re.compile("/jobs/"))
    expect(page.get_by_text("照合が終わりました。")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="指摘を見る").click()
    expect(heading(page)).to_have_text("指摘と是正")


def test_workbook_is_brought_in_and_taken_back(opened):
    page = opened()
    send_workbook(page, workbook(Party(key="P-J01", name="株式会社みずたま台運輸"), whole=False))
    expect(page.get_by_role("heading", name="取り込むと、こう変わります")).to_be_visible()
    page.get_by_role("button", name="取り込む", exact=True).click()
    expect(page.get_by_text("取り込みました。")).to_be_visible(timeout=60_000)
    work = page.url
    page.goto("/parties/P-J01")
    expect(heading(page)).to_have_text("株式会社みずたま台運輸")
    page.goto(work)
    page.locator("summary").filter(has_text="この取り込みを元に戻す").click()
    page.get_by_role("button", name="元に戻す", exact=True).click()
    expect(page.get_by_text("この取り込みを元に戻しました。")).to_be_visible(timeout=60_000)
    assert page.goto("/parties/P-J01").status == 404


def test_faults_of_a_workbook_are_named_by_cell(opened):
    page = opened()
    far = Party(key="P-J02", name="株式会社みずたま台運輸", corporate_number="123")
    send_workbook(page, workbook(far, whole=False))
    expect(page.get_by_role("alert")).to_contain_text("何も取り込んでいません")
    expect(page.get_by_role("rowheader").filter(has_text=re.compile(r"会社 [A-Z]+\d+"))).to_be_visible()
    with page.expect_download() as marked:
        page.get_by_role("link", name="印を付けたブックをダウンロード").click()
    assert marked.value.suggested_filename.endswith(".xlsx")


def test_an_edit_is_taken_back(opened):
    page = opened()
    page.goto("/records/declared/site/edit/T-002")
    name = page.get_by_label("拠点名").input_value()
    page.get_by_label("拠点名").fill("ひだまり分室")
    page.get_by_role("button", name="変更を保存する").click()
    expect(page.get_by_role("status").filter(has_text="保存しました。")).to_be_visible()
    expect(page.locator("dl.facts").first).to_contain_text("ひだまり分室")
    page.get_by_role("button", name="元に戻す").click()
    expect(page.locator("dl.facts").first).to_contain_text(name)


def test_somebody_is_invited_accepts_and_signs_in(office, opened):
    desk, stranger = opened(), opened(None)
    desk.goto("/settings/people/")
    desk.locator("#id_email").fill("nagisa@example.jp")
    desk.locator("#id_name").fill("渚の人")
    desk.locator("#id_role").select_option("analyst")
    desk.get_by_role("button", name="招待のリンクを作る").click()
    link = desk.get_by_label(re.compile("渡すリンク")).input_value()
    choose_and_set_password(stranger, link, "namiuchigiwa-no-michi-7")
    office.enter(stranger, email="nagisa@example.jp", password="namiuchigiwa-no-michi-7")
    expect(heading(stranger)).to_have_text("今日の仕事")
    assert stranger.goto(link).status == 410
    desk.goto("/settings/people/")
    expect(desk.get_by_role("rowheader").filter(has_text="渚の人")).to_be_visible()


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICE, Role.AUDITOR])
def test_the_evidence_is_verified(opened, role):
    page = opened(role)
    page.goto("/audit/")
    page.goto("/audit/verify/")
    page.get_by_role("button", name="証跡を検証する").click()
    expect(page.locator("#found")).to_be_visible(timeout=60_000)
    expect(page.locator(".outcome, .out").first).to_contain_text(re.compile("一致|判定不能"))
    assert faults_of(page) == []


def test_department_registers_a_company_and_an_entrustment(opened):
    page = opened(Role.BUSINESS_DEPARTMENT)
    page.goto("/records/declared/party/new/")
    key = page.get_by_label("会社番号").input_value()
    page.get_by_label("会社名").fill("株式会社あまやどり発送")
    page.get_by_role("button", name="会社を登録する").click()
    expect(heading(page)).to_have_text("委託を登録する")
    expect(page.locator("[name=entrustee]")).to_have_value(key)
    page.get_by_label("委託元").fill("P-000")
    page.get_by_label("主管部署").fill("D-01")
    page.get_by_label("開始日").fill(as_era(today()))
    page.get_by_role("button", name="委託を登録する").click()
    expect(page.get_by_role("status").filter(has_text="保存しました。")).to_be_visible()
    page.goto(f"/parties/{key}")
    expect(heading(page)).to_have_text("株式会社あまやどり発送")
    assert page.goto("/parties/P-012").status == 404


def test_department_decides_on_what_the_party_declared(opened):
    party = opened(Role.ENTRUSTEE_ADMINISTRATOR)
    party.goto("/portal/sub-entrustees/new/?upper=E-001")
    party.get_by_label("会社名").fill("株式会社ゆうやけ入力")
    party.get_by_label("はい").check()
    party.get_by_label("契約者名").check()
    party.get_by_label("開始日").fill(as_era(in_a_month()))
    party.get_by_role("button", name="再委託の承諾を申請する").click()
    expect(party.get_by_text("株式会社ゆうやけ入力").first).to_be_visible()
    page = opened(Role.BUSINESS_DEPARTMENT)
    page.goto("/consents/?q=ゆうやけ")
    page.locator("#list tbody th").get_by_role("link").first.click()
    expect(heading(page)).to_have_text("株式会社ゆうやけ入力 への再委託")
    page.get_by_label("承諾する", exact=True).check()
    page.get_by_label("判断日").fill(as_era(today()))
    page.get_by_role("button", name="判断を記録する").click()
    expect(page.locator(".head .tag").first).to_contain_text("承諾")
    expect(page.get_by_role("heading", name="判断する")).to_have_count(0)


def test_department_tells_whether_a_service_is_an_entrustment(opened):
    page = opened(Role.BUSINESS_DEPARTMENT)
    page.goto("/services/")
    page.get_by_role("link", name=re.compile("判定")).last.click()
    page.goto("/services/assess/E-010")
    page.locator("#enters-yes").check()
    expect(page.locator("#outcome-title")).to_be_visible()
    page.get_by_label("Q1 の根拠").fill("利用規約 第3条")
    page.locator("#terms_exclude_handling-no").check()
    page.get_by_label("Q2 の根拠").fill("利用規約 第5条に、取り扱わない旨がない")
    page.get_by_role("button", name="この判定を記録する").click()
    expect(page.get_by_text("判定を記録しました")).to_be_visible()


def test_inspector_records_what_was_seen(opened):
    page = opened(Role.INSPECTOR, "tablet")
    page.goto("/records/observed/onsite_inspection/")
    page.get_by_role("link", name="点検を登録する").click()
    page.get_by_label("会社番号").fill("P-005")
    page.get_by_label("立入点検").check()
    page.get_by_label("完了日").fill(as_era(today()))
    page.get_by_role("button", name="点検を登録する").click()
    expect(page.get_by_role("status").filter(has_text="保存しました。")).to_be_visible()
    assert page.request.get("/records/declared/party/new/").status == 404


def test_analyst_reads_and_brings_in_what_was_observed(opened):
    page = opened(Role.ANALYST)
    page.goto("/records/observed/")
    page.get_by_role("link", name="入退室", exact=True).click()
    expect(heading(page)).to_have_text("入退室")
    seen = DoorEntry(key="DE-J01", party="P-005", person="M-1051", entered_on=AS_OF)
    send_workbook(page, write_workbook("observations", [seen], as_of=AS_OF, whole=False), "入退室.xlsx")
    page.get_by_role("button", name="取り込む", exact=True).click()
    expect(page.get_by_text("取り込みました。")).to_be_visible(timeout=60_000)
    page.goto("/records/observed/gate_log/of/DE-J01")
    expect(heading(page)).to_contain_text("DE-J01")


def test_auditor_sees_all_and_changes_nothing(opened):
    page = opened(Role.AUDITOR)
    for path in ("/", "/findings/", "/parties/", "/parties/P-001", "/records/declared/site/of/T-001", "/consents/"):
        page.goto(path)
        assert page.locator("main form[method=post]").count() == 0, path
    page.goto("/findings/?stage=opened")
    page.locator("#list tbody th").get_by_role("link").first.click()
    assert page.locator("main form[method=post]").count() == 0
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    address, origin = page.url.split("#")[0], page.url.split("/findings")[0]
    refused = page.request.post(
        f"{address}steps/instruct/",
        form={"csrfmiddlewaretoken": token, "instruct-note": "直してください"},
        headers={"Origin": origin},
    )
    assert refused.status == 403
    assert "権限" in refused.text()
    page.goto("/findings/")
    with page.expect_download() as sent:
        page.get_by_role("link", name="Excel に書き出す").click()
    assert sent.value.suggested_filename.endswith(".xlsx")
