"""The panel of the three records: one row per topic, what each record says with its source, and the outcome. Pure.

Knows groups of records and findings as they were read. 「一致」 is told only where a check compared records of this company;
where no comparison was made, that is said instead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from sekisho.catalog import load_catalog
from sekisho.planes import BY_SOURCE
from sekisho.reconcile.checks import all_checks
from sekisho.response.topics import (
    BY_ITEM,
    OF_CHECKS,
    SPEAKING,
    Compared,
    Topic,
    outcome_of,
    topic_of,
    topic_of_clause,
    topic_of_item,
    topic_of_report_item,
)
from sekisho.terms import Outcome, Plane
from sekisho_site.records.queries.party_page import TELLING, Group
from sekisho_site.web.parties.saying import label_of, say

_MOST_LINES = 2
_TWO = 2
_LONGEST = 60
#: Which kinds of records each check holds against each other.
_COMPARES: Mapping[str, Sequence[str]] = {check.id: check.ground.compares for check in all_checks()}
_ORDER = {Outcome.CONFLICTS: 0, Outcome.CANNOT_TELL: 1, Outcome.AGREES: 2, None: 3}


@dataclass(frozen=True)
class Told:
    """One line of a cell: what records say, where they stand, and whether a finding cites them."""

    text: str
    source: str
    href: str
    on: date | None = None
    cited: bool = False


@dataclass
class Cell:
    """What one of the three records says about a topic. ``off``: a finding says that it does not fit."""

    plane: Plane
    lines: list[Told] = field(default_factory=list)
    off: bool = False


@dataclass
class Row:
    """One topic. ``outcome`` None: nothing was compared, and ``why`` says so."""

    topic: Topic
    cells: list[Cell]
    outcome: Outcome | None = None
    findings: Sequence[Any] = ()
    why: str = ""

    @property
    def first(self) -> Any:
        """The heaviest finding of the row."""
        return self.findings[0]

    @property
    def missing(self) -> str:
        """What is missing and what to do, told by the first finding that could not be judged."""
        return next((str(each.explanation) for each in self.findings if each.outcome == Outcome.CANNOT_TELL.value), "")


@dataclass(frozen=True)
class Panel:
    """All rows that have something to show, worst first, and the topics that have nothing."""

    rows: Sequence[Row]
    silent: Sequence[Topic]

    def count(self, outcome: Outcome) -> int:
        """How many topics have this outcome."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def conflicts(self) -> int:
        """How many topics do not fit."""
        return self.count(Outcome.CONFLICTS)

    @property
    def cannot_tell(self) -> int:
        """How many topics cannot be judged."""
        return self.count(Outcome.CANNOT_TELL)

    @property
    def agrees(self) -> int:
        """How many topics fit."""
        return self.count(Outcome.AGREES)


class _Cited:
    """The records that the findings of a topic cite."""

    def __init__(self, findings: Sequence[Any]) -> None:
        self.findings = findings
        self.evidence = [each for finding in findings for each in finding.evidence]
        conflicting = [finding for finding in self.findings if finding.outcome == Outcome.CONFLICTS.value]
        cited = {each["source"] for finding in conflicting for each in finding.evidence}
        compared = {source for finding in conflicting for source in _COMPARES.get(finding.check_id, ())}
        self.off = (cited | compared) - {"registry"}
        self.registry_off = "registry" in cited
        self.said = {(each["source"], heading, value) for each in self.evidence for heading, value in each["told"]}
        self.keys = {(each["source"], each["key"]) for each in self.evidence}

    def of(self, group: Group) -> bool:
        """Whether a finding cites what the group says."""
        label = TELLING[group.kind].label
        heading = next((column.heading for column in group.kind.schema.columns if column.name == label), "")
        said = (group.source, heading, label_of(group)) in self.said
        return said or (group.count == 1 and (group.source, group.example) in self.keys)


def make_panel(party: str, groups: Sequence[Group], findings: Sequence[Any], run: Any, edges: Sequence[Any]) -> Panel:
    """The panel of a company from what stands about it, its findings, and the last run that covers it."""
    by_topic = _sorted(groups)
    of_topic = _findings_by_topic(findings)
    about = _About(party, groups, edges, run)
    rows = [_row(topic, about, by_topic.get(topic, []), of_topic.get(topic, [])) for topic in Topic]
    told = [row for row in rows if row.findings or any(cell.lines for cell in row.cells if not _only_registry(cell))]
    told.sort(key=lambda row: _ORDER[row.outcome])
    return Panel(told, [row.topic for row in rows if row not in told])


def _only_registry(cell: Cell) -> bool:
    return all(line.source == "委託" for line in cell.lines)


def _sorted(groups: Iterable[Group]) -> dict[Topic, list[Group]]:
    told: dict[Topic, list[Group]] = {}
    for group in groups:
        for topic in _topics(group):
            told.setdefault(topic, []).append(group)
    return told


def _topics(group: Group) -> Iterable[Topic]:
    if group.source in ("answer_sheet", "inspection_item", "exception_register"):
        return (topic_of_item(group.label),)
    if group.source == "commitment":
        return (topic_of_item(group.label) if group.label else Topic.OVERSIGHT,)
    if group.source == "clause_finding":
        return (topic_of_clause(group.label),)
    if group.source == "annual_report":
        return (topic_of_report_item(group.label),)
    if group.source == "sign":
        contradicts = load_catalog().signs.get(group.label, {}).get("contradicts") or ("",)
        return (topic_of_item(str(contradicts[0])),)
    return [topic for topic, sources in SPEAKING.items() if group.source in sources]


def _findings_by_topic(findings: Iterable[Any]) -> dict[Topic, list[Any]]:
    by_name = {load_catalog().name_of("check_item", code): code for code in load_catalog().check_items}
    told: dict[Topic, list[Any]] = {}
    for finding in findings:
        items = [
            by_name[value]
            for each in finding.evidence
            for heading, value in each["told"]
            if heading == "点検項目" and value in by_name
        ]
        told.setdefault(topic_of(finding.check_id, items), []).append(finding)
    return told


@dataclass(frozen=True)
class _About:
    """What all rows of a company's panel are made from."""

    party: str
    groups: Sequence[Group]
    edges: Sequence[Any]
    run: Any


def _row(topic: Topic, about: _About, groups: Sequence[Group], findings: Sequence[Any]) -> Row:
    cited = _Cited(findings)
    cells = [_cell(plane, topic, about, groups, cited) for plane in Plane]
    compared = _compared(topic, groups, about.run, about.edges)
    outcome = outcome_of((Outcome(finding.outcome) for finding in findings), compared)
    return Row(topic, cells, outcome, findings, _why(compared, about.run) if outcome is None else "")


def _why(compared: Compared, run: Any) -> str:
    if run is None:
        return "まだ照合していません"
    if compared.newer:
        return "照合の後に記録が届きました"
    return "比べる記録がそろっていません"


def _compared(topic: Topic, groups: Sequence[Group], run: Any, edges: Sequence[Any]) -> Compared:
    sources = {group.source for group in groups} | ({"registry"} if edges else set())
    agreed = False
    for check in all_checks() if run else ():
        if OF_CHECKS[check.id] is not topic and check.id not in BY_ITEM:
            continue
        held = {BY_SOURCE[source].schema.plane for source in check.ground.compares if source in sources}
        agreed = agreed or (len(held) >= _TWO and run.per_check.get(check.id, {}).get("agrees", 0) > 0)
    newer = bool(run) and any(group.known_from and group.known_from > run.started_at for group in groups)
    return Compared({BY_SOURCE[source].schema.plane for source in sources}, agreed, newer)


def _cell(plane: Plane, topic: Topic, about: _About, groups: Sequence[Group], cited: _Cited) -> Cell:
    lines = []
    if plane is Plane.DECLARED and about.edges and "registry" in SPEAKING[topic]:
        lines.append(_of_registry(topic, about.party, about.edges))
    by_source: dict[str, list[Group]] = {}
    for group in groups:
        if group.plane is plane:
            by_source.setdefault(group.source, []).append(group)
    for group in about.groups:  # what a finding of the topic cites is told, whatever topic its kind usually speaks of
        if group.plane is plane and group not in by_source.get(group.source, ()) and cited.of(group):
            by_source.setdefault(group.source, []).append(group)
    for every in by_source.values():
        marked = [group for group in every if cited.of(group)]
        lines.append(_line(marked or every, about.party, cited=bool(marked)))
    lines += _only_cited(plane, {*by_source, "registry"}, cited)
    lines.sort(key=lambda line: not line.cited)
    off = any(BY_SOURCE[source].schema.plane is plane for source in cited.off)
    off = off or (plane is Plane.DECLARED and cited.registry_off and "registry" in SPEAKING[topic])
    return Cell(plane, lines[:_MOST_LINES], off and bool(lines))


def _line(groups: Sequence[Group], party: str, *, cited: bool = False) -> Told:
    kind, first = groups[0].kind, groups[0]
    days = [group.newest for group in groups if group.newest]
    if len(groups) == 1 and first.count == 1:
        href = reverse("record", args=[kind.schema.plane.value, kind.schema.source, first.example])
    else:
        href = f"{reverse('records', args=[kind.schema.plane.value, kind.schema.source])}?{urlencode({'company': party})}"
    return Told(say(groups), kind.schema.sheet, href, max(days, default=None), cited)


def _only_cited(plane: Plane, known: Iterable[str], cited: _Cited) -> list[Told]:
    """Records that findings cite although no group of the topic tells of them."""
    lines: dict[str, Told] = {}
    for each in cited.evidence:
        if each["plane"] != plane.value or each["source"] in known or each["source"] in lines:
            continue
        kind = BY_SOURCE[each["source"]]
        told = "、".join(f"{heading} {value}" for heading, value in each["told"] if not heading.endswith(("番号", "日")))[
            :_LONGEST
        ]
        day = date.fromisoformat(each["fact_date"]) if each["fact_date"] else None
        href = reverse("record", args=[plane.value, each["source"], each["key"]])
        lines[each["source"]] = Told(told, kind.schema.sheet, href, day, cited=True)
    return list(lines.values())


def _of_registry(topic: Topic, party: str, edges: Sequence[Any]) -> Told:
    """What the entrustments themselves declare about a topic."""
    catalog = load_catalog()
    if topic is Topic.DATA:
        items = {item for edge in edges for item in edge.items}
        persons = sum(edge.principals or 0 for edge in edges)
        text = f"{len(items)}項目・{persons:,}人分" if items else "データ項目の登録なし"
    elif topic is Topic.PLACES:
        countries = sorted({code for edge in edges for code in (*edge.storage_countries, *edge.access_countries)})
        text = "、".join(catalog.country_name(code) for code in countries) or "国の登録なし"
    elif topic is Topic.CONTRACT:
        text = "・".join(sorted({edge.contract_kind.label for edge in edges}))
    else:
        text = "・".join(dict.fromkeys(edge.work.label for edge in edges))
    every = f"{reverse('entrustments')}?{urlencode({'party': party})}"
    href = reverse("entrustment", args=[edges[0].key]) if len(edges) == 1 else every
    return Told(text, "委託", href)
