"""What is known of all three records on one day: the input of every check.

Knows how to find records fast (indexes built once, on first use). Refuses to know a database, a file or a clock.
``as_of`` is valid time: a record whose fact lies after it is not visible. ``known_at`` is told for the record of the
report only; whoever builds the snapshot has already left out what was not known then.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

from sekisho.catalog import Catalog
from sekisho.declared import Department, Entrustment, GroupMembership, Party
from sekisho.declared.chain import Chain
from sekisho.party import NameIndex
from sekisho.period import Period
from sekisho.reconcile.collector import collector_at_rest
from sekisho.record import Record
from sekisho.terms import Direction, GroupRelation, PartyStanding, Ternary

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Policy:
    """Settings of the carrier that rules depend on; defaults are those of cases.md and law.md (strength: 自社)."""

    designated_carrier: bool = True
    first_notice_hours: int = 72
    investigation_days: int = 3
    oversight_months: int = 12


class Snapshot:
    """The three records as of a day, with indexes by any column."""

    def __init__(
        self,
        records: Iterable[Record],
        *,
        as_of: date,
        catalog: Catalog,
        known_at: datetime | None = None,
        policy: Policy = Policy(),
    ) -> None:
        self.as_of = as_of
        self.known_at = known_at
        self.catalog = catalog
        self.policy = policy
        self._all: dict[type[Record], list[Any]] = defaultdict(list)
        with collector_at_rest():
            for item in records:
                self._all[type(item)].append(item)
            for kind, known in self._all.items():
                visible = _visible(known, kind.schema.dated_by, as_of)
                # so that no check can depend on the order in which records came
                self._all[kind] = sorted(visible, key=attrgetter("key"))
        self._indexes: dict[tuple[type[Record], str], Mapping[Any, Sequence[Any]]] = {}

    def all(self, kind: type[R]) -> Sequence[R]:
        """Every visible record of a kind, in the order of keys."""
        return self._all.get(kind, [])

    def by(self, kind: type[R], column: str) -> Mapping[Any, Sequence[R]]:
        """Records of a kind by the value of a column (each value of it, for a column of many). Missing keys give ``()``."""
        index = self._indexes.get((kind, column))
        if index is None:
            index = self._indexes[kind, column] = _index(self.all(kind), column)
        return index

    @cached_property
    def chain(self) -> Chain:
        """The graph of the entrustments that the carrier gives (data it received itself is kept apart, S-75)."""
        return Chain(edge for edge in self.all(Entrustment) if edge.direction is Direction.GIVEN)

    @cached_property
    def active(self) -> tuple[Entrustment, ...]:
        """Given entrustments in force on ``as_of``. One without a start date counts as begun.

        What an entrustee gives back to the carrier is left out: nobody supervises himself as his own entrustee (APPI Art. 25).
        """
        return tuple(
            edge
            for edge in self.chain.edges.values()
            if edge.period.holds(self.as_of) and (self.carrier is None or edge.entrustee != self.carrier)
        )

    @cached_property
    def handling(self) -> tuple[Entrustment, ...]:
        """Active entrustments in which personal data is handled. Unknown counts as handled (L-ENT fails closed)."""
        return tuple(edge for edge in self.active if edge.handles_personal_data is not Ternary.NO)

    @cached_property
    def parties(self) -> Mapping[str, Party]:
        """Parties by key."""
        return {party.key: party for party in self.all(Party)}

    @cached_property
    def carrier(self) -> str | None:
        """The key of the carrier."""
        return next((p.key for p in self.all(Party) if p.standing is PartyStanding.CARRIER), None)

    @cached_property
    def names(self) -> NameIndex:
        """Finds a party by a company name as written in any record."""
        return NameIndex((p.key, p.corporate_number, p.spellings) for p in self.all(Party))

    @cached_property
    def departments(self) -> Mapping[str, Department]:
        """Departments by key."""
        return {department.key: department for department in self.all(Department)}

    @cached_property
    def group(self) -> frozenset[str]:
        """Parties that are parent or consolidated subsidiary on ``as_of``."""
        return frozenset(
            m.party
            for m in self.all(GroupMembership)
            if m.relation is not GroupRelation.NONE and Period.through(m.starts_on, m.ends_on).holds(self.as_of)
        )

    def name(self, party: str) -> str:
        """The name of a party, or its key when it is not registered."""
        known = self.parties.get(party)
        return known.name if known else party

    def edge(self, key: str | None) -> Entrustment | None:
        """The given entrustment with this key."""
        return self.chain.edges.get(key) if key else None

    def entrusted(self, party: str) -> tuple[Entrustment, ...]:
        """The handling entrustments in which ``party`` is the entrustee, active ones only."""
        return self._entrusted.get(party, ())

    @cached_property
    def _entrusted(self) -> Mapping[str, tuple[Entrustment, ...]]:
        found: dict[str, list[Entrustment]] = defaultdict(list)
        for edge in self.handling:
            found[edge.entrustee].append(edge)
        return {party: tuple(edges) for party, edges in found.items()}


def _visible(records: list[Any], dated_by: str | None, as_of: date) -> list[Any]:
    """The records of one kind without those whose fact lies after ``as_of``."""
    if dated_by is None:
        return records
    days = map(attrgetter(dated_by), records)
    return [item for item, day in zip(records, days, strict=True) if day is None or day <= as_of]


class _Grouped(dict[Any, Sequence[Any]]):
    def __missing__(self, key: Any) -> Sequence[Any]:
        return ()


def _index(records: Sequence[Record], column: str) -> Mapping[Any, Sequence[Any]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for item, value in zip(records, map(attrgetter(column), records), strict=True):
        if isinstance(value, tuple):
            for each in value:
                groups[each].append(item)
        else:
            groups[value].append(item)
    return _Grouped(groups)
