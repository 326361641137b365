"""Signing the review of a log: by somebody else than those whose work it shows and those who operate the system."""

from datetime import datetime

from django.utils.timezone import localdate

from sekisho.response.log_reviews import LONGEST_NOTE, ReviewResult, why_not_sign
from sekisho.roles import Permission
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import LogReview, User
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.reviewing import Signature, sign
from sekisho_site.records.queries.reviewing import (
    known_as,
    numbers_signed_with,
    operators_of,
    others_with_number,
)


class RefusedSignatureError(RefusedError):
    """A review cannot be signed so; ``field`` is what it is about (``person``, ``result``, ``note``), empty: who signs."""

    def __init__(self, why: str, field: str = "") -> None:
        super().__init__(why)
        self.field = field


def sign_log_review(  # noqa: PLR0913  (a use case is told everything by keyword)
    *, review: int, signer: int, result: ReviewResult, person: str, by: str, at: datetime, note: str = ""
) -> None:
    """Sign a review, once and for good. ``signer`` is the key of the user who signs, ``person`` their staff number.

    Refused (:class:`RefusedSignatureError`) to those whose own work the log shows, by user, address, staff number or an
    account that they hold, and to those who operate the system.
    """
    person, note = person.strip(), note.strip()
    with open_ledger(by=by, at=at) as ledger:
        row = LogReview.objects.select_for_update().get(pk=review)
        if row.signed_at is not None:
            raise RefusedSignatureError("この点検には、もう署名があります。署名は一度だけです。")
        user = User.objects.get(pk=signer)
        if not user.may(Permission.SIGN_LOG_REVIEW):
            raise RefusedSignatureError("署名できる人ではありません。署名の権限のある人がサインインして署名してください。")
        _refuse_number(person, user)
        _refuse_worker(row, user, person)
        _refuse_result(row, result, note)
        sign(ledger, row, Signature(user.number, result, note, person, localdate(at)))


def _refuse_number(person: str, signer: User) -> None:
    if not person:
        raise RefusedSignatureError("あなたの要員番号を入れてください。作業した人と別の人であることを確かめます。", "person")
    before = numbers_signed_with(signer.number)
    if before and person not in before:
        told = "、".join(sorted(before))
        raise RefusedSignatureError(f"前に署名したときの要員番号（{told}）と違います。同じ番号を入れてください。", "person")
    if others_with_number(person, signer.number):
        raise RefusedSignatureError("この要員番号では、ほかの利用者が署名しています。自分の番号を入れてください。", "person")


def _refuse_worker(row: LogReview, signer: User, person: str) -> None:
    operators = {*row.operators, *operators_of(row.party, row.system)}
    why = why_not_sign(known_as(signer, person), row.workers, operators)
    if why is not None:
        raise RefusedSignatureError(why)


def _refuse_result(row: LogReview, result: ReviewResult, note: str) -> None:
    if not row.has_log and result is not ReviewResult.NO_LOG:
        raise RefusedSignatureError(
            "この期間のログは届いていません。結果は「ログがなく判定できない」だけを選べます。", "result"
        )
    if result is not ReviewResult.CLEAR and not note:
        raise RefusedSignatureError("見たことと、これからすることを書いてください。", "note")
    if len(note) > LONGEST_NOTE:
        raise RefusedSignatureError(f"{LONGEST_NOTE:,}文字までで書いてください（いま{len(note):,}文字）。", "note")
