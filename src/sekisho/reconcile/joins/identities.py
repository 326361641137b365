"""Which company a name in a record means: corporate number first, then normalised name and alias.

Knows when a name may mean several registered parties (then it means none of them). Refuses to know where it was read.
"""

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass

from sekisho.party import CompanyName, NameIndex, company_name
from sekisho.reconcile.joins import once_per_snapshot
from sekisho.reconcile.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Identity:
    """What a written name means: ``who`` is the party's key, or the normalised name of one that is not registered.

    ``shared`` is true when the name may mean several parties, so that nobody can say which one is meant.
    """

    who: str
    registered: bool
    shared: bool


class Identities:
    """Tells the identity of names, each spelling once."""

    def __init__(self, names: NameIndex, owners: Mapping[str, Set[tuple[str, CompanyName]]]) -> None:
        self._names = names
        self._owners = owners
        self._known: dict[tuple[str, str | None], Identity] = {}

    def of(self, name: str, number: str | None = None) -> Identity:
        """The identity of a company written as ``name``, with its corporate number where the record has one."""
        known = self._known.get((name, number))
        if known is None:
            known = self._known[name, number] = self._identify(name, number)
        return known

    def _identify(self, name: str, number: str | None) -> Identity:
        party = self._names.find(name, number)
        if party is not None:
            return Identity(party, registered=True, shared=False)
        written = company_name(name)
        possible = {key for key, known in self._owners.get(written.bare, ()) if known.may_be(written)}
        return Identity(written.bare, registered=False, shared=len(possible) > 1)


@once_per_snapshot
def identities(snapshot: Snapshot) -> Identities:
    """The identities of the names in a snapshot."""
    owners: dict[str, set[tuple[str, CompanyName]]] = defaultdict(set)
    for party in snapshot.parties.values():
        for spelling in map(company_name, party.spellings):
            owners[spelling.bare].add((party.key, spelling))
    return Identities(snapshot.names, owners)
