"""Keeping an answer that is not sent yet: its words, and its files, which are sealed at once."""

from collections.abc import Sequence
from datetime import datetime

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import AnswerDraft
from sekisho_site.records.operations.answering import (
    RefusedDraftError,
    Upload,
    keep_draft,
    link_of,
    plain_name,
    require_open,
    require_takeable,
    waiting_finding,
)
from sekisho_site.records.operations.ledger import open_ledger

__all__ = ["RefusedDraftError", "save_answer_draft"]


def save_answer_draft(  # noqa: PLR0913  (a use case is told everything by keyword)
    *,
    fingerprint: str,
    party: str,
    note: str | None = None,
    files: Sequence[Upload] = (),
    dropped: Sequence[str] = (),
    by: str,
    at: datetime,
) -> AnswerDraft:
    """Keep what ``by`` has written for ``party`` so far; None as ``note`` leaves the words as they are.

    ``by`` is a person's number, or ``link:`` and the number of a link, which must open at this moment. ``dropped`` are hashes
    of files that are taken out again; their bytes stay sealed. What is the same as before is not kept anew.
    """
    uploads = [(plain_name(name), content) for name, content in files]
    draft = AnswerDraft.objects.filter(finding=fingerprint, written_by=by).first()
    held = [file for file in draft.files if file["sha256"] not in dropped] if draft else []
    words = (draft.note if draft else "") if note is None else note.replace("\x00", "").replace("\r\n", "\n")
    require_takeable(words, uploads, len(held))
    if draft and draft.note == words and len(held) == len(draft.files) and not uploads:
        return draft
    with open_ledger(by=by, at=at) as ledger:
        finding = waiting_finding(fingerprint)
        if finding.addressee != party:
            raise RefusedError("この指摘は、いまほかの会社に宛てられています。今の状況を確かめてください。")
        link = link_of(by)
        if link is not None:
            require_open(link, finding, ledger.at)
        return keep_draft(ledger, finding, words, uploads, dropped)
