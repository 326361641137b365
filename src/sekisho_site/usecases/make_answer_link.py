"""Making a link by which a party answers one instruction without an account."""

from dataclasses import dataclass
from datetime import datetime

from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import AnswerLink
from sekisho_site.records.operations.answering import expiry_of, waiting_finding
from sekisho_site.records.operations.keys import make_token
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.people import acting


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link that was made: its number, its token, which is told this once, and until when it opens."""

    number: int
    token: str
    expires_at: datetime


def make_answer_link(*, fingerprint: str, made_by: str | None = None, by: str, at: datetime) -> MadeLink:
    """Make a link for the party to which an instruction is addressed; an earlier one for the same instruction ends.

    ``made_by`` is the person it is made for, when that is not ``by``. The link opens until two weeks after the due date,
    sixty days at the most. The log learns the number of the link, never the token.
    """
    with open_ledger(by=by, at=at) as ledger:
        finding = waiting_finding(fingerprint)
        maker = acting(made_by or by)
        if maker is None:
            raise RefusedError("回答リンクを作る人がわかりません。利用者の番号を指定してください。")
        for earlier in AnswerLink.objects.filter(finding=finding, revoked_at=None, answered_at=None):
            earlier.revoked_at = at
            earlier.save(update_fields=["revoked_at"])
            ledger.note("revoked", "answer_link", str(earlier.pk), finding=finding.fingerprint)
        token, kept = make_token()
        link = AnswerLink.objects.create(
            token_hash=kept, made_by=maker, made_at=at, expires_at=expiry_of(finding, at), finding=finding,
            party_id=finding.addressee,
        )  # fmt: skip
        ledger.note(
            "made",
            "answer_link",
            str(link.pk),
            finding=finding.fingerprint,
            party=finding.addressee,
            expires_at=link.expires_at,
        )
    return MadeLink(link.pk, token, link.expires_at)
