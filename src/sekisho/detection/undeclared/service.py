"""What is told of a service that nobody declared: one line of ``sekisho detect --undeclared``."""

from dataclasses import dataclass

from sekisho.detection.alert import iso
from sekisho.detection.undeclared.destination import shown_domain


@dataclass(frozen=True, slots=True)
class UndeclaredService:
    """All undeclared traffic of one party to one registrable domain.

    ``bytes_out`` sums the events that state it; the ``unsized`` ones that do not still count for ``users``, ``events`` and the
    times (microseconds since 1970, UTC; None when no event states its time). ``hosts`` are the hosts met below the domain,
    sorted. Requests that were refused sent nothing: they are no part of it. ``party`` is empty when the log names none.
    """

    party: str
    domain: str
    bytes_out: int
    users: int
    events: int
    first: int | None
    last: int | None
    hosts: tuple[str, ...]
    unsized: int = 0

    @property
    def shown(self) -> str:
        """The domain as people read it."""
        return shown_domain(self.domain)

    def as_json(self) -> dict[str, object]:
        """The JSON form of the command-line contract."""
        return {
            "kind": "undeclared_service",
            "title": "申告のない外部サービス",
            "domain": self.domain,
            "party": self.party,
            "bytes_out": self.bytes_out,
            "users": self.users,
            "first_seen": iso(self.first),
            "last_seen": iso(self.last),
            "count": self.events,
            "hosts": list(self.hosts),
            "unsized": self.unsized,
        }
