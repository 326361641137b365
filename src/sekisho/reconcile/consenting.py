"""Which consents were given to which sub-entrustment, and whether they stand for a start on a day.

Knows how a consent is tied to the entrustment under which the sub-entrustee stands. Refuses to judge its scope.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sekisho.declared import Consent, Entrustment
from sekisho.reconcile.identities import identities
from sekisho.reconcile.joins import once_per_snapshot
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import ConsentDecision


class Consents:
    """The consents granted, by the entrustment above and the sub-entrustee."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._identities = identities(snapshot)
        self._under: Mapping[str, Sequence[Consent]] = snapshot.by(Consent, "upper")

    def granted(self, upper: str, sub_entrustee: str) -> list[Consent]:
        """Consents to ``sub_entrustee`` (party key or normalised name) directly under the entrustment ``upper``."""
        return [
            consent
            for consent in self._under[upper]
            if consent.decision is ConsentDecision.GRANTED and self._identities.of(consent.sub_entrustee).who == sub_entrustee
        ]


class SubEntrustment(NamedTuple):
    """A sub-entrustment in force under one entrustment (a diamond has several), with the consents granted to it."""

    edge: Entrustment
    upper: Entrustment
    granted: Sequence[Consent]


@once_per_snapshot
def sub_entrustments(snapshot: Snapshot) -> tuple[SubEntrustment, ...]:
    """Every sub-entrustment in force."""
    consents = Consents(snapshot)
    return tuple(
        SubEntrustment(edge, upper, consents.granted(key, edge.entrustee))
        for edge in snapshot.handling
        for key in edge.upper
        if (upper := snapshot.edge(key))
    )


def first_decided(granted: Sequence[Consent]) -> date | None:
    """The day of the earliest dated consent."""
    return min((consent.decided_on for consent in granted if consent.decided_on), default=None)


def expired_on(granted: Sequence[Consent], as_of: date) -> date | None:
    """The last day of consent when all of them have run out before ``as_of``, else None. The last day itself still counts."""
    ends = [consent.expires_on for consent in granted if consent.expires_on and consent.expires_on < as_of]
    return max(ends) if ends and len(ends) == len(granted) else None
