"""Sending an answer to an instruction: the draft becomes a step of the finding, for good."""

from datetime import datetime

from django.db import transaction

from sekisho.response.life import Step
from sekisho.roles import Permission
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import AnswerDraft, StoredFinding
from sekisho_site.records.operations.answering import link_of, require_open
from sekisho_site.usecases.step_finding import step_finding


def send_answer(*, fingerprint: str, party: str, by: str, at: datetime) -> None:
    """Send what ``by`` (a person, or a link) has drafted for ``party``, once; the draft is gone afterwards.

    Everything is one transaction with the step itself: a link is used up exactly when its answer counts. A draft without
    words or without a file is refused, and stays.
    """
    with transaction.atomic():
        draft = AnswerDraft.objects.filter(finding=fingerprint, written_by=by).first()
        if draft is None:
            raise RefusedError("説明と証跡のファイルがまだありません。書いてから送ってください。")
        step_finding(
            fingerprint=fingerprint,
            step=Step.ANSWER,
            permissions=frozenset({Permission.ANSWER_INSTRUCTION}),
            party=party,
            note=draft.note,
            sealed=draft.files,
            by=by,
            at=at,
        )
        link = link_of(by)  # looked at last: whoever revoked it meanwhile is heard
        if link is not None:
            require_open(link, StoredFinding.objects.get(pk=fingerprint), at)
            link.answered_at = at
            link.save(update_fields=["answered_at"])
        draft.delete()
