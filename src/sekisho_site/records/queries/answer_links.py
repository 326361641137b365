"""Answer links: what a token opens at a moment, and how the links of a finding stand for whoever made them.

Knows links by their hash. A link tells of one instruction and of nothing else; a token that was never handed out finds nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from sekisho.response.life import Step
from sekisho.terms import Vocabulary
from sekisho_site.records.models import AnswerLink, FindingStep, Party
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.operations.keys import KeyState, find_key, state_of
from sekisho_site.records.queries.desk import AskedFinding, addressed_finding
from sekisho_site.records.queries.reach import Reach


class LinkState(Vocabulary):
    """How an answer link stands at a moment."""

    OPEN = "open", "使えます"
    ANSWERED = "answered", "回答済み"
    EXPIRED = "expired", "期限切れ"
    REVOKED = "revoked", "取り消し済み"
    ENDED = "ended", "依頼が終わりました"


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """A link as its token opens it. ``asked`` is there while it is open only; ``sent`` are the files of its answer."""

    pk: int
    state: LinkState
    expires_at: datetime
    opened_at: datetime | None
    answered_at: datetime | None
    asked: AskedFinding | None
    sent: Sequence[dict[str, object]] = ()

    @property
    def last_day(self) -> date:
        """The last day on which it opens."""
        return last_day(self.expires_at)

    @property
    def by(self) -> str:
        """Under which name the log knows whoever answers by it."""
        return f"link:{self.pk}"


@dataclass(frozen=True, slots=True)
class MadeLinkRow:
    """A link in the list of whoever may make one."""

    pk: int
    state: LinkState
    party: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    opened_at: datetime | None
    answered_at: datetime | None

    @property
    def last_day(self) -> date:
        """The last day on which it opens."""
        return last_day(self.expires_at)

    @property
    def revocable(self) -> bool:
        """Whether it can still be taken back."""
        return self.state in (LinkState.OPEN, LinkState.ENDED)


def last_day(expires_at: datetime) -> date:
    """The last day on which a link opens."""
    return localdate(expires_at - timedelta(seconds=1))


def opened_link(token: str, at: datetime) -> OpenedLink | None:
    """What a token opens; None for one that was never handed out."""
    link = find_key(AnswerLink, token)
    if link is None:
        return None
    asked = addressed_finding(Reach(party=link.party_id), link.finding_id)
    state = _state(link, at, waits=asked is not None and asked.waits)
    return OpenedLink(
        link.pk, state, link.expires_at, link.opened_at, link.answered_at, asked if state is LinkState.OPEN else None,
        _sent(link) if state is LinkState.ANSWERED else (),
    )  # fmt: skip


def links_of(fingerprint: str, at: datetime, *, addressee: str = "") -> list[MadeLinkRow]:
    """The links that were made for a finding, newest first; the caller has found the finding within reach.

    ``addressee`` is the party whose answer is waited for now; empty when none is.
    """
    links = AnswerLink.objects.filter(finding=fingerprint).select_related("made_by").order_by("-made_at", "-pk")[:50]
    names = dict(Party.objects.filter(CURRENT, key__in=[link.party_id for link in links]).values_list("key", "name"))
    return [
        MadeLinkRow(
            link.pk, _state(link, at, waits=bool(addressee) and link.party_id == addressee),
            names.get(link.party_id, link.party_id), link.made_at, link.made_by.name, link.expires_at, link.opened_at,
            link.answered_at,
        )
        for link in links
    ]  # fmt: skip


def _state(link: AnswerLink, at: datetime, *, waits: bool) -> LinkState:
    if link.answered_at is not None:
        return LinkState.ANSWERED
    state = state_of(link, at)
    if state is KeyState.USABLE:
        return LinkState.OPEN if waits else LinkState.ENDED
    return LinkState.REVOKED if state is KeyState.REVOKED else LinkState.EXPIRED


def _sent(link: AnswerLink) -> Sequence[dict[str, object]]:
    taken = FindingStep.objects.filter(finding=link.finding_id, step=Step.ANSWER.value, taken_by=f"link:{link.pk}").last()
    return list(taken.files) if taken else ()
