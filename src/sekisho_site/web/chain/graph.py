"""The chain as people see it: places of companies and lines between them, made from records. Pure; knows no drawing.

A place is one entrustment (or a company that records show and nobody declared); a line leads from an upper place to it. A
diamond has two lines to one place, a cycle a line back. What is collapsed is told with its count; a line with a problem,
and what leads to it, never is.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sekisho.declared import Consent, Entrustment
from sekisho.declared.asked_consents import Standing, standing
from sekisho.finding import Evidence
from sekisho.party import normalised_name
from sekisho.response.undeclared import seen_companies
from sekisho_site.records.queries.chain_page import ChainRows

MOST_CHILDREN = 12
LATE = "開始後に承諾"
OUT_OF_REACH = "届く範囲の外の会社"


@dataclass
class Line:
    """A line into a place. ``look`` is declared (""), ``undeclared``, ``noconsent`` or ``ended``; ``href`` is its page."""

    above: str
    below: str
    form: str
    state: str
    look: str = ""
    href: str = ""

    @property
    def is_problem(self) -> bool:
        """Whether somebody has to look at it; it is never collapsed away."""
        return self.look in ("undeclared", "noconsent")


@dataclass
class Place:
    """A box: a company at one place of the chain. ``edge`` is the entrustment it stands for, if one was declared."""

    id: str
    name: str
    tier: int
    party: str | None = None
    edge: Entrustment | None = None
    look: str = ""
    second: str = ""
    also: str = ""
    findings: Sequence[str] = ()
    shown_by: Sequence[Evidence] = ()
    collapsed: int = 0
    parent: str = ""
    href: str = ""
    children: list["Place"] = field(default_factory=list)
    repeated: list["Place"] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def into(self) -> Line | None:
        """The line from the place under which this one is drawn."""
        return next((line for line in self.lines if line.above == self.parent), None)

    @property
    def tier_name(self) -> str:
        """一次, 二次 …."""
        return tier_name(self.tier)

    def below(self) -> Iterable["Place"]:
        """Itself and every place below it, as drawn."""
        yield self
        for child in self.children:
            yield from child.below()


@dataclass(frozen=True)
class Graph:
    """What is drawn: the roots, and how many lines of each look there are, collapsed ones included."""

    roots: Sequence[Place]
    counts: Mapping[str, int]
    deepest: int

    def places(self) -> list[Place]:
        """Every place that is drawn, in reading order."""
        return [place for root in self.roots for place in root.below()]


class _Maker:
    def __init__(self, rows: ChainRows, as_of: date, here: str | None) -> None:
        self.rows, self.as_of, self.here = rows, as_of, here
        self.places: dict[str, Place] = {}
        self.consents: dict[tuple[str, str], list[Consent]] = {}
        for consent in rows.consents:
            self.consents.setdefault((consent.upper, self._who(consent.sub_entrustee)), []).append(consent)

    def _who(self, written: str) -> str:
        return written if written in self.rows.parties else normalised_name(written)

    def name(self, party: str) -> str:
        known = self.rows.parties.get(party)
        return known.name if known else OUT_OF_REACH

    def decisions(self, upper: str, party: str) -> list[Consent]:
        """The decisions about a company under an entrustment, however its name was written."""
        known = self.rows.parties.get(party)
        names = {party, *(normalised_name(each) for each in known.spellings)} if known else {party}
        return [consent for name in sorted(names) for consent in self.consents.get((upper, name), ())]

    def line(self, upper: str, edge: Entrustment) -> Line:
        """The line from an upper entrustment to the one below it."""
        form = edge.form.label
        if edge.ends_on is not None and edge.ends_on < self.as_of:
            return Line(upper, edge.key, form, f"{edge.ends_on.year}年{edge.ends_on.month}月 終了", "ended")
        if upper not in self.rows.edges:
            return Line(upper, edge.key, form, "")
        decisions = self.decisions(upper, edge.entrustee)
        stands = standing(decisions, self.as_of, concerned=(edge.entruster, edge.entrustee))
        if stands is not Standing.CONSENTED:
            return Line(upper, edge.key, form, stands.label, "noconsent")
        days = [each.decided_on for each in decisions if each.decision.value == "granted" and each.decided_on]
        first = min(days, default=None)
        late = first is not None and edge.starts_on is not None and first > edge.starts_on
        if late:
            return Line(upper, edge.key, form, LATE, "noconsent")
        return Line(upper, edge.key, form, f"承諾 {first.year}年{first.month}月" if first else stands.label)

    def make(self) -> Graph:
        """The whole graph."""
        edges = self.rows.edges
        tops = [edge for edge in edges.values() if not any(upper in edges for upper in edge.upper)]
        tops = tops or list(edges.values())[:1]
        roots: dict[str, Place] = {}
        while tops:
            self._hang_up(self._hang_roots(tops, roots))
            # what hangs in a cycle has no top: begin anywhere in it
            tops = [edge for edge in edges.values() if edge.key not in self.places][:1]
        self._hang_undeclared()
        self._mark_repeated()
        lines = [line for place in self.places.values() for line in place.lines]
        counts = {look: sum(line.look == look for line in lines) for look in ("", "undeclared", "noconsent", "ended")}
        return Graph(list(roots.values()), counts, max((place.tier for place in self.places.values()), default=0))

    def _hang_roots(self, tops: Sequence[Entrustment], roots: dict[str, Place]) -> list[Place]:
        """Entrustments with nothing above them, each under the company that entrusts."""
        placed = []
        for edge in sorted(tops, key=lambda edge: edge.key):
            if edge.entruster not in roots:
                roots[edge.entruster] = self.places[f"^{edge.entruster}"] = self._root(edge.entruster)
            root = roots[edge.entruster]
            place = self._place(edge, 1, root.id)
            place.lines.append(self.line(root.id, edge))
            root.children.append(place)
            placed.append(place)
        return placed

    def _root(self, party: str) -> Place:
        carrier = self.rows.carrier
        second = "委託元" if carrier and party == carrier.key else "上位の会社"
        return Place(f"^{party}", self.name(party), 0, party if party in self.rows.parties else None, second=second)

    def _place(self, edge: Entrustment, tier: int, parent: str) -> Place:
        known = edge.entrustee in self.rows.parties
        place = Place(
            edge.key, self.name(edge.entrustee), tier, edge.entrustee if known else None, edge, self._look(edge), parent=parent
        )
        count = self.rows.counted.get(edge.key, 0)
        place.second = f"種別{edge.contract_kind.value}・" + (f"指摘 {count}件" if count else "指摘なし")
        self.places[edge.key] = place
        return place

    def _look(self, edge: Entrustment) -> str:
        if self.here in (edge.entrustee, edge.key):
            return "here"
        return "ended" if edge.ends_on is not None and edge.ends_on < self.as_of else ""

    def _hang_up(self, placed: Sequence[Place]) -> None:
        """Every entrustment under its first upper one that was met, nearest tiers first; further ones get lines only."""
        below: dict[str, list[Entrustment]] = {}
        for edge in self.rows.edges.values():
            for upper in dict.fromkeys(edge.upper):
                below.setdefault(upper, []).append(edge)
        queue = deque(placed)
        while queue:
            above = queue.popleft()
            for edge in below.get(above.id, ()):
                place = self.places.get(edge.key)
                if place is None:
                    place = self._place(edge, above.tier + 1, above.id)
                    above.children.append(place)
                    queue.append(place)
                else:
                    above.repeated.append(place)
                place.lines.append(self.line(above.id, edge))

    def _hang_undeclared(self) -> None:
        """The companies that findings show under an entrustment, unless they stand there as declared."""
        for number, finding in self.rows.showing:
            above = self.places.get(finding.entrustment or "")
            if above is None or above.edge is None:
                continue
            seen: dict[str, list[Evidence]] = seen_companies(finding)
            if finding.party != above.edge.entrustee and finding.party in self.rows.parties:
                seen = {self.name(finding.party): list(finding.evidence)}
            for name, evidence in seen.items():
                self._show(above, name, number, evidence)

    def _show(self, above: Place, name: str, number: str, evidence: Sequence[Evidence]) -> None:
        who = normalised_name(name)
        party = self.rows.keys_by_name.get(who)
        declared = [*above.children, *above.repeated, above]
        if any(each.edge is not None and (each.party == party or normalised_name(each.name) == who) for each in declared):
            return
        key = f"{above.id}\u241f{who}"
        place = self.places.get(key)
        if place is None:
            standing_elsewhere = "ほかの委託にあります" if party else "台帳になし"
            place = Place(key, name, above.tier + 1, party, look="undeclared", second=standing_elsewhere, parent=above.id)
            place.lines.append(Line(above.id, key, _form_of(evidence), "未申告", "undeclared"))
            self.places[key] = place
            above.children.insert(0, place)
        place.findings = tuple(dict.fromkeys((*place.findings, number)))
        shown = {(each.source, each.key): each for each in (*place.shown_by, *evidence) if each.source != "registry"}
        place.shown_by = tuple(shown.values())

    def _mark_repeated(self) -> None:
        """A company at a second place says so."""
        at: dict[str, list[Place]] = {}
        for place in self.places.values():
            if place.party and place.tier:
                at.setdefault(place.party, []).append(place)
        for places in at.values():
            first, *others = sorted(places, key=lambda place: (place.tier, place.id))
            for place in others:
                place.also = f"{tier_name(first.tier)}にも登場"


def _form_of(evidence: Sequence[Evidence]) -> str:
    sources = {each.source for each in evidence}
    if sources & {"architecture", "proxy_log"}:
        return "サービス利用"
    return "入退室・ID" if sources & {"gate_log", "account_list", "idp_log"} else "請求" if "invoice" in sources else "観測"


def tier_name(tier: int) -> str:
    """一次, 二次 …; the company at the left is 委託元."""
    numerals = "一二三四五六七八九"
    if tier <= 0:
        return "委託元"
    return f"{numerals[tier - 1]}次" if tier <= len(numerals) else f"{tier}次"


def make_graph(rows: ChainRows, as_of: date, here: str | None = None) -> Graph:
    """The graph of the entrustments that were read; ``here`` is the company or entrustment that the page is about."""
    return _Maker(rows, as_of, here).make()


def collapse(graph: Graph, tiers: int, expanded: Iterable[str] = ()) -> None:
    """Hide what is deeper than ``tiers`` and more than :data:`MOST_CHILDREN` at one place, but nothing with a problem."""
    opened = set(expanded)
    for root in graph.roots:
        _fold(root, tiers, opened)


def _troubled(place: Place) -> bool:
    return place.look == "here" or any(line.is_problem for line in place.lines) or any(map(_troubled, place.children))


def _fold(place: Place, tiers: int, opened: set[str]) -> None:
    room = len(place.children) if place.id in opened else MOST_CHILDREN if place.tier < tiers else 0
    if len(place.children) > room:
        troubled = [child for child in place.children if _troubled(child)]
        calm = [child for child in place.children if not _troubled(child)]
        kept = calm[: max(0, room - len(troubled) - 1)]
        hidden = calm[len(kept) :]
        if hidden:
            place.children = [*troubled, *kept, _folded(place, hidden, bool(troubled or kept))]
    for child in place.children:
        if not child.collapsed:
            _fold(child, tiers, opened)


def _folded(place: Place, hidden: Sequence[Place], beside_others: bool) -> Place:
    companies = {child.party or child.name for child in hidden}
    findings = sum("件" in child.second for child in hidden)
    group = Place(f"{place.id}\u241f…", f"{'ほか ' if beside_others else ''}{len(companies)}社", place.tier + 1, look="group")
    group.second = f"指摘のある先 {findings}社" if findings else "たたんで表示"
    group.collapsed, group.parent = len(hidden), place.id
    group.lines.append(Line(place.id, group.id, "", ""))
    return group
