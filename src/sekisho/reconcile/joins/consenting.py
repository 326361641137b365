"""Which consents were given to which sub-entrustment, and whether they stand for a start on a day.

Knows how a consent is tied to the entrustment under which the sub-entrustee stands. Refuses to judge its scope.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sekisho.catalog import Catalog
from sekisho.declared import Consent, Entrustment
from sekisho.reconcile.joins import once_per_snapshot
from sekisho.reconcile.joins.identities import identities
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import ConsentDecision


class Consents:
    """The consents granted, by the entrustment above and the sub-entrustee (party key or normalised name)."""

    def __init__(self, snapshot: Snapshot) -> None:
        known = identities(snapshot)
        decided: dict[str, dict[str, list[Consent]]] = defaultdict(dict)
        for consent in snapshot.all(Consent):
            decided[consent.upper].setdefault(known.of(consent.sub_entrustee).who, []).append(consent)
        self._granted = {upper: {who: _granted(of_one) for who, of_one in each.items()} for upper, each in decided.items()}

    def under(self, upper: str) -> Mapping[str, Sequence[Consent]]:
        """The consents granted directly under the entrustment ``upper``, by sub-entrustee."""
        return self._granted.get(upper, {})

    def granted(self, upper: str, sub_entrustee: str) -> Sequence[Consent]:
        """The consents granted to ``sub_entrustee`` directly under the entrustment ``upper``."""
        return self.under(upper).get(sub_entrustee, ())


@once_per_snapshot
def consents(snapshot: Snapshot) -> Consents:
    """The consents of a snapshot."""
    return Consents(snapshot)


def _granted(decided: Sequence[Consent]) -> Sequence[Consent]:
    """The consents that no later decision refused as a whole; a refusal of some items or countries leaves the rest."""
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
    known = consents(snapshot)
    return tuple(
        SubEntrustment(edge, upper, known.granted(key, edge.entrustee))
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


@once_per_snapshot
def consented_companies(snapshot: Snapshot) -> tuple[ConsentedCompany, ...]:
    """Every company consented to under a handling entrustment; a consent that was renewed is told once."""
    known = consents(snapshot)
    return tuple(
        ConsentedCompany(upper, who, sorted(held, key=lambda c: (c.decided_on or date.min, c.key)))
        for upper in snapshot.handling
        for who, granted in known.under(upper.key).items()
        if (held := unexpired(granted, snapshot.as_of))
    )
