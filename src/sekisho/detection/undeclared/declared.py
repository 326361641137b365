"""What parties declared to use, and what such a declaration covers: its host and everything below it, for that party only.

Knows declarations by host, by address and by network. Refuses to judge traffic beyond "covered or not", and to read files.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address

from sekisho.detection.undeclared.destination import is_address


@dataclass(frozen=True, slots=True)
class DeclaredService:
    """One row of the registry. ``destination`` is a host as ``host_of`` gives it, or a network of addresses."""

    party: str
    destination: str | IPv4Network | IPv6Network
    service: str = ""
    purpose: str = ""


class Declarations:
    """All declarations, made to answer for one destination fast.

    >>> declared = Declarations([DeclaredService("P-1", "example.com")])
    >>> [declared.cover(*each) for each in (("P-1", "a.example.com"), ("P-1", "notexample.com"), ("P-2", "example.com"))]
    [True, False, False]
    """

    def __init__(self, services: Iterable[DeclaredService]) -> None:
        self._hosts: dict[str, set[str]] = defaultdict(set)
        self._networks: dict[str, list[IPv4Network | IPv6Network]] = defaultdict(list)
        for each in services:
            if isinstance(each.destination, str):
                self._hosts[each.party].add(each.destination)
            else:
                self._networks[each.party].append(each.destination)

    def cover(self, party: str, host: str) -> bool:
        """Whether the party declared this host, a name above it, or a network that holds it."""
        if is_address(host):
            address = ip_address(host)
            return host in self._hosts.get(party, ()) or any(address in net for net in self._networks.get(party, ()))
        labels = host.split(".")
        return any(".".join(labels[start:]) in self._hosts.get(party, ()) for start in range(len(labels)))
