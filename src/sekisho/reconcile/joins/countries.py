"""Which countries were declared for an entrustment, and whether a foreign one was judged.

Knows the list of countries (company, storage, access) with everything below in the chain. Refuses to judge what was seen.
"""

from collections.abc import Mapping, Sequence

from sekisho.declared import Entrustment, ForeignTransfer
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import TransferBasis

HOME = "JP"


class Countries:
    """The declared countries by entrustment."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._transfers: Mapping[str, Sequence[ForeignTransfer]] = snapshot.by(ForeignTransfer, "entrustment")
        self._listed: dict[str, frozenset[str]] = {}

    def listed(self, edge: Entrustment) -> frozenset[str]:
        """The countries of the companies, of storage and of access, of the entrustment and of those below it."""
        known = self._listed.get(edge.key)
        if known is None:
            chain = (edge, *self._snapshot.chain.subtree(edge.key))
            companies = (self._snapshot.parties.get(lower.entrustee) for lower in chain)
            seats = {party.country for party in companies if party and party.country}
            known = self._listed[edge.key] = frozenset(seats).union(*(lower.countries for lower in chain))
        return known

    def judged(self, edge: Entrustment, country: str) -> bool:
        """Whether the ground for a foreign third party was decided (APPI Art. 28). Home needs none."""
        return country == HOME or any(
            transfer.country == country and transfer.basis is not TransferBasis.UNKNOWN
            for transfer in self._transfers[edge.key]
        )


def foreign(codes: frozenset[str]) -> tuple[str, ...]:
    """The countries that are not home, sorted."""
    return tuple(sorted(codes - {HOME}))
