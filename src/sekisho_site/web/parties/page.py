"""What the page of one company is made of: figures, the course of events, its place in the chain. Reads, then words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from sekisho.planes import BY_SOURCE
from sekisho.response.life import Stage, Step
from sekisho.terms import Outcome, Plane
from sekisho_site.records.queries import chain_page, party_page, registry
from sekisho_site.records.queries.party_page import Event
from sekisho_site.records.queries.reach import Reach
from sekisho_site.web.chain.graph import Graph, Place, make_graph, tier_name
from sekisho_site.web.parties.panel import Panel, make_panel
from sekisho_site.web.parties.saying import named
from sekisho_site.web.parties.small_chain import SmallChain, draw_small

_MOST_EVENTS = 20
_NAMED = 2
_MYRIAD = 10_000


@dataclass(frozen=True)
class Happening:
    """One line of the course of events: a day, a mark, words, and where they lead."""

    on: date
    plane: Plane | None
    text: str
    href: str
    bad: bool = False


@dataclass
class PartyPage:
    """Everything that the overview of a company shows."""

    party: Any
    day: date
    edges: Sequence[Any]
    findings: Sequence[Any]
    open_count: int
    overdue: int
    due: date | None
    handlers: int
    graph: Graph
    small: SmallChain
    panel: Panel | None = None
    run: Any = None
    happenings: Sequence[Happening] = ()
    departments: Sequence[str] = field(default_factory=list)

    @property
    def principals(self) -> int:
        """How many persons' data the entrustments in force hold."""
        return sum(edge.principals or 0 for edge in self.edges if self.is_on(edge))

    @property
    def principals_said(self) -> tuple[int, str]:
        """The same as a figure and its unit; the exact number stands on the entrustments."""
        whole = self.principals
        return (whole // _MYRIAD, "万人分") if whole >= _MYRIAD else (whole, "人分")

    def is_on(self, edge: Any) -> bool:
        """Whether an entrustment has not ended."""
        return edge.ends_on is None or edge.ends_on >= self.day

    @property
    def own_places(self) -> list[Place]:
        """Every place at which the company stands in a chain."""
        own = {edge.key for edge in self.edges}
        return [place for place in self.graph.places() if place.id in own]

    @property
    def sub_entrustees(self) -> tuple[int, int]:
        """How many companies stand directly below: in all, and those that nobody declared."""
        below = {place.party or place.name: place.look for own in self.own_places for place in own.children}
        return len(below), sum(look == "undeclared" for look in below.values())

    @property
    def below_count(self) -> int:
        """How many companies stand directly below."""
        return self.sub_entrustees[0]

    @property
    def undeclared_count(self) -> int:
        """How many of these nobody declared."""
        return self.sub_entrustees[1]

    @property
    def tiers(self) -> str:
        """一次委託先, 二次委託先 …."""
        return "・".join(f"{tier_name(tier)}委託先" for tier in sorted({place.tier for place in self.own_places}))

    @property
    def kinds(self) -> list[str]:
        """種別A, 種別B."""
        return sorted({edge.contract_kind.label for edge in self.edges})

    @property
    def forms(self) -> list[str]:
        """業務委託, クラウドサービス …."""
        return sorted({edge.form.label for edge in self.edges})

    @property
    def works(self) -> list[str]:
        """The kinds of work."""
        return list(dict.fromkeys(edge.work.label for edge in self.edges))

    @property
    def is_high_risk(self) -> bool:
        """Whether a kind of work starts as high risk."""
        return any(edge.work.is_high_risk for edge in self.edges)

    @property
    def next_finding(self) -> Any:
        """The finding that waits for an instruction, heaviest first; else None."""
        waiting = (Stage.OPENED.value, Stage.INSTRUCTED.value)
        return next((row for row in self.findings if row.stage in waiting and row.outcome == Outcome.CONFLICTS.value), None)


def read_page(reach: Reach, party: Any, day: date, *, whole: bool) -> PartyPage:
    """What the page of a company shows; without ``whole`` only its head (for the other tabs)."""
    key = party.key_id
    rows = chain_page.chain_around(reach, chain_page.seeds_of_party(reach, key), day)
    edges = [edge for edge in rows.edges.values() if edge.entrustee == key]
    graph = make_graph(rows, day, key)
    findings = party_page.findings_of_party(reach, key)
    count, due = registry.open_findings_of(reach, [key]).get(key, (0, None))
    names = registry.departments()
    late = [row for row in findings if row.due_date and row.due_date < day and row.stage in registry.OPEN_STAGES]
    page = PartyPage(
        party=party, day=day, edges=edges, findings=findings, open_count=count,
        overdue=len(late),
        due=due, handlers=registry.handlers_of(reach, [key], day).get(key, 0), graph=graph,
        small=draw_small(graph, key),
        departments=sorted({names.get(edge.department, edge.department) for edge in edges if edge.department}),
    )  # fmt: skip
    if whole:
        groups = party_page.groups_of_party(reach, key)
        page.run = party_page.last_run_over(key)
        page.panel = make_panel(key, groups, findings, page.run, edges)
        page.happenings = _happenings(party_page.events_of_party(reach, key), key, findings, day)
    return page


def _happenings(events: Sequence[Event], party: str, findings: Sequence[Any], day: date) -> list[Happening]:
    """The newest lines: records of one kind and day are told together."""
    told = []
    for (on, source), every in groupby(sorted(events, key=_order), key=lambda event: (event.on, event.source)):
        same = list(every)
        told.append(_step(same[0], on) if source == "finding" else _facts(same, on, party))
    told += [_overdue(row) for row in findings if row.due_date and row.due_date < day and row.stage in registry.OPEN_STAGES]
    told.sort(key=lambda each: each.on, reverse=True)
    return told[:_MOST_EVENTS]


def _order(event: Event) -> tuple[int, str, str]:
    return -event.on.toordinal(), event.source, event.key


def _facts(events: Sequence[Event], on: date, party: str) -> Happening:
    kind = BY_SOURCE[events[0].source]
    schema = kind.schema
    said = list(dict.fromkeys(filter(None, (named(kind, event.label) for event in events))))
    about = f"：{'、'.join(said[:_NAMED])}{' ほか' if len(said) > _NAMED else ''}" if said else ""
    if len(events) == 1:
        href = reverse("record", args=[schema.plane.value, schema.source, events[0].key])
        return Happening(on, schema.plane, f"{schema.sheet}{about}", href)
    href = f"{reverse('records', args=[schema.plane.value, schema.source])}?{urlencode({'company': party})}"
    return Happening(on, schema.plane, f"{schema.sheet} {len(events)}件{about}", href)


def _step(event: Event, on: date) -> Happening:
    done: Mapping[str, str] = {
        "instruct": "改善を指示しました", "answer": "是正の報告を受けました", "send_back": "やり直しを求めました",
        "verify": "是正を確認しました", "close": "指摘を終えました", "accept": "期限を付けて受容しました",
        "withdraw": "受容を取り消しました", "reopen": "もう一度開きました", "settle": "照合で解消しました",
    }  # fmt: skip
    words = done.get(event.label) or next((step.label for step in Step if step.value == event.label), event.label)
    return Happening(on, None, f"{words}。指摘 {event.number}", reverse("finding", args=[event.number]))


def _overdue(row: Any) -> Happening:
    return Happening(
        row.due_date, None, f"期限を過ぎました。指摘 {row.number}", reverse("finding", args=[row.number]), bad=True
    )
