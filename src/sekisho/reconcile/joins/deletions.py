"""Which deletion certificates speak for which entrustment, and how far they reach.

Knows that a certificate of an upper entrustment may cover the sub-entrustees below it. Refuses to judge dates and proof.
"""

from collections.abc import Iterator, Mapping, Sequence

from sekisho.declared import Entrustment
from sekisho.promised import DeletionCertificate
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import Ternary


class Deletions:
    """The deletion certificates by entrustment."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._own: Mapping[str, Sequence[DeletionCertificate]] = snapshot.by(DeletionCertificate, "entrustment")

    def own(self, edge: Entrustment) -> Sequence[DeletionCertificate]:
        """The certificates of the entrustment itself."""
        return self._own[edge.key]

    def from_above(self, edge: Entrustment) -> list[DeletionCertificate]:
        """Certificates of the entrustments above that cover their sub-entrustees."""
        return [
            certificate
            for upper in _above(edge, self._snapshot)
            for certificate in self._own[upper.key]
            if certificate.covers_sub_entrustees is Ternary.YES
        ]


def _above(edge: Entrustment, snapshot: Snapshot) -> Iterator[Entrustment]:
    seen, waiting = {edge.key}, list(edge.upper)
    while waiting:
        upper = snapshot.edge(waiting.pop())
        if upper and upper.key not in seen:
            seen.add(upper.key)
            waiting.extend(upper.upper)
            yield upper


def reach(certificates: Sequence[DeletionCertificate], scope: str) -> Ternary:
    """How far the certificates together cover a scope (``covers_main``, ``covers_copies``, ``covers_sub_entrustees``)."""
    said = {getattr(certificate, scope) for certificate in certificates}
    return next((state for state in (Ternary.YES, Ternary.UNKNOWN) if state in said), Ternary.NO)
