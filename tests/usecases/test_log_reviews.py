"""Reviews of logs: laid out once a month, signed once, and never by those whose work they show or who operate the system."""

from datetime import UTC, date, datetime

import pytest

from sekisho.detection.coverage import judge
from sekisho.detection.streams import DayVolume, Stream, Traits
from sekisho.observed import Account
from sekisho.promised import Answer
from sekisho.response.log_reviews import ReviewMark, ReviewResult
from sekisho.roles import Role
from sekisho.terms import Reply, Ternary
from sekisho_site.records.models import EvidenceLeaf, LogReview
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.versions import Change, record_changes
from sekisho_site.records.queries.reviewing import review_mark
from sekisho_site.usecases import (
    RefusedSignatureError,
    import_workbook,
    plan_log_reviews,
    sign_log_review,
    take_in_coverage,
)
from tests.factories.office import user
from tests.factories.registry import RECORDS, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

AT = datetime(2026, 5, 5, 9, tzinfo=UTC)
DAY = date(2026, 5, 5)
ADMIN = Account(key="AC-1", party="P-001", account="sysop", person="M-7777", privileged=Ternary.YES, listed_on=date(2026, 4, 1))
OWN = Account(key="AC-2", party="P-001", account="op0012", person="M-1234", listed_on=date(2026, 4, 1))
PROMISED = Answer(key="A-1", party="P-002", check_item="INS-05", reply=Reply.YES, answered_on=date(2026, 4, 1))


def lines(log, period):
    for number in range(1, 60):
        yield (
            f"a.jsonl:{number}",
            {"file": "a.jsonl", "line": number, "at": None, "person": "op0012", "device": "", "told": "x"},
        )


@pytest.fixture
def planned(home):
    import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", by="M-77", at=AT)
    with open_ledger(by="M-77", at=AT) as ledger:
        record_changes(ledger, [Change(None, record) for record in (ADMIN, OWN, PROMISED)])
    covered = judge([Traits((DayVolume(Stream("jsonl", "P-001"), "2026-04-02", 59),))], until=DAY)
    take_in_coverage(coverages=covered, by="M-77", at=AT)
    assert plan_log_reviews(as_of=DAY, by="M-77", at=AT, lines=lines) == 2
    return LogReview.objects.get(party="P-001"), LogReview.objects.get(party="P-002")


def sign(review, person="M-9001", result=ReviewResult.CLEAR, signer=None, **told):
    signer = signer or user(Role.INSPECTOR, f"{person.lower()}@example.jp")
    sign_log_review(review=review.pk, signer=signer.pk, result=result, person=person, by=signer.number, at=AT, **told)
    return signer


def test_what_is_laid_out_stays_and_is_the_same_again(planned):
    review = planned[0]
    assert (review.events, review.has_log, review.due_on, review.operators) == (
        59,
        True,
        date(2026, 5, 10),
        ["M-7777", "sysop"],
    )
    assert len(review.lines) == 20
    assert review.workers == ["op0012"]
    assert plan_log_reviews(as_of=DAY, by="M-77", at=AT, lines=lines) == 0


def test_a_promise_without_a_log_cannot_be_told_and_nobody_can_say_that_it_is_fine(planned):
    review = planned[1]
    assert not review.has_log
    assert review_mark(review, DAY) is ReviewMark.WITHOUT_LOG
    with pytest.raises(RefusedSignatureError, match="判定できない"):
        sign(review)
    sign(review, "M-9002", ReviewResult.NO_LOG, note="記録源の担当に確かめる。")
    review.refresh_from_db()
    assert review_mark(review, DAY) is ReviewMark.WITHOUT_LOG


def test_somebody_else_signs_once_and_for_good(planned):
    signer = sign(planned[0])
    review = LogReview.objects.get(party="P-001")
    assert (review.signed_by, review.signer_person, review.signed_on) == (signer.number, "M-9001", DAY)
    assert review_mark(review, date(2027, 1, 1)) is ReviewMark.SIGNED
    assert EvidenceLeaf.objects.filter(action="signed", kind="log_review").count() == 1
    with pytest.raises(RefusedSignatureError, match="もう署名"):
        sign(planned[0], "M-9003")


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ("M-1234", "自分の操作のログ"),  # holds an account that the log shows
        ("op0012", "自分の操作のログ"),
        ("ＯＰ００１２ ", "自分の操作のログ"),  # however it is written
        ("M-7777", "運用する人"),
        ("sysop", "運用する人"),
        ("", "要員番号を入れてください"),
    ],
)
def test_workers_and_operators_are_refused_aloud(planned, person, why):
    with pytest.raises(RefusedSignatureError, match=why):
        sign(planned[0], person, signer=user(Role.INSPECTOR))
    assert LogReview.objects.get(party="P-001").signed_at is None


def test_nobody_signs_under_two_numbers_nor_two_under_one(planned):
    signer = sign(planned[1], "M-9002", ReviewResult.NO_LOG, note="確かめる。")
    with pytest.raises(RefusedSignatureError, match="前に署名したときの要員番号"):
        sign(planned[0], "M-9009", signer=signer)
    with pytest.raises(RefusedSignatureError, match="ほかの利用者が署名"):
        sign(planned[0], "M-9002", signer=user(Role.ANALYST))


def test_who_may_not_sign_is_refused(planned):
    with pytest.raises(RefusedSignatureError, match="署名できる人ではありません"):
        sign(planned[0], signer=user(Role.AUDITOR))


def test_what_is_suspicious_is_said(planned):
    with pytest.raises(RefusedSignatureError, match="見たこと"):
        sign(planned[0], result=ReviewResult.SUSPICIOUS)
