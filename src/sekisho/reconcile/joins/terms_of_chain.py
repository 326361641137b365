"""How strongly the contracts of an entrustment state the attributes that must flow down the chain (flow_down.yaml).

Knows the ordered levels and the strongest one the contracts in force reach. Refuses to judge whether it is enough.
'Not read' is never 'nothing stated'.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sekisho.catalog import Catalog
from sekisho.declared import Entrustment
from sekisho.promised import ClauseState, Contract
from sekisho.reconcile.joins.clause_states import clause_states
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import ClauseStatus


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of flow_down.yaml: its clause and its level ids, strongest first."""

    id: str
    name: str
    clause: str
    levels: tuple[str, ...]
    level_names: tuple[str, ...]


class Level(NamedTuple):
    """What one entrustment's contracts reach: ``rank`` 0 is strongest, one past the last level means nothing is stated."""

    rank: int
    shown: str
    state: ClauseState


def attributes(catalog: Catalog) -> tuple[Attribute, ...]:
    """The attributes that are compared, in the order of the catalog."""
    return tuple(
        Attribute(
            id=str(entry["id"]),
            name=str(entry["name_ja"]),
            clause=str(entry["clause"]),
            levels=tuple(str(level["id"]) for level in entry["levels"]),
            level_names=tuple(str(level["name_ja"]) for level in entry["levels"]),
        )
        for entry in catalog.flow_down.values()
    )


class Levels:
    """The levels of the contracts in force, by entrustment; those of each contract are read once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.attributes = attributes(snapshot.catalog)
        self._contracts = clause_states(snapshot)
        self._of_contract: dict[str, dict[str, Level]] = defaultdict(dict)
        same_clause: dict[str, list[Attribute]] = defaultdict(list)
        for attribute in self.attributes:
            same_clause[attribute.clause].append(attribute)
        for clause, stated_there in same_clause.items():
            for state in snapshot.by(ClauseState, "clause")[clause]:
                _keep_strongest(self._of_contract[state.contract], _levels(state, stated_there))

    def contracts(self, edge: Entrustment) -> Sequence[Contract]:
        """The contracts of the entrustment that are in force."""
        return self._contracts.contracts(edge)

    def of(self, edge: Entrustment) -> Mapping[str, Level]:
        """The strongest known level of each attribute, by attribute id; an attribute that was not read is not in it."""
        stated = [levels for contract in self.contracts(edge) if (levels := self._of_contract.get(contract.key))]
        if len(stated) == 1:
            return stated[0]
        reached: dict[str, Level] = {}
        for levels in stated:
            _keep_strongest(reached, levels.items())
        return reached


def _keep_strongest(reached: dict[str, Level], levels: Iterable[tuple[str, Level]]) -> None:
    for attribute, level in levels:
        known = reached.get(attribute)
        if known is None or level.rank < known.rank:
            reached[attribute] = level


def _levels(state: ClauseState, same_clause: Sequence[Attribute]) -> Iterator[tuple[str, Level]]:
    """The levels that a clause states, by attribute id; an absent clause states none of them."""
    stated = [attribute for attribute in same_clause if state.level in attribute.levels]
    for attribute in stated:
        rank = attribute.levels.index(state.level or "")
        yield attribute.id, Level(rank, attribute.level_names[rank], state)
    if state.status is ClauseStatus.ABSENT and not stated:
        for attribute in same_clause:
            yield attribute.id, Level(len(attribute.levels), "定めなし", state)
