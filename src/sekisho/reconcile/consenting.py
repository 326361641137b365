"""Which consents were given to which sub-entrustment, and whether they stand for a start on a day.

Knows how a consent is tied to the entrustment under which the sub-entrustee stands. Refuses to judge its scope.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sekisho.catalog import Catalog
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
        """Consents to ``sub_entrustee`` (party key or normalised name) directly under the entrustment ``upper``.

        What a later decision refused as a whole is not granted any more; a refusal of some items or countries leaves the rest.
        """
        decided = [c for c in self._under[upper] if self._identities.of(c.sub_entrustee).who == sub_entrustee]
        refusals = (c for c in decided if c.decision is ConsentDecision.REFUSED and not (c.items or c.countries))
        refused_on = max((c.decided_on for c in refusals if c.decided_on), default=date.min)
        return [
            c for c in decided if c.decision is ConsentDecision.GRANTED and (c.decided_on is None or c.decided_on >= refused_on)
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


def unexpired(granted: Sequence[Consent], as_of: date) -> list[Consent]:
    """The consents that have not run out."""
    return [consent for consent in granted if consent.expires_on is None or consent.expires_on >= as_of]


def from_others(granted: Sequence[Consent], *concerned: str) -> list[Consent]:
    """The consents of others than those who entrust on and who are entrusted: nobody consents to his own sub-entrustment."""
    return [consent for consent in granted if consent.giver not in concerned]


def carries_my_number(edge: Entrustment, catalog: Catalog) -> bool:
    """Whether an item of the entrustment holds My Number; "depends" counts until a person has decided (data_items.yaml)."""
    known = (catalog.data_items.get(item) for item in edge.items)
    return any(entry is not None and entry["flags"]["my_number"] != "no" for entry in known)


class ConsentedCompany(NamedTuple):
    """One company to which sub-entrustment under ``upper`` is consented, with the consents in force, oldest first."""

    upper: Entrustment
    who: str
    consents: Sequence[Consent]


def consented_companies(snapshot: Snapshot) -> Iterator[ConsentedCompany]:
    """Every company consented to under a handling entrustment; a consent that was renewed is told once."""
    known, consents = identities(snapshot), Consents(snapshot)
    under = snapshot.by(Consent, "upper")
    for upper in snapshot.handling:
        for who in dict.fromkeys(known.of(consent.sub_entrustee).who for consent in under[upper.key]):
            held = unexpired(consents.granted(upper.key, who), snapshot.as_of)
            if held:
                yield ConsentedCompany(upper, who, sorted(held, key=lambda c: (c.decided_on or date.min, c.key)))
