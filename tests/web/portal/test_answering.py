"""Answering at the desk: drafts, files, looking once more, sending once, and the receipt."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sekisho.evidence import verify_log
from sekisho.response.attachments import COUNT_LIMIT
from sekisho.response.life import Step
from sekisho.roles import Permission, Role
from sekisho.terms import Outcome
from sekisho_site.records.models import AnswerDraft, EvidenceLeaf, FindingStep
from sekisho_site.records.queries import evidence_heads, evidence_leaves
from sekisho_site.usecases import step_finding
from sekisho_site.web.clock import now, today
from tests.factories.office import signed_in_client, user
from tests.web.portal.conftest import instruct

pytestmark = pytest.mark.django_db
CONTENT = "カードを止めました。".encode()
HASH = hashlib.sha256(CONTENT).hexdigest()
NASTY = "<script>alert('x')</script><img src=x onerror=alert(1)>"


def file(name="是正の記録.txt", content=CONTENT):
    return SimpleUploadedFile(name, content)


def text(response):
    return response.content.decode()


def mark_in(page):
    """The mark of what a page showed before sending."""
    return text(page).split('name="mark" value="')[1].split('"')[0]


@pytest.fixture
def address(asked):
    return f"/portal/findings/{asked.number}/answer/"


def test_the_whole_way_to_the_receipt(desk, asked, address, member):
    assert desk.post(address, {"action": "attach", "note": "5月1日に止めました。", "files": [file()]}).status_code == 302
    page = desk.post(address, {"action": "look", "note": "5月1日に止めました。"}, follow=True)
    assert "送ると直せません" in text(page)
    sent = desk.post(address, {"action": "send", "mark": mark_in(page)})
    step = FindingStep.objects.get(finding=asked, step="answer")
    assert sent.headers["Location"] == f"/portal/findings/{asked.number}/receipt/{step.pk}/"
    receipt = text(desk.get(sent.headers["Location"]))
    assert HASH in receipt
    assert "5月1日に止めました。" in receipt
    asked.refresh_from_db()
    assert (asked.stage, step.taken_by, step.files[0]["sha256"]) == ("answered", member.number, HASH)
    assert not AnswerDraft.objects.exists()
    own = desk.get(f"/portal/findings/{asked.number}/files/{HASH}/")
    assert b"".join(own.streaming_content) == CONTENT
    assert own.headers["Content-Disposition"].startswith("attachment")
    assert own.headers["X-Content-Type-Options"] == "nosniff"
    assert verify_log(evidence_leaves(), evidence_heads()).outcome is Outcome.AGREES
    assert not EvidenceLeaf.objects.filter(payload__contains="止めました").exists()


def test_sent_is_sent(desk, asked, address):
    desk.post(address, {"action": "attach", "note": "止めました。", "files": [file()]})
    mark = mark_in(desk.get(f"{address}?look=1"))
    desk.post(address, {"action": "send", "mark": mark})
    again = desk.post(address, {"action": "send", "mark": mark}, follow=True)
    assert "回答を受け取りました" in text(again)
    assert FindingStep.objects.filter(finding=asked, step="answer").count() == 1
    assert desk.get(address).status_code == 302


def test_only_what_was_shown_is_sent(desk, asked, address):
    desk.post(address, {"action": "attach", "note": "はじめの文。", "files": [file()]})
    mark = mark_in(desk.get(f"{address}?look=1"))
    desk.post(address, {"action": "save", "note": "別の窓で直した文。"})
    refused = desk.post(address, {"action": "send", "mark": mark})
    assert refused.status_code == 422
    assert "別の画面で内容が変わりました" in text(refused)
    assert not FindingStep.objects.filter(finding=asked, step="answer").exists()


def test_the_draft_is_kept_while_writing(desk, asked, address):
    saved = desk.post(address, {"action": "save", "note": "書きかけ"}, HTTP_HX_REQUEST="true")
    assert "に保存しました" in text(saved)
    assert "<html" not in text(saved)
    assert ">書きかけ</textarea>" in text(desk.get(address))
    assert "書きかけの回答" in text(desk.get("/portal/"))
    before = EvidenceLeaf.objects.count()
    desk.post(address, {"action": "save", "note": "書きかけ"}, HTTP_HX_REQUEST="true")
    assert EvidenceLeaf.objects.count() == before


def test_a_draft_is_its_writers_own(desk, asked, address):
    desk.post(address, {"action": "attach", "note": "わたしの下書き", "files": [file()]})
    colleague = signed_in_client(user(Role.ENTRUSTEE_MEMBER, "colleague@example.jp"))
    assert "わたしの下書き" not in text(colleague.get(address))
    assert colleague.get(f"/portal/findings/{asked.number}/files/{HASH}/").status_code == 404


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"note": "", "files": [file()]}, "説明を書いてください"),
        ({"note": "直しました。"}, "証跡のファイルを一つ以上"),
        ({"note": "直しました。", "files": [file("報告.exe", b"MZ")]}, "受け取れない種類です"),
        ({"note": "直しました。", "files": [file("報告.pdf", b"MZ")]}, "中身は、名前の終わり"),
        ({"note": "直しました。", "files": [file("空.txt", b"")]}, "空のファイル"),
        ({"note": "長" * 4_001, "files": [file()]}, "文字までで書いてください"),
        ({"note": "直", "files": [file(f"{i}.txt", b"%d" % i) for i in range(COUNT_LIMIT + 1)]}, "個までです"),
    ],
)
def test_what_cannot_be_taken_is_told_and_nothing_is_lost(desk, asked, address, told, why):
    for each in told.get("files", ()):
        each.seek(0)
    refused = desk.post(address, {"action": "look", **told})
    assert refused.status_code == 422
    assert why in text(refused)
    assert 'role="alert"' in text(refused)
    assert f">{told['note']}</textarea>" in text(refused)
    assert not FindingStep.objects.filter(finding=asked, step="answer").exists()


def test_a_file_too_large_is_refused_aloud(desk, address, monkeypatch):
    monkeypatch.setattr("sekisho_site.web.portal.drafting.FILE_LIMIT", 2**20)
    refused = desk.post(address, {"action": "attach", "note": "直", "files": [file("大.txt", b"x" * (2**20 + 1)), file()]})
    assert "「大.txt」は大きすぎます" in text(refused)
    assert "是正の記録.txt" in text(refused)


def test_a_file_can_be_taken_out_again(desk, address):
    desk.post(address, {"action": "attach", "note": "直", "files": [file()]})
    desk.post(address, {"drop": HASH, "note": "直"})
    assert AnswerDraft.objects.get().files == []


def test_the_same_file_as_last_time_does_not_prove_a_new_correction(desk, asked, address):
    desk.post(address, {"action": "attach", "note": "止めました。", "files": [file()]})
    desk.post(address, {"action": "send", "mark": mark_in(desk.get(f"{address}?look=1"))})
    step_finding(
        fingerprint=asked.pk, step=Step.SEND_BACK, permissions=frozenset({Permission.INSTRUCT}), note="記録が足りません。",
        due_date=today(), by="M-77", at=now(),
    )  # fmt: skip
    assert "記録が足りません。" in text(desk.get(f"/portal/findings/{asked.number}/"))
    desk.post(address, {"action": "attach", "note": "改めて止めました。", "files": [file()]})
    refused = desk.post(address, {"action": "send", "mark": mark_in(desk.get(f"{address}?look=1"))})
    assert refused.status_code == 422
    assert "同じもの" in text(refused)


def test_an_instruction_that_went_to_another_company_takes_no_answer(desk, asked, address):
    desk.post(address, {"action": "attach", "note": "止めました。", "files": [file()]})
    mark = mark_in(desk.get(f"{address}?look=1"))
    instruct(asked, "P-000")
    assert desk.post(address, {"action": "send", "mark": mark}).status_code == 404
    assert desk.get(f"/portal/findings/{asked.number}/files/{HASH}/").status_code == 404


def test_words_are_shown_as_words(desk, asked, address):
    instruct(asked, "P-001", note=NASTY)
    desk.post(address, {"action": "attach", "note": NASTY, "files": [file("<img src=x onerror=alert(2)>.txt")]})
    pages = [desk.get(place) for place in (address, f"{address}?look=1", f"/portal/findings/{asked.number}/", "/portal/")]
    pages.append(desk.post(address, {"action": "send", "mark": mark_in(pages[1])}, follow=True))
    for page in pages:
        assert "<script>alert" not in text(page)
        assert "<img" not in text(page)
    assert "&lt;script&gt;" in text(pages[2])
