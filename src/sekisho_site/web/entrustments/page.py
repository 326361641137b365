"""What the page of one entrustment is made of: its columns in groups, what follows from its data, its stage, its changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from sekisho.catalog import load_catalog
from sekisho.declared import Entrustment
from sekisho.declared.entrustment_stage import Duty, LifeStage, Standing, Step, life_stage, missing_next, missing_now, steps
from sekisho.terms import Plane, Vocabulary
from sekisho_site.records.queries import chain_page, entrustment_page, registry
from sekisho_site.records.queries.entrustment_page import Stands
from sekisho_site.records.queries.reach import Reach
from sekisho_site.web.chain.graph import LATE, Graph, Line, Place, make_graph
from sekisho_site.web.parties.listing import FLAGS

#: The groups of columns, in the order of the page.
GROUPS: Sequence[tuple[str, Sequence[str]]] = (
    (
        "だれが、だれに、なにを",
        ("entruster", "entrustee", "work", "purpose", "department", "direction", "starts_on", "ends_on"),
    ),
    ("契約と形", ("form", "contract_kind", "telecom_business", "segment", "upper")),
    ("預ける情報", ("handles_personal_data", "items", "principals", "delivery", "resident")),
    ("場所", ("storage_countries", "access_countries", "sites", "systems")),
)

#: What follows from a flag of the data, and where it is written.
RULES: Mapping[str, str] = {
    "secrecy_of_communications": "通信の秘密に当たります（電気通信事業法4条）。指摘は一段重くなり、契約の特則を確かめます。",
    "specified_user_information": "特定利用者情報に当たり得ます（電気通信事業法27条の5）。情報取扱規程の対象です。",
    "special_care": "要配慮個人情報です（個人情報保護法2条3項）。漏えい等は件数にかかわらず報告の対象になり得ます。",
    "my_number": "特定個人情報です（番号法2条）。再委託には最初の委託者の許諾が要ります（番号法10条）。",
    "card": "漏えいすると財産的被害につながり得る情報です（規則7条2号）。",
}


@dataclass(frozen=True)
class Change:
    """A change of countries from one version to the next: when it was known, what came and what went."""

    at: datetime
    what: str
    came: Sequence[str]
    went: Sequence[str]


@dataclass(frozen=True)
class EntrustmentPage:
    """Everything that the page shows."""

    edge: Entrustment
    graph: Graph
    place: Place | None
    names: Mapping[str, str]
    linked: frozenset[str]
    stands: Sequence[Stands]
    standing: Standing
    findings: Sequence[Any]
    day: date
    versions: Sequence[tuple[Any, Entrustment]]
    purposes: Mapping[str, str]
    departments: Mapping[str, str]
    company_country: str

    @property
    def stage(self) -> LifeStage:
        """Where it stands in its life."""
        return life_stage(self.edge, self.standing.contracted, self.day)

    @property
    def stages(self) -> list[tuple[LifeStage, bool, bool, Sequence[Step]]]:
        """Each stage: whether it is passed, whether it is now, and its steps."""
        order, now = list(LifeStage), list(LifeStage).index(self.stage)
        every = steps(self.edge, self.standing, self.day)
        return [
            (stage, place < now, place == now, [step for step in every if step.stage is stage])
            for place, stage in enumerate(order)
        ]

    @property
    def missing(self) -> Sequence[Duty]:
        """What is not there although its stage has come."""
        return missing_now(self.edge, self.standing, self.day)

    @property
    def missing_next(self) -> Sequence[Duty]:
        """What the next stage asks for and is not there yet."""
        return missing_next(self.edge, self.standing, self.day)

    @property
    def flags(self) -> list[tuple[str, str]]:
        """The flags that the data lights, with what follows."""
        lit = load_catalog().flags(self.edge.items)
        return [(label, RULES[flag]) for flag, label in FLAGS.items() if flag in lit]

    @property
    def lines_above(self) -> list[tuple[str, Line]]:
        """The lines from above with the name of the company there."""
        above = {place.id: place for place in self.graph.places()}
        return [(above[line.above].name, line) for line in (self.place.lines if self.place else []) if line.above in above]

    @property
    def uppers(self) -> list[Place]:
        """The entrustments above this one."""
        above = {place.id: place for place in self.graph.places()}
        return [above[key] for key in self.edge.upper if key in above]

    @property
    def below(self) -> list[Place]:
        """The companies below this one, declared or not."""
        return [*self.place.children, *self.place.repeated] if self.place else []

    @property
    def country_changes(self) -> list[Change]:
        """The changes of countries between versions, newest first."""
        told = []
        for (version, new), (_, old) in zip(self.versions, self.versions[1:], strict=False):
            for what, column in (("保存国", "storage_countries"), ("アクセス国", "access_countries")):
                after, before = set(getattr(new, column)), set(getattr(old, column))
                if after != before:
                    told.append(Change(version.known_from, what, _countries(after - before), _countries(before - after)))
        return told


def _countries(codes: set[str]) -> list[str]:
    return [load_catalog().country_name(code) for code in sorted(codes)]


def read_page(reach: Reach, version: Any, day: date) -> EntrustmentPage:
    """What the page of an entrustment within reach shows."""
    edge = entrustment_page.entrustment_of(version)
    rows = chain_page.chain_around(reach, [edge.key], day)
    # one that begins later is not drawn yet, but the page shows it
    graph = make_graph(rows, day, edge.key) if edge.key in rows.edges else Graph([], {}, 0)
    place = next((each for each in graph.places() if each.id == edge.key), None)
    stands = entrustment_page.records_naming(reach, edge.key)
    handlers = registry.handlers_under(reach, [edge.key], day).get(edge.key, 0)
    # a consent that came late is a finding's to tell; it is there
    consented = place is not None and all(line.look != "noconsent" or line.state == LATE for line in place.lines)
    standing = entrustment_page.standing_of(reach, edge, stands, handlers=handlers, consented=consented)
    names = registry.names_of_parties(reach, {edge.entruster, edge.entrustee})
    entrustee = rows.parties.get(edge.entrustee)
    seat = entrustee.country if entrustee else registry.country_of(reach, edge.entrustee)
    return EntrustmentPage(
        edge=edge, graph=graph, place=place, names=names, linked=frozenset(names), stands=stands, standing=standing,
        findings=entrustment_page.findings_under(reach, edge.key), day=day,
        versions=entrustment_page.versions_of(reach, edge.key), purposes=registry.purposes(),
        departments=registry.departments(), company_country=load_catalog().country_name(seat) if seat else "",
    )  # fmt: skip


#: How one value of a column is told: its words, and where it leads.
Saying = Callable[[EntrustmentPage, str], tuple[str, str]]


@dataclass(frozen=True)
class Shown:
    """One column of the entrustment: its heading, its words, where they lead."""

    heading: str
    words: Sequence[tuple[str, str]]


def shown_groups(page: EntrustmentPage) -> list[tuple[str, list[Shown]]]:
    """Every column, in groups."""
    columns = {column.name: column for column in Entrustment.schema.columns}
    return [(title, [Shown(columns[name].heading, words_of(page, name)) for name in names]) for title, names in GROUPS]


def words_of(page: EntrustmentPage, name: str) -> list[tuple[str, str]]:
    """The values of a column as words, each with where it leads."""
    value = getattr(page.edge, name)
    if value in (None, ()):
        return []
    saying = _SAYING.get(name)
    if saying:
        return [saying(page, each) for each in (value if isinstance(value, tuple) else (value,))]
    if isinstance(value, date):
        return [(f"{value:%Y年%-m月%-d日}", "")]
    return [(value.label if isinstance(value, Vocabulary) else f"{value:,}人", "")]


def _party(page: EntrustmentPage, key: str) -> tuple[str, str]:
    # the carrier is told by its name, but its page is only for those whom it reaches
    leads = key in page.linked and key == page.edge.entrustee
    return page.names.get(key, "届く範囲の外の会社"), reverse("party", args=[key]) if leads else ""


def _record(source: str, names: Callable[[EntrustmentPage], Mapping[str, str]]) -> Saying:
    return lambda page, key: (names(page).get(key, key), reverse("record", args=["declared", source, key]))


def _upper(page: EntrustmentPage, key: str) -> tuple[str, str]:
    within = key in {place.id for place in page.uppers}
    return key, reverse("entrustment", args=[key]) if within else ""


def _country(page: EntrustmentPage, code: str) -> tuple[str, str]:
    return load_catalog().country_name(code), ""


_SAYING: Mapping[str, Saying] = {
    "entruster": _party,
    "entrustee": _party,
    "purpose": _record("purpose", lambda page: page.purposes),
    "department": _record("department", lambda page: page.departments),
    "items": lambda page, code: (load_catalog().item_name(code), ""),  # noqa: ARG005
    "storage_countries": _country,
    "access_countries": _country,
    "upper": _upper,
    "sites": _record("site", lambda page: {}),  # noqa: ARG005
    "systems": _record("system", lambda page: {}),  # noqa: ARG005
}


def records_links(page: EntrustmentPage) -> list[tuple[Plane, str, int, date | None, str]]:
    """The kinds of records that name the entrustment: plane, sheet, how many, newest day, where they are listed."""
    told = []
    for each in page.stands:
        schema = each.kind.schema
        href = f"{reverse('records', args=[schema.plane.value, schema.source])}?{urlencode({'under': page.edge.key})}"
        told.append((schema.plane, schema.sheet, each.count, each.newest, href))
    return told
