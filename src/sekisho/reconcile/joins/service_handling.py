"""Whether personal data is handled at a service: as declared, and as seen.

Knows data seen on the provider's servers, and the provider's own people logging in (either breaks "they do not handle it").
Refuses to know what the contract calls it or promises.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sekisho.declared import Entrustment
from sekisho.observed import Hosting, Login
from sekisho.promised import Contract
from sekisho.reconcile.joins.identities import identities
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import Ternary


@dataclass(frozen=True, slots=True)
class Handling:
    """Whether data is handled, whether somebody looked at the real place, and the records that showed it."""

    is_handled: Ternary
    seen: bool
    hosts: tuple[Hosting, ...] = ()
    logins: tuple[Login, ...] = ()

    @property
    def records(self) -> tuple[Hosting | Login, ...]:
        """What is cited: every place, and the first and the last log-in."""
        return (*self.hosts, *dict.fromkeys((*self.logins[:1], *self.logins[-1:])))


class ServiceHandling:
    """What was seen at providers of services."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        known = identities(snapshot)
        self._hosts: dict[str, list[Hosting]] = defaultdict(list)
        for host in snapshot.all(Hosting):
            self._hosts[known.of(host.operator).who].append(host)
        self._logins: dict[str, list[Login]] = defaultdict(list)
        for login in snapshot.all(Login):
            edge = snapshot.edge(login.entrustment)
            if edge and edge.form.is_service and login.employer and known.of(login.employer).who == edge.entrustee:
                self._logins[edge.key].append(login)

    def of_entrustment(self, edge: Entrustment) -> Handling:
        """Handling at the provider of a registered service; data seen at the entrustment above counts too."""
        hosts = [host for host in self._hosts.get(edge.entrustee, ()) if host.entrustment in (edge.key, *edge.upper)]
        logins = sorted(self._logins.get(edge.key, ()), key=lambda login: (login.first_on, login.key))
        return _handling(edge.handles_personal_data, hosts, logins)

    def of_contract(self, contract: Contract) -> tuple[Entrustment | None, Handling]:
        """Handling at the provider of a contract that is no registered entrustment, and at which entrustment it was seen."""
        hosts = [host for host in self._hosts.get(contract.counterparty, ()) if self._belongs(host, contract)]
        holding = (host.entrustment for host in hosts if host.holds_personal_data is Ternary.YES)
        return self._snapshot.edge(next(holding, None)), _handling(Ternary.UNKNOWN, hosts, ())

    def _belongs(self, host: Hosting, contract: Contract) -> bool:
        edge = self._snapshot.edge(host.entrustment)
        return edge is not None and contract.orderer in (edge.entrustee, edge.entruster)


def _handling(declared: Ternary, hosts: Sequence[Hosting], logins: Sequence[Login]) -> Handling:
    states = {host.holds_personal_data for host in hosts}
    if Ternary.YES in states or logins:
        return Handling(Ternary.YES, seen=True, hosts=tuple(hosts), logins=tuple(logins))
    looked = states == {Ternary.NO}
    return Handling(Ternary.NO if looked else declared, seen=looked, hosts=tuple(hosts))
