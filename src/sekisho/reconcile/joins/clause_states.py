"""What the contracts of an entrustment say on a clause.

Knows how a clause is found over all contracts in force (a base contract and a memorandum may share the work), and when
nothing can be said because a text was not read. Refuses to judge whether a clause is enough. 'Not read' is never 'absent'.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sekisho.declared import Entrustment
from sekisho.promised import ClauseState, Contract
from sekisho.reconcile.joins import once_per_snapshot
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import ClauseStatus, TextRead

_PRESENT_FIRST = (
    ClauseStatus.PRESENT,
    ClauseStatus.WEAK,
    ClauseStatus.ABSENT,
    ClauseStatus.NOT_APPLICABLE,
    ClauseStatus.CANNOT_TELL,
)


class ClauseStates:
    """Contracts in force by entrustment, and their clauses."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._in_force: dict[str | None, list[Contract]] = defaultdict(list)
        for contract in snapshot.all(Contract):
            if contract.ends_on is None or snapshot.as_of <= contract.ends_on:
                self._in_force[contract.entrustment].append(contract)
        self._clauses: Mapping[str, Sequence[ClauseState]] = snapshot.by(ClauseState, "contract")
        self._of_clause: Mapping[str, Sequence[ClauseState]] = snapshot.by(ClauseState, "clause")
        self._by_contract: dict[str, Mapping[str, Sequence[ClauseState]]] = {}

    def contracts(self, edge: Entrustment) -> Sequence[Contract]:
        """The contracts of the entrustment that are in force. The last day itself is in force."""
        return self._in_force.get(edge.key, ())

    def unregistered(self) -> Sequence[Contract]:
        """The contracts in force that belong to no registered entrustment."""
        return self._in_force.get(None, ())

    def states(self, contracts: Sequence[Contract], clause: str) -> list[ClauseState]:
        """Every recorded state of a clause over the contracts."""
        stated = self._stated(clause)
        return [state for contract in contracts for state in stated.get(contract.key, ())]

    def found(self, contracts: Sequence[Contract], clause: str) -> ClauseState | None:
        """The strongest recorded state of a clause over the contracts, or None when no contract has it on record."""
        return min(self.states(contracts, clause), key=lambda state: _PRESENT_FIRST.index(state.status), default=None)

    def read(self, contracts: Sequence[Contract]) -> bool:
        """Whether every contract was read as a whole and its clauses are on record, so that a clause not found is absent."""
        return all(contract.read is TextRead.WHOLE and self._clauses[contract.key] for contract in contracts)

    def _stated(self, clause: str) -> Mapping[str, Sequence[ClauseState]]:
        """The recorded states of a clause, by contract."""
        if clause not in self._by_contract:
            found: dict[str, list[ClauseState]] = defaultdict(list)
            for state in self._of_clause[clause]:
                found[state.contract].append(state)
            self._by_contract[clause] = dict(found)
        return self._by_contract[clause]


@once_per_snapshot
def clause_states(snapshot: Snapshot) -> ClauseStates:
    """The contracts in force of a snapshot, with their clauses."""
    return ClauseStates(snapshot)
