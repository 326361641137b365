"""Answer links: made once, opened without an account, used once, and good for nothing else."""

import logging
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sekisho.response.attachments import FILE_LIMIT
from sekisho.roles import Role
from sekisho_site.records.models import AnswerLink, EvidenceLeaf, FindingStep
from sekisho_site.web.clock import now
from sekisho_site.web.portal.limits import MOST_UNKNOWN
from tests.factories.office import signed_in_client, user
from tests.web.portal.conftest import finding_of, instruct

pytestmark = pytest.mark.django_db
CLOSED = ("/", "/portal/", "/findings/", "/parties/", "/chain/", "/audit/", "/files/" + "0" * 64 + "/")


def text(response):
    return response.content.decode()


def file():
    return SimpleUploadedFile("是正の記録.txt", "止めました。".encode())


def mark_in(page):
    return text(page).split('name="mark" value="')[1].split('"')[0]


def answer(browser, link):
    """All three questions, as a phone answers them."""
    browser.post(link, {"q": "note", "action": "next", "note": "止めました。"})
    page = browser.post(link, {"q": "files", "action": "next", "files": [file()]}, follow=True)
    return browser.post(link, {"q": "look", "action": "send", "mark": mark_in(page)})


def test_the_whole_way_without_an_account(phone, link, asked):
    first = phone.get(link)
    assert first.status_code == 200
    for words in ("株式会社みなと坂コンタクト", "あさひ通信株式会社", asked.title, "質問 1／3", "パスワード"):
        assert words in text(first)
    second = phone.post(link, {"q": "note", "action": "next", "note": "止めました。"}, follow=True)
    assert "質問 2／3" in text(second)
    third = phone.post(link, {"q": "files", "action": "next", "files": [file()]}, follow=True)
    assert "質問 3／3" in text(third)
    assert "送ると直せません" in text(third)
    done = phone.post(link, {"q": "look", "action": "send", "mark": mark_in(third)}, follow=True)
    assert "回答を受け取りました" in text(done)
    step = FindingStep.objects.get(finding=asked, step="answer")
    assert step.taken_by == f"link:{AnswerLink.objects.get().pk}"
    assert step.note == "止めました。"


def test_a_used_link_says_when_and_opens_nothing_more(phone, link, asked):
    answer(phone, link)
    used = phone.get(link)
    assert used.status_code == 200
    assert "に受け取りました" in text(used)
    assert asked.explanation[:20] not in text(used)
    assert "止めました。" not in text(used)
    phone.post(link, {"q": "note", "action": "next", "note": "もう一度"})
    assert FindingStep.objects.filter(finding=asked, step="answer").count() == 1


def test_the_first_opening_is_remembered(phone, link):
    assert AnswerLink.objects.get().opened_at is None
    phone.get(link)
    opened = AnswerLink.objects.get().opened_at
    assert opened is not None
    phone.get(link)
    assert AnswerLink.objects.get().opened_at == opened


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_expired_link_is_gone(phone, link, asked, method):
    AnswerLink.objects.update(expires_at=now() - timedelta(seconds=1))
    gone = getattr(phone, method)(link, {"q": "note", "action": "next", "note": "遅れました"})
    assert gone.status_code == 410
    assert "このリンクの期限は過ぎました。" in text(gone)
    assert asked.title not in text(gone)


def test_a_revoked_link_is_gone(phone, link, asked, officer):
    office = signed_in_client(officer)
    office.post(f"/findings/{asked.number}/link/{AnswerLink.objects.get().pk}/revoke/")
    gone = phone.get(link)
    assert gone.status_code == 410
    assert "取り消されました" in text(gone)


def test_an_instruction_that_went_to_another_company_closes_the_link(phone, link, asked):
    instruct(asked, "P-000")
    assert phone.get(link).status_code == 410
    assert phone.post(link, {"q": "note", "action": "next", "note": "x"}).status_code == 410


def test_a_new_link_ends_the_one_before(phone, link, asked, officer):
    office = signed_in_client(officer)
    page = office.post(f"/findings/{asked.number}/link/")
    shown = text(page)
    fresh = shown.split('value="http://localhost')[1].split('"')[0]
    assert page.headers["Cache-Control"] == "no-store, private"
    assert phone.get(link).status_code == 410
    assert phone.get(fresh).status_code == 200
    assert fresh.split("/")[2] not in text(office.get(f"/findings/{asked.number}/link/"))


def test_a_link_lasts_two_weeks_beyond_the_due_date_and_sixty_days_at_most(asked, officer):
    office = signed_in_client(officer)
    office.post(f"/findings/{asked.number}/link/")
    lasts = AnswerLink.objects.latest("pk").expires_at - now()
    assert timedelta(days=21) < lasts < timedelta(days=22, minutes=1)
    instruct(asked, "P-001", days=200)
    office.post(f"/findings/{asked.number}/link/")
    assert timedelta(days=58) < AnswerLink.objects.latest("pk").expires_at - now() <= timedelta(days=60)


def test_only_those_who_instruct_and_reach_the_finding_make_links(asked, neighbours):
    department = signed_in_client(user(Role.BUSINESS_DEPARTMENT))
    assert department.post(f"/findings/{asked.number}/link/").status_code == 200
    assert department.post(f"/findings/{neighbours.number}/link/").status_code == 404
    assert department.get(f"/findings/{neighbours.number}/link/").status_code == 404
    assert department.post(f"/findings/{neighbours.number}/link/1/revoke/").status_code == 404
    for role in (Role.AUDITOR, Role.INSPECTOR, Role.ANALYST, Role.ENTRUSTEE_ADMINISTRATOR):
        assert signed_in_client(user(role)).post(f"/findings/{asked.number}/link/").status_code == 403
    assert AnswerLink.objects.count() == 1


def test_a_link_of_another_finding_cannot_be_taken_back_from_here(link, asked, neighbours):
    department = signed_in_client(user(Role.BUSINESS_DEPARTMENT, department_id="D-02"))
    department.post(f"/findings/{neighbours.number}/link/{AnswerLink.objects.get().pk}/revoke/")
    assert AnswerLink.objects.get().revoked_at is None


def test_there_is_no_link_for_a_finding_that_waits_for_nothing(office, officer):
    finding = finding_of("P-001")
    browser = signed_in_client(officer)
    shown = browser.post(f"/findings/{finding.number}/link/", follow=True)
    assert "いま回答を受け付けていません" in text(shown)
    assert not AnswerLink.objects.exists()


def test_a_link_opens_nothing_else(link):
    browser = Client(HTTP_HOST="localhost")
    browser.get(link)
    browser.post(link, {"q": "note", "action": "next", "note": "止めました。"})
    for address in CLOSED:
        assert browser.get(address).status_code in (302, 404), address
    token = link.split("/")[2]
    assert browser.get("/findings/", headers={"Authorization": f"Bearer {token}"}).status_code in (302, 401, 403)
    assert 'type="password"' not in text(browser.get(f"/invitation/{token}/"))


def test_a_session_opens_no_link_and_gives_no_answer(link, desk, asked):
    token = link.split("/")[2]
    assert desk.get(f"/answer/{token[:-1]}x/").status_code == 404
    desk.post(link, {"q": "note", "action": "next", "note": "窓口の人が開いた"})
    assert "窓口の人が開いた" not in text(desk.get(f"/portal/findings/{asked.number}/answer/"))


@pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 500, "日本語", "%00", "..%2f", "<script>alert(1)<"])
def test_a_token_that_was_never_handed_out_finds_nothing(phone, office, token):
    unknown = phone.get(f"/answer/{token}/")
    assert unknown.status_code == 404
    assert "<script>alert" not in text(unknown)


def test_whoever_tries_tokens_is_stopped_aloud(phone, link):
    answers = [phone.get(f"/answer/{number:043d}/").status_code for number in range(MOST_UNKNOWN + 1)]
    assert answers == [404] * MOST_UNKNOWN + [429]
    stopped = phone.get(link)
    assert stopped.status_code == 429
    assert "しばらくお待ちください" in text(stopped)
    assert int(stopped.headers["Retry-After"]) > 0
    assert phone.get(link, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_whoever_asks_too_often_is_stopped_aloud(phone, link, monkeypatch):
    monkeypatch.setattr("sekisho_site.web.portal.limits.MOST_REQUESTS", 3)
    assert [phone.get(link).status_code for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize("state", ["open", "unknown", "expired", "answered"])
def test_the_address_is_told_to_nobody(phone, link, state, caplog):
    if state == "expired":
        AnswerLink.objects.update(expires_at=now())
    elif state == "answered":
        answer(phone, link)
    address = "/answer/unknown-token-of-somebody/" if state == "unknown" else link
    with caplog.at_level(logging.DEBUG):
        page = phone.get(address)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store, private"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert address.split("/")[2] not in caplog.text


def test_a_failure_does_not_tell_the_address(link, monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError("the database is gone")

    monkeypatch.setattr("sekisho_site.web.portal.links.opened_link", fail)
    with caplog.at_level(logging.DEBUG):
        assert Client(HTTP_HOST="localhost", raise_request_exception=False).get(link).status_code == 500
    told = [record.getMessage() for record in caplog.records if record.name == "django.request"]
    assert told == ["Internal Server Error: /answer/…/"]


def test_the_token_is_kept_nowhere(phone, link):
    answer(phone, link)
    token = link.split("/")[2]
    assert not EvidenceLeaf.objects.filter(payload__contains=token).exists()
    assert token not in str(list(AnswerLink.objects.values()))


def test_questions_are_asked_in_their_order(phone, link):
    assert "質問 1／3" in text(phone.get(f"{link}?q=look"))
    refused = phone.post(link, {"q": "note", "action": "next", "note": " "})
    assert refused.status_code == 422
    assert "説明を書いてください" in text(refused)
    phone.post(link, {"q": "note", "action": "next", "note": "止めました。"})
    refused = phone.post(link, {"q": "files", "action": "next"})
    assert refused.status_code == 422
    assert "証跡のファイルを一つ以上" in text(refused)
    back = phone.post(link, {"q": "files", "action": "back"}, follow=True)
    assert ">止めました。</textarea>" in text(back)


def test_a_bad_file_is_refused_and_the_words_stay(phone, link):
    phone.post(link, {"q": "note", "action": "next", "note": "止めました。"})
    refused = phone.post(link, {"q": "files", "action": "attach", "files": [SimpleUploadedFile("報告.html", b"<html>")]})
    assert refused.status_code == 422
    assert "受け取れない種類です" in text(refused)
    assert ">止めました。</textarea>" in text(phone.get(f"{link}?q=note"))


def test_far_too_much_at_once_is_refused_before_it_is_read(phone, link):
    refused = phone.post(link, {"q": "note"}, CONTENT_LENGTH=str(FILE_LIMIT * 100))
    assert refused.status_code == 413
    assert "ファイルが大きすぎます" in text(refused)


def test_words_of_a_link_are_shown_as_words(phone, asked, officer, link):
    nasty = "<script>alert('x')</script>"
    phone.post(link, {"q": "note", "action": "next", "note": nasty})
    for question in ("note", "files", "look"):
        assert "<script>alert" not in text(phone.get(f"{link}?q={question}"))
