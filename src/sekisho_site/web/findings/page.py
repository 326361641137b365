"""What the page of one finding shows: the records that disagree, the steps of its life, its history, and what may be done now.

Knows how things are laid out. Refuses to judge: the steps that are offered come from ``sekisho.response.steps``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from sekisho.catalog import load_catalog
from sekisho.finding import Evidence, Finding
from sekisho.planes import BY_SOURCE
from sekisho.reconcile.checks import all_checks
from sekisho.response.anchors import anchor_name
from sekisho.response.life import Stage, Step, Transition
from sekisho.response.steps import Actor, Situation, barred, steps_open_to
from sekisho.roles import ROLES, Permission, Role
from sekisho.terms import Plane
from sekisho_site.records.queries import Reach, findings_within, names_of, parties_within, situation_of, steps_of
from sekisho_site.records.queries.citations import Citation, citations
from sekisho_site.records.queries.figures import STILL_OPEN, party_names
from sekisho_site.records.queries.findings import finding_of
from sekisho_site.web.findings.forms import StepForm
from sekisho_site.web.frame.templatetags.words import said

#: So many records of a plane are shown at once; the others open on demand.
AT_ONCE = 4
#: So many lines of a record; the others open on demand.
FACTS_AT_ONCE = 7
_SIMILAR = 5
#: What comes first at each stage; the other steps stand below it.
_FIRST = {
    Stage.OPENED: Step.INSTRUCT,
    Stage.INSTRUCTED: Step.ANSWER,
    Stage.ANSWERED: Step.VERIFY,
    Stage.VERIFIED: Step.CLOSE,
    Stage.ACCEPTED: Step.WITHDRAW,
}
_DONE_JA: Mapping[Step, str] = {
    Step.INSTRUCT: "改善を指示しました。",
    Step.ANSWER: "是正の報告を受け取りました。",
    Step.SEND_BACK: "やり直しを求めました。",
    Step.VERIFY: "是正を確認しました。",
    Step.CLOSE: "指摘を終えました。",
    Step.ACCEPT: "期限を付けて受容しました。",
    Step.WITHDRAW: "受容を取り消しました。",
    Step.REOPEN: "食い違いが続いているので、もう一度開きました。",
    Step.SETTLE: "食い違いがなくなったので、終えました。",
}


@dataclass(frozen=True, slots=True)
class Cited:
    """One cited record, with where it came from and where it can be opened (both only within reach)."""

    evidence: Evidence
    origin: Citation | None
    href: str
    sheet: str

    @property
    def first(self) -> Sequence[tuple[str, str]]:
        """What the record says, as much as is read at a glance."""
        return said(self.evidence)[:FACTS_AT_ONCE]

    @property
    def rest(self) -> Sequence[tuple[str, str]]:
        """What else the record says."""
        return said(self.evidence)[FACTS_AT_ONCE:]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the disagreement: records of one plane; ``missing`` is the kind of record that should be there and is not."""

    plane: Plane
    shown: Sequence[Cited] = ()
    more: Sequence[Cited] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of the way that a finding goes; ``state`` is ``done``, ``now`` or empty."""

    label: str
    state: str
    day: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    at: datetime
    told: str
    by: str = ""
    note: str = ""
    facts: Sequence[tuple[str, str | date]] = ()
    files: Sequence[Mapping[str, Any]] = ()
    kind: str = ""


@dataclass
class FindingPage:
    """Everything that the template draws. ``refused`` is a form that came back with errors."""

    row: Any
    finding: Finding
    steps: Sequence[Any]
    situation: Situation
    sides: Sequence[Side]
    marks: Sequence[Mark]
    history: Sequence[Event]
    forms: Sequence[StepForm]
    names: Mapping[str, str]
    anchors: Sequence[tuple[str, str]]
    others: Sequence[Any]
    may_assign: bool
    may_link: bool
    whole: bool
    leads_to_party: bool
    barred: str = ""
    refused: StepForm | None = field(default=None)

    @property
    def agrees_now(self) -> bool:
        """Whether the records agree by now although people are still at it."""
        return self.row.state == "resolved" and Stage(self.row.stage).is_open

    @property
    def first(self) -> StepForm | None:
        """The form of the one primary step: the one that was refused, else what comes first at this stage."""
        if self.refused is not None and self.refused in self.forms:
            return self.refused
        wanted = _FIRST.get(Stage(self.row.stage))
        return next((form for form in self.forms if form.step is wanted), None)

    @property
    def others_forms(self) -> Sequence[StepForm]:
        """The forms of the other steps."""
        return [form for form in self.forms if form is not self.first]


def actor_of(user: Any) -> Actor:
    """The person as the policy knows people."""
    return Actor(user.number, ROLES[Role(user.role)].permissions, user.party_id)


def finding_page(row: Any, user: Any, reach: Reach, refused: StepForm | None = None) -> FindingPage:
    """The page of a finding that was found within reach."""
    finding, steps = finding_of(row), steps_of(row)
    situation, actor = situation_of(row, steps), actor_of(user)
    keys = {row.party, *row.chain, row.addressee, *(step.addressee for step in steps)} - {""}
    names = party_names(sorted(keys))
    offered = steps_open_to(situation, actor)
    addressees = [(key, names.get(key, key)) for key in situation.addressees]
    catalog = load_catalog()
    permissions = actor.permissions
    return FindingPage(
        row=row,
        finding=finding,
        steps=steps,
        situation=situation,
        sides=_sides(finding, citations(reach, finding)),
        marks=list(_marks(row, situation, steps)),
        history=_history(row, steps, names),
        forms=[_form(each, refused, addressees, row, len(steps)) for each in offered],
        names=names,
        anchors=[(anchor, anchor_name(anchor, catalog)) for anchor in finding.anchors],
        others=_others(row, reach),
        may_assign=Permission.INSTRUCT in permissions,
        may_link=Permission.INSTRUCT in permissions and situation.stage is Stage.INSTRUCTED,
        whole=reach.whole,
        leads_to_party=parties_within(reach).filter(key=row.party).exists(),
        barred=_barred(situation, actor),
        refused=refused,
    )


def _barred(situation: Situation, actor: Actor) -> str:
    """Why the one primary step of this stage is not offered to somebody who may take such steps."""
    wanted = _FIRST.get(situation.stage)
    return (barred(wanted, situation, actor) or "") if wanted else ""


def _form(
    row: Transition, refused: StepForm | None, addressees: Sequence[tuple[str, str]], finding: Any, version: int
) -> StepForm:
    if refused is not None and refused.step is row.step:
        return refused
    proposed = {"addressee": finding.addressee or finding.party}
    return StepForm(row, addressees, version, initial=proposed)


def _sides(finding: Finding, origins: Mapping[tuple[str, str], Citation]) -> list[Side]:
    """The records that are held against each other, by plane; records of one plane only are held against one another."""
    planes = [plane for plane in Plane if finding.cited(plane)]
    groups = [(plane, [_cited(item, origins) for item in finding.cited(plane)]) for plane in planes]
    if len(groups) == 1 and len(groups[0][1]) > 1:
        plane, cited = groups[0]
        groups = [(plane, cited[:1]), (plane, cited[1:])]
    sides = [Side(plane, cited[:AT_ONCE], cited[AT_ONCE:]) for plane, cited in groups]
    return sorted([*sides, *_absent(finding)], key=lambda side: list(Plane).index(side.plane))


def _absent(finding: Finding) -> Iterator[Side]:
    """The record that should stand opposite and does not: said only where the check compares two kinds and finds one."""
    compared = next((check.ground.compares for check in all_checks() if check.id == finding.check), ())
    cited = {item.source for item in finding.evidence}
    away = [BY_SOURCE[source].schema for source in compared if source not in cited and source in BY_SOURCE]
    if len(cited) == len(away) == 1 and not finding.cited(away[0].plane):
        yield Side(away[0].plane, missing=away[0].sheet)


def _cited(item: Evidence, origins: Mapping[tuple[str, str], Citation]) -> Cited:
    origin = origins.get((item.source, item.key))
    kind = BY_SOURCE.get(item.source)
    href = reverse("record", args=[item.plane.value, item.source, item.key]) if origin and kind else ""
    return Cited(item, origin, href, kind.schema.sheet if kind else item.source)


def _marks(row: Any, situation: Situation, steps: Sequence[Any]) -> Iterator[Mark]:
    """The way of a finding, with the days of the steps since it was last opened."""
    newest: dict[str, date] = {}
    for step in steps[len(steps) - len(_since_opened(steps)) :]:
        newest[step.step] = localdate(step.taken_at)
    yield Mark("検出", "done", row.opened_on)
    if situation.stage is Stage.ACCEPTED:
        yield Mark("期限付きで受容", "now", row.accepted_until, "まで")
        return
    if Step.SETTLE.value in newest and situation.stage is Stage.CLOSED:
        yield Mark("照合で解消", "done", newest[Step.SETTLE.value])
        return
    way = (("改善の指示", Step.INSTRUCT), ("是正の報告", Step.ANSWER), ("是正の確認", Step.VERIFY), ("終結", Step.CLOSE))
    reached = list(Stage).index(situation.stage)
    for number, (label, step) in enumerate(way):
        if number < reached:
            yield Mark(label, "done", newest.get(step.value))
        elif number == reached:
            due = row.due_date if step is Step.ANSWER else None
            yield Mark(label, "now", due, "期限" if due else "")
        else:
            yield Mark(label, "")


def _since_opened(steps: Sequence[Any]) -> list[Any]:
    found: list[Any] = []
    for step in steps:
        found = [] if step.stage_after == Stage.OPENED.value else [*found, step]
    return found


def _history(row: Any, steps: Sequence[Any], names: Mapping[str, str]) -> list[Event]:
    """What happened, newest first: what people did, and what the reconciliations said."""
    people = names_of([step.taken_by for step in steps])
    events = [_event(step, people, names) for step in steps]
    again = f"（{row.times_opened}回目）" if row.times_opened > 1 else ""
    events.append(Event(row.opened_run.started_at, f"照合で見つかりました{again}。", kind="fact"))
    if row.resolved_run is not None:
        events.append(Event(row.resolved_run.started_at, "照合で、食い違いがなくなりました。", kind="fact"))
    elif row.last_run_id != row.opened_run_id:
        events.append(Event(row.last_run.started_at, "照合で、食い違いが続いていることを確かめました。", kind="fact"))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _event(step: Any, people: Mapping[str, str], names: Mapping[str, str]) -> Event:
    taken = Step(step.step)
    facts: list[tuple[str, str | date]] = []
    if step.addressee:
        facts.append(("指示の相手", names.get(step.addressee, step.addressee)))
    if step.due_date:
        facts.append(("受容の終わりの日" if taken is Step.ACCEPT else "期限", step.due_date))
    by = people.get(step.taken_by, step.taken_by)
    if step.taken_by.startswith("link:"):
        by = "回答リンクから"
    elif taken in (Step.REOPEN, Step.SETTLE):
        by = f"照合（動かした人 {by}）"
    return Event(step.taken_at, _DONE_JA[taken], by, step.note, facts, step.files)


def _others(row: Any, reach: Reach) -> list[Any]:
    """Other findings of the same company with which somebody still has something to do."""
    others = findings_within(reach).filter(party=row.party, stage__in=STILL_OPEN).exclude(pk=row.pk)
    return list(
        others.only("fingerprint", "year", "serial", "title", "stage", "due_date").order_by("-opened_on", "pk")[:_SIMILAR]
    )
