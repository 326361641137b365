"""Answers of entrusted parties while they are written, and the links by which somebody answers without an account.

Knows what may be kept of a draft, and whether a link opens its instruction at a moment. Refuses to take the step itself.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import PurePath

from django.utils.timezone import localdate, make_aware

from sekisho.response.attachments import COUNT_LIMIT, wrong_attachment
from sekisho.response.life import Need, Stage
from sekisho.response.steps import LONGEST_NOTE
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import AnswerDraft, AnswerLink, StoredFinding
from sekisho_site.records.operations.files import seal_file
from sekisho_site.records.operations.keys import KeyState, state_of
from sekisho_site.records.operations.ledger import Ledger

AFTER_DUE_DATE = timedelta(days=14)
LONGEST_LINK = timedelta(days=60)
#: A file that was given without a usable name.
_NAMELESS = "証跡"
_LINK = re.compile(r"link:(\d{1,18})")

#: Name and bytes of a file that is given.
Upload = tuple[str, bytes]


class RefusedDraftError(RefusedError):
    """A draft cannot be kept; ``faults`` say why, each with what it is about."""

    def __init__(self, faults: Sequence[tuple[Need, str]]) -> None:
        super().__init__(" ".join(why for _, why in faults))
        self.faults = tuple(faults)


def waiting_finding(fingerprint: str) -> StoredFinding:
    """The finding, held until the transaction ends, when it waits for an answer. Raises :class:`RefusedError`."""
    finding = StoredFinding.objects.select_for_update().filter(pk=fingerprint).first()
    if finding is None or finding.stage != Stage.INSTRUCTED.value or not finding.addressee:
        raise RefusedError("この指摘は、いま回答を受け付けていません。今の状況を確かめてください。")
    return finding


def expiry_of(finding: StoredFinding, at: datetime) -> datetime:
    """Until when a link made now opens: two weeks after the last day for an answer, sixty days at the most."""
    due = max(finding.due_date or localdate(at), localdate(at))
    after = min(due + AFTER_DUE_DATE + timedelta(days=1), localdate(at) + LONGEST_LINK)
    return make_aware(datetime.combine(after, time()))  # the night after its last day


def link_of(by: str) -> AnswerLink | None:
    """The link by which somebody acts, held until the transaction ends; None for people who signed in."""
    found = _LINK.fullmatch(by)
    return AnswerLink.objects.select_for_update().filter(pk=int(found[1])).first() if found else None


def require_open(link: AnswerLink, finding: StoredFinding, at: datetime) -> None:
    """Refuse a link that expired, was revoked or used, or whose instruction went to somebody else or to another end."""
    state = state_of(link, at)
    if link.answered_at is not None:
        raise RefusedError("このリンクでは、もう回答を送りました。直すときは依頼元に知らせてください。")
    if state is KeyState.REVOKED:
        raise RefusedError("このリンクは取り消されました。依頼元に新しいリンクを頼んでください。")
    if state is KeyState.EXPIRED:
        raise RefusedError("このリンクの期限は過ぎました。依頼元に新しいリンクを頼んでください。")
    if link.finding_id != finding.pk or link.party_id != finding.addressee:
        raise RefusedError("この依頼は、いま回答を受け付けていません。依頼元に確かめてください。")


def keep_draft(
    ledger: Ledger, finding: StoredFinding, note: str, uploads: Sequence[Upload], dropped: Sequence[str]
) -> AnswerDraft:
    """Keep an answer as far as it is written, sealing new files; the leaf tells hashes, never the words."""
    draft = AnswerDraft.objects.select_for_update().filter(finding=finding, written_by=ledger.by).first()
    draft = draft or AnswerDraft(finding=finding, written_by=ledger.by)
    draft.files = [file for file in draft.files if file["sha256"] not in dropped]
    for name, content in uploads:
        received = seal_file(ledger, content, name)
        if received.sha256 not in {file["sha256"] for file in draft.files}:
            draft.files.append({"name": name, "sha256": received.sha256, "size": received.size})
    draft.note, draft.saved_at = note, ledger.at
    draft.save()
    words = hashlib.sha256(note.encode()).hexdigest()
    ledger.note("drafted", "answer", finding.fingerprint, note=words, given=[file["sha256"] for file in draft.files])
    return draft


def require_takeable(note: str, uploads: Sequence[Upload], held: int) -> None:
    """Refuse words that are too long, and files of a wrong sort, size or number; all of them are told at once."""
    wrong = []
    if len(note) > LONGEST_NOTE:
        wrong.append((Need.NOTE, f"{LONGEST_NOTE:,}文字までで書いてください（いま{len(note):,}文字）。"))
    if len(uploads) + held > COUNT_LIMIT:
        wrong.append((Need.EVIDENCE, f"ファイルは{COUNT_LIMIT}個までです。まとめるか、減らしてください。"))
    told = (wrong_attachment(name, content) for name, content in uploads)
    wrong += [(Need.EVIDENCE, why) for why in told if why]
    if wrong:
        raise RefusedDraftError(wrong)


def plain_name(name: str) -> str:
    r"""The name of a file without folders and without characters that are not seen, or that turn the order of the others.

    >>> plain_name("C:\\報告\\是正\u202egpj.exe"), plain_name("../../etc/passwd"), plain_name("\x00")
    ('是正gpj.exe', 'passwd', '証跡')
    """
    last = PurePath(name.replace("\\", "/")).name
    seen = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    return " ".join(seen.split()) or _NAMELESS
