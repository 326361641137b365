"""A party's own part of the chain: its own entrustments and everything below, each with how it stands with consent.

Knows downwards only. Of what stands above it tells the name of the direct requester, of neighbours nothing. A part that is
too large for one page is told by the numbers of its direct sub-entrustments, to be opened one by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from sekisho.catalog import load_catalog
from sekisho.declared import Consent as ConsentRecord
from sekisho.declared.asked_consents import Standing, standing
from sekisho.party import NameIndex
from sekisho.terms import ConsentDecision, ContractKind, EntrustmentForm, Ternary, WorkCategory
from sekisho_site.records.models import Consent, Entrustment, EntrustmentUpper, Party, SubEntrustmentRequest
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.reach import Reach, entrustments_within, records_within
from sekisho_site.records.rows import RowReader, selected

#: The most entrustments that one page draws as a tree.
LARGEST_TREE = 300
#: Deeper tiers are opened from the entrustment above them.
DEEPEST_TREE = 12
_MOST_LISTED = 200
#: What a tree tells of an entrustment; a row has many columns more.
_TOLD = ("key", "entruster", "entrustee", "upper", "work", "starts_on", "ends_on")


@dataclass(slots=True)
class Node:
    """One entrustment of the tree, or one that is asked for (then it has no key). ``below``: how many stand directly below."""

    key: str
    name: str
    work: str
    standing: Standing
    starts_on: date | None = None
    ends_on: date | None = None
    below: int = 0
    own: bool = False
    nodes: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OwnChain:
    """The party's own entrustments, with what stands below them. Not ``whole``: only their numbers are told."""

    roots: Sequence[Node]
    whole: bool
    total: int


@dataclass(frozen=True, slots=True)
class OwnEntrustment:
    """One entrustment within a party's reach, as the party may see it. ``own``: it was entrusted to the party itself."""

    key: str
    own: bool
    requester: str
    name: str
    work: str
    form: str
    contract: str
    handles: str
    items: Sequence[str]
    storage: Sequence[str]
    access: Sequence[str]
    starts_on: date | None
    ends_on: date | None
    nodes: Sequence[Node]
    more: int
    requests: Sequence["Request"]


@dataclass(frozen=True, slots=True)
class Request:
    """A consent that the party asked for, and how it stands; ``undecided`` ones can be withdrawn."""

    consent: str
    upper: str
    name: str
    asked_on: date
    starts_on: date
    decision: ConsentDecision | None
    decided_on: date | None
    withdrawn: bool

    @property
    def undecided(self) -> bool:
        """Whether the office has still to decide."""
        return self.decision is ConsentDecision.PENDING and not self.withdrawn

    @property
    def words(self) -> str:
        """How it stands, in words."""
        if self.withdrawn:
            return "取り下げ済み"
        return self.decision.label if self.decision else "終了"


def own_chain(reach: Reach, today: date) -> OwnChain:
    """The party's part of the chain on a day."""
    total = entrustments_within(reach).count() if reach.party is not None else 0
    if not total:
        return OwnChain((), whole=True, total=0)
    if total > LARGEST_TREE:
        own = list(_own(reach).only(*_TOLD)[:_MOST_LISTED])
        return OwnChain(_Tree(reach, own, today).flat(), whole=False, total=total)
    edges = list(entrustments_within(reach).only(*_TOLD).order_by("key"))
    return OwnChain(_Tree(reach, edges, today).roots(), whole=True, total=total)


def own_entrustments(reach: Reach, today: date) -> Sequence[Entrustment]:
    """The entrustments in force that were made to the party itself: under these it may entrust on."""
    return [edge for edge in _own(reach) if not _ended(edge, today)]


def may_entrust_on(reach: Reach, today: date) -> bool:
    """Whether any entrustment in force was made to the party itself."""
    return _own(reach).filter(Q(ends_on=None) | Q(ends_on__gte=today)).exists()


def own_entrustment(reach: Reach, key: str, today: date) -> OwnEntrustment | None:
    """One entrustment within the party's reach, with what stands directly below it."""
    edge = entrustments_within(reach).filter(key=key).first() if reach.party is not None else None
    if edge is None:
        return None
    children = _below(reach, [edge.key_id])
    direct = list(children[: _MOST_LISTED + 1])
    names, catalog = _names({edge.entrustee_id, edge.entruster_id}), load_catalog()
    return OwnEntrustment(
        key=edge.key_id, own=edge.entrustee_id == reach.party, requester=names.get(edge.entruster_id, edge.entruster_id),
        name=names.get(edge.entrustee_id, edge.entrustee_id), work=WorkCategory(edge.work).label,
        form=EntrustmentForm(edge.form).label, contract=ContractKind(edge.contract_kind).label,
        handles=Ternary(edge.handles_personal_data).label, items=[catalog.item_name(item) for item in edge.items],
        storage=[catalog.country_name(code) for code in edge.storage_countries],
        access=[catalog.country_name(code) for code in edge.access_countries],
        starts_on=edge.starts_on, ends_on=edge.ends_on,
        nodes=_Tree(reach, direct[:_MOST_LISTED], today, [edge.key_id]).flat(),
        more=children.count() - _MOST_LISTED if len(direct) > _MOST_LISTED else 0,
        requests=requests_of(reach, upper=edge.key_id),
    )  # fmt: skip


def requests_of(reach: Reach, *, upper: str | None = None, undecided: bool = False) -> list[Request]:
    """The consents that the party itself asked for, newest first."""
    asked = SubEntrustmentRequest.objects.filter(party=reach.party) if reach.party else SubEntrustmentRequest.objects.none()
    asked = asked.filter(upper=upper) if upper else asked
    asked = asked.filter(withdrawn_at=None) if undecided else asked
    rows = list(asked.order_by("-asked_at")[:_MOST_LISTED])
    stands = {
        each.key: each for each in Consent.objects.filter(CURRENT, key__in=[row.consent for row in rows])
    }  # the key of the request itself; nothing of others is looked up
    told = [_request(row, stands.get(row.consent)) for row in rows]
    return [each for each in told if each.undecided] if undecided else told


def _request(row: SubEntrustmentRequest, consent: Consent | None) -> Request:
    decision = ConsentDecision(consent.decision) if consent else None
    return Request(
        row.consent, row.upper_id, row.name, row.asked_at.date(), row.starts_on, decision,
        consent.decided_on if consent and decision is not ConsentDecision.PENDING else None, row.withdrawn_at is not None,
    )  # fmt: skip


def _own(reach: Reach) -> QuerySet[Entrustment]:
    return entrustments_within(reach).filter(entrustee=reach.party).order_by("key")


def _below(reach: Reach, uppers: Sequence[str]) -> QuerySet[Entrustment]:
    lower = EntrustmentUpper.objects.filter(upper__in=uppers, version__known_until=None).values("version_id")
    return entrustments_within(reach).filter(pk__in=lower).order_by("key")


def _ended(edge: Entrustment, today: date) -> bool:
    return edge.ends_on is not None and edge.ends_on < today


def _names(keys: Iterable[str]) -> Mapping[str, str]:
    return dict(Party.objects.filter(CURRENT, key__in=set(keys)).values_list("key", "name"))


class _Tree:
    """Some entrustments of a party's reach as nodes. What they stand under counts only as far as the party may see it."""

    def __init__(self, reach: Reach, edges: Sequence[Entrustment], today: date, above: Sequence[str] = ()) -> None:
        self._party, self._today = reach.party, today
        self._edges = {edge.key_id: edge for edge in edges}
        self._seen: set[str] = set()
        visible = {*self._edges, *above}
        self._lower: dict[str, list[str]] = defaultdict(list)
        for edge in edges:
            for upper in dict.fromkeys(edge.upper):
                if upper in visible:
                    self._lower[upper].append(edge.key_id)
        companies = list(Party.objects.filter(CURRENT, key__in={edge.entrustee_id for edge in edges}))
        self._names = {each.key_id: each.name for each in companies}
        index = NameIndex((each.key_id, each.corporate_number, (each.name, *each.aliases)) for each in companies)
        self._consents: dict[tuple[str, str], list[ConsentRecord]] = defaultdict(list)
        self._asked: dict[str, list[ConsentRecord]] = defaultdict(list)
        for consent in _consents(reach, visible):
            who = index.find(consent.sub_entrustee)
            if who is not None and any(self._edges[key].entrustee_id == who for key in self._lower[consent.upper]):
                self._consents[consent.upper, who].append(consent)
            elif consent.decision is ConsentDecision.PENDING:
                self._asked[consent.upper].append(consent)
        self._counts = _counts(list(self._edges))

    def roots(self) -> list[Node]:
        """The trees of the party's own entrustments, then of those that hang under none that it may see."""
        own = [key for key, edge in self._edges.items() if edge.entrustee_id == self._party]
        under = {key for keys in self._lower.values() for key in keys}
        trees = [self._node(key) for key in own if key not in under]
        trees += [self._node(key) for key in own if key not in self._seen]  # own ones that stand under own ones in a cycle
        trees += [self._node(key) for key in self._edges if key not in self._seen and key not in under]
        return trees

    def flat(self) -> list[Node]:
        """One node each, without what stands below it."""
        return [self._told(edge) for edge in self._edges.values()]

    def _node(self, key: str, depth: int = 1) -> Node:
        self._seen.add(key)
        node = self._told(self._edges[key])
        for lower in self._lower[key]:
            if lower not in self._seen and depth < DEEPEST_TREE:
                node.nodes.append(self._node(lower, depth + 1))
        for asked in self._asked[key]:
            node.nodes.append(Node("", asked.sub_entrustee, "", Standing.ASKED))
        return node

    def _told(self, edge: Entrustment) -> Node:
        return Node(
            edge.key_id, self._names.get(edge.entrustee_id, edge.entrustee_id), WorkCategory(edge.work).label,
            self._standing(edge), edge.starts_on, edge.ends_on, self._counts.get(edge.key_id, 0),
            own=edge.entrustee_id == self._party,
        )  # fmt: skip

    def _standing(self, edge: Entrustment) -> Standing:
        known = [each for upper in edge.upper for each in self._consents.get((upper, edge.entrustee_id), ())]
        concerned = (edge.entruster_id, edge.entrustee_id)
        return standing(known, self._today, concerned=concerned, ended=_ended(edge, self._today))


def _consents(reach: Reach, uppers: Iterable[str]) -> list[ConsentRecord]:
    rows = records_within(reach, ConsentRecord).filter(CURRENT, upper__in=set(uppers))
    return RowReader().read(ConsentRecord, list(rows.values_list(*selected(ConsentRecord))))


def _counts(keys: Sequence[str]) -> Mapping[str, int]:
    lower = EntrustmentUpper.objects.filter(upper__in=keys, version__known_until=None)
    return dict(lower.values_list("upper_id").annotate(Count("pk")))
