"""Writing an answer, for people of an entrusted party and for holders of a link alike: what was posted, kept, and shown.

Knows forms and files as they come in. Refuses to know who may answer what: its callers found that out.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from sekisho.response.attachments import COUNT_LIMIT, FILE_LIMIT, SORTS
from sekisho.response.life import Need
from sekisho.response.steps import LONGEST_NOTE
from sekisho_site import usecases
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries.desk import AskedFinding, draft_of
from sekisho_site.web.clock import now

#: What the fields of the form are about.
FIELDS = {Need.NOTE: "note", Need.EVIDENCE: "files"}
MOST_BYTES = COUNT_LIMIT * FILE_LIMIT + 2**20


@dataclass
class Writing:
    """An answer being written by somebody (``by``) for a party: the draft as it stands, and what is wrong with it."""

    asked: AskedFinding
    by: str
    note: str = ""
    files: Sequence[Mapping[str, Any]] = ()
    saved_at: Any = None
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """What was shown, so that exactly this is sent and nothing that was changed in another window."""
        told = "\n".join([self.note, *(str(file["sha256"]) for file in self.files)])
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def accept(self) -> str:
        """The endings of files that a browser offers."""
        return ",".join(SORTS)

    @property
    def limits(self) -> str:
        """What may be given, in words."""
        sorts = "PDF・Excel・Word・CSV・テキスト・画像"
        return f"{sorts}。1つ{FILE_LIMIT // 2**20}MBまで、{COUNT_LIMIT}個まで。"

    @property
    def longest(self) -> int:
        """The longest explanation."""
        return LONGEST_NOTE

    def wrong(self, field_name: str, why: str) -> None:
        """Remember what is wrong with a field."""
        self.errors.setdefault(field_name, []).append(why)

    def lacks(self, *needed: str) -> bool:
        """Whether something that must be there is missing; it is told."""
        if "note" in needed and not self.note.strip():
            self.wrong("note", "説明を書いてください。")
        if "files" in needed and not self.files:
            self.wrong("files", "証跡のファイルを一つ以上付けてください。")
        return bool(self.errors)


def writing(asked: AskedFinding, by: str) -> Writing:
    """The answer of somebody as it was kept last."""
    draft = draft_of(asked.fingerprint, by)
    if draft is None:
        return Writing(asked, by)
    return Writing(asked, by, draft.note, draft.files, draft.saved_at)


def keep(request: HttpRequest, asked: AskedFinding, by: str) -> Writing:
    """Keep what was posted: words, new files, files taken out. What cannot be kept is told, and nothing written is lost."""
    note = request.POST.get("note")
    held = writing(asked, by)
    refused: list[str] = []
    try:
        usecases.save_answer_draft(
            fingerprint=asked.fingerprint, party=asked.addressee, note=note, files=_uploads(request, refused),
            dropped=request.POST.getlist("drop"), by=by, at=now(),
        )  # fmt: skip
    except usecases.RefusedDraftError as error:
        for need, why in error.faults:
            held.wrong(FIELDS.get(need, "note"), why)
    except RefusedError as error:
        held.wrong("note", str(error))
    kept = held if held.errors else writing(asked, by)
    for why in refused:
        kept.wrong("files", why)
    if held.errors and note is not None:
        kept.note = note
    return kept


def send(asked: AskedFinding, written: Writing, mark: str) -> bool:
    """Send the answer; whether it went. What was shown must be what is kept."""
    if mark != written.mark:
        written.wrong("note", "別の画面で内容が変わりました。今の内容を確かめて、もう一度送ってください。")
    elif not written.lacks("note", "files"):
        try:
            usecases.send_answer(fingerprint=asked.fingerprint, party=asked.addressee, by=written.by, at=now())
        except usecases.RefusedStepError as error:
            for fault in error.faults:
                written.wrong(FIELDS.get(fault.need, "note") if fault.need else "note", fault.why_ja)
        except RefusedError as error:
            written.wrong("note", str(error))
    return not written.errors


def saved(request: HttpRequest, written: Writing) -> HttpResponse:
    """The line that says when the draft was saved, or why it was not."""
    return TemplateResponse(request, "portal/saved.html", {"written": written})


def _uploads(request: HttpRequest, refused: list[str]) -> list[tuple[str, bytes]]:
    """The files that came along. One that is too large is not even read."""
    found = [each for each in request.FILES.getlist("files") if isinstance(each, UploadedFile)]
    large = [each for each in found if (each.size or 0) > FILE_LIMIT]
    refused += [f"「{each.name}」は大きすぎます。{FILE_LIMIT // 2**20}MBまでにしてください。" for each in large]
    return [(str(each.name), each.read()) for each in found if each not in large]
