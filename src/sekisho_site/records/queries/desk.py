"""What an entrusted party sees at its own desk: what it was asked, what it answered, and its drafts.

Knows what was addressed to one party. Refuses to tell the rest: severity, rule and remedy of a finding (the remedy says what
the office should consider; what the party should do is in the instruction), notes and decisions of the office, who works
there, and citations of records that are not within the party's reach. What is not in these values cannot get into a page.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from sekisho.declared import Consent, Entrustment
from sekisho.planes import BY_SOURCE
from sekisho.response.life import Stage, Step
from sekisho.terms import ConsentDecision, PartyStanding, Plane
from sekisho_site.records.models import AnswerDraft, AnswerLink, FindingStep, Party, StoredFinding, User
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.handling import numbered, steps_of
from sekisho_site.records.queries.reach import (
    Reach,
    entrustments_within,
    findings_within,
    reach_of,
    records_within,
)
from sekisho_site.records.vault import kept_at

#: How a stage is told to the one who was asked. Whether a mismatch was accepted is the office's own decision.
STAGES = {
    Stage.INSTRUCTED: "回答を待っています",
    Stage.ANSWERED: "回答を受け取りました",
    Stage.VERIFIED: "是正を確かめました",
    Stage.CLOSED: "終わりました",
    Stage.ACCEPTED: "いま回答の必要はありません",
    Stage.OPENED: "いま回答の必要はありません",
}
_TOLD = {
    Step.INSTRUCT: "改善の指示を受けました",
    Step.ANSWER: "回答を送りました",
    Step.SEND_BACK: "やり直しの求めを受けました",
    Step.VERIFY: "是正が確かめられました",
    Step.CLOSE: "終わりました",
}
#: Columns of citations that a party is not told: registers of the office, and what its own entrustment stands under.
_OF_THE_OFFICE = ("department", "purpose", "system")
_ABOVE = ("upper", "segment")
_WORDS_FOR_THE_PARTY = (Step.INSTRUCT, Step.SEND_BACK)


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A finding in a list of the one who was asked."""

    number: str
    title: str
    due_date: date | None
    stage: Stage

    @property
    def words(self) -> str:
        """Its stage in words for the party."""
        return STAGES[self.stage]

    @property
    def waits(self) -> bool:
        """Whether an answer is waited for."""
        return self.stage is Stage.INSTRUCTED


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn between the office and the party. ``files`` tell name, size and SHA-256; ``own``: the party's side said it."""

    pk: int
    step: Step
    at: datetime
    own: bool
    note: str
    due_date: date | None
    files: Sequence[dict[str, Any]]

    @property
    def words(self) -> str:
        """What happened, in words for the party."""
        if self.step is Step.ANSWER and not self.own:
            return "委託元が、回答を書き留めました"
        return _TOLD[self.step]


@dataclass(frozen=True, slots=True)
class AskedFinding:
    """A finding as the one to whom it is addressed sees it. ``instruction`` is what was asked last."""

    fingerprint: str
    number: str
    title: str
    explanation: str
    due_date: date | None
    stage: Stage
    addressee: str
    exchanges: Sequence[Exchange]
    cited: Sequence[dict[str, Any]]

    @property
    def words(self) -> str:
        """Its stage in words for the party."""
        return STAGES[self.stage]

    @property
    def waits(self) -> bool:
        """Whether an answer is waited for."""
        return self.stage is Stage.INSTRUCTED

    @property
    def instruction(self) -> Exchange | None:
        """What was asked last."""
        asked = [each for each in self.exchanges if each.step in _WORDS_FOR_THE_PARTY]
        return asked[-1] if asked else None

    @property
    def files(self) -> dict[str, dict[str, Any]]:
        """The files that the party's side gave, by SHA-256."""
        return {file["sha256"]: file for each in self.exchanges if each.own for file in each.files}


def asked_findings(reach: Reach, *, waiting: bool | None = None) -> QuerySet[StoredFinding]:
    """The findings addressed to the party, the next due first; only those that wait for its answer, or only the others."""
    found = findings_within(reach) if reach.party is not None else StoredFinding.objects.none()
    if waiting is not None:
        found = found.filter(stage=Stage.INSTRUCTED.value) if waiting else found.exclude(stage=Stage.INSTRUCTED.value)
    return found.order_by("due_date", "year", "serial") if waiting else found.order_by("-year", "-serial")


def asked_rows(found: Iterable[StoredFinding]) -> list[AskedRow]:
    """Findings as rows of a list of the one who was asked."""
    return [AskedRow(each.number, each.title, each.due_date, Stage(each.stage)) for each in found]


def asked_finding(reach: Reach, number: str) -> AskedFinding | None:
    """One finding addressed to the party; None when there is none of this number, or it is somebody else's."""
    found = findings_within(reach).filter(numbered(number)).first() if reach.party is not None else None
    return _asked(found, reach) if found else None


def addressed_finding(reach: Reach, fingerprint: str) -> AskedFinding | None:
    """One finding by its fingerprint, while it is addressed to the party."""
    found = findings_within(reach).filter(pk=fingerprint).first() if reach.party is not None else None
    return _asked(found, reach) if found else None


def draft_of(fingerprint: str, written_by: str) -> AnswerDraft | None:
    """What somebody has written of an answer so far."""
    return AnswerDraft.objects.filter(finding_id=fingerprint, written_by=written_by).first()


def drafts_of(user: User) -> list[tuple[str, str, datetime]]:
    """Number and title of the findings to which somebody has begun an answer, and when it was saved."""
    waiting = asked_findings(reach_of(user), waiting=True).order_by()
    drafts = AnswerDraft.objects.filter(written_by=user.number, finding__in=waiting).select_related("finding")
    return [(each.finding.number, each.finding.title, each.saved_at) for each in drafts.order_by("-saved_at")[:10]]


def next_expiry(reach: Reach, today: date) -> tuple[date, str] | None:
    """The next day on which a consent to one of the party's sub-entrustments runs out, and to whom it was given."""
    granted = records_within(reach, Consent).filter(CURRENT, decision=ConsentDecision.GRANTED.value, expires_on__gte=today)
    return granted.order_by("expires_on").values_list("expires_on", "sub_entrustee").first() if reach.party else None


def kept_file(sha256: str) -> Path | None:
    """Where the bytes of a received file lie, when they are there."""
    path = kept_at(sha256)
    return path if path.is_file() else None


def carrier_name() -> str:
    """The name of the carrier that keeps this registry, which is who asks by links and instructions."""
    name = Party.objects.filter(CURRENT, standing=PartyStanding.CARRIER.value).values_list("name", flat=True).first()
    return name or "委託元"


def requesters(reach: Reach) -> list[str]:
    """The names of those who entrust directly to the party. It is told nothing else of what stands above it."""
    if reach.party is None:
        return []
    above = entrustments_within(reach).filter(entrustee=reach.party).values("entruster_id")
    return list(Party.objects.filter(CURRENT, key__in=above).order_by("key").values_list("name", flat=True)[:20])


def party_name(key: str) -> str:
    """The registered name of a party; its key when none is registered."""
    return Party.objects.filter(CURRENT, key=key).values_list("name", flat=True).first() or key


def _asked(row: StoredFinding, reach: Reach) -> AskedFinding:
    return AskedFinding(
        row.fingerprint, row.number, row.title, row.explanation, row.due_date, Stage(row.stage), row.addressee,
        list(_exchanges(row, str(reach.party))), _cited(row.evidence, reach),
    )  # fmt: skip


def _exchanges(row: StoredFinding, party: str) -> Iterator[Exchange]:
    """The turns while the finding was addressed to the party; what was said to and by others before is not its to see."""
    steps = steps_of(row)
    own = _own_side({step.taken_by for step in steps if step.step == Step.ANSWER.value}, party)
    addressee = ""
    for step in steps:
        if step.step == Step.INSTRUCT.value:
            addressee = step.addressee
        elif step.stage_after == Stage.OPENED.value:
            addressee = ""
        if addressee == party and Step(step.step) in _TOLD:
            yield _exchange(step, own=step.step == Step.ANSWER.value and step.taken_by in own)


def _exchange(step: FindingStep, *, own: bool) -> Exchange:
    kind = Step(step.step)
    told = own or kind in _WORDS_FOR_THE_PARTY
    return Exchange(
        step.pk, kind, step.taken_at, own, step.note if told else "", step.due_date if told else None, step.files if own else []
    )


def _own_side(takers: Collection[str], party: str) -> set[str]:
    """Those of the takers who are people of the party, or links that were given to it."""
    people = [int(taker[2:]) for taker in takers if taker.startswith("U-") and taker[2:].isdigit()]
    links = [int(taker[5:]) for taker in takers if taker.startswith("link:") and taker[5:].isdigit()]
    own = {user.number for user in User.objects.filter(pk__in=people, party=party)} if people else set()
    if links:
        own |= {f"link:{pk}" for pk in AnswerLink.objects.filter(pk__in=links, party=party).values_list("pk", flat=True)}
    return own


def _cited(evidence: Sequence[dict[str, Any]], reach: Reach) -> list[dict[str, Any]]:
    """The citations of records that the party itself may see; the others are left out without a trace."""
    by_source: dict[str, set[str]] = {}
    for item in evidence:
        by_source.setdefault(item["source"], set()).add(item["key"])
    seen = {
        (source, key)
        for source, keys in by_source.items()
        if source in BY_SOURCE
        for key in records_within(reach, BY_SOURCE[source]).filter(CURRENT, key__in=keys).values_list("key", flat=True)
    }
    return [{**item, "told": _told(item)} for item in evidence if (item["source"], item["key"]) in seen]


def _told(item: dict[str, Any]) -> list[Any]:
    """What a citation tells, without the columns that speak of the office itself or of what stands above the party."""
    columns = BY_SOURCE[item["source"]].schema.columns
    hidden = {each.heading for each in columns if each.refers_to in _OF_THE_OFFICE}
    if item["source"] == Entrustment.schema.source and item["plane"] == Plane.DECLARED.value:
        hidden |= {each.heading for each in columns if each.name in _ABOVE}
    return [(heading, value) for heading, value in item["told"] if heading not in hidden]
