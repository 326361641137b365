"""Which work was asked for and approved, which systems hold personal data, which services a party declared.

Knows that an approval by nobody, or by the one who asked, covers nothing. Refuses to judge work without approval.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sekisho.declared import ExternalService, System, WorkApproval
from sekisho.detection.lists.column import ListColumn
from sekisho.detection.lists.people import Works
from sekisho.detection.undeclared import Declarations, DeclaredService, host_of
from sekisho.period import Period
from sekisho.terms import ApprovalKind, Ternary

#: Which requests are meant, by the column of events and their category.
_TAKING: Mapping[str, tuple[ApprovalKind, ...]] = {
    "datastore": (ApprovalKind.DOWNLOAD, ApprovalKind.TAKEOUT),
    "file": (ApprovalKind.DOWNLOAD, ApprovalKind.TAKEOUT),
    "peripheral": (ApprovalKind.TAKEOUT,),
    "http": (ApprovalKind.TAKEOUT,),
}
_ASKING: Mapping[str, tuple[ApprovalKind, ...]] = {
    "authentication": (ApprovalKind.PRIVILEGED, ApprovalKind.REMOTE),
    "process": (ApprovalKind.PRIVILEGED, ApprovalKind.REMOTE),
    "network": (ApprovalKind.REMOTE,),
}
_ATTENDING: Mapping[str, tuple[ApprovalKind, ...]] = {"process": (ApprovalKind.WITNESS,)}
#: Events of these kinds reach the data of the system that they name.
_REACHING = frozenset({"datastore", "authentication"})


class Approvals:
    """Requests that somebody else approved, by party. One that names no account or no system covers all of them."""

    def __init__(self, approvals: Iterable[WorkApproval]) -> None:
        self._of: dict[str, list[tuple[WorkApproval, Period]]] = defaultdict(list)
        for each in sorted(approvals, key=lambda approval: approval.key):
            if each.approved_by and each.approved_by != each.requested_by:
                self._of[each.party].append((each, Period.through(each.starts_on, each.ends_on or each.starts_on)))

    def approval(self, asked: tuple[str, ...], at: datetime | None) -> str | None:
        """The number of the request to take data out that covers the user, the system and the day."""
        return self._number(_TAKING, asked, at)

    def ticket(self, asked: tuple[str, ...], at: datetime | None) -> str | None:
        """The number of the request for privileged or remote work that covers the user, the system and the day."""
        return self._number(_ASKING, asked, at)

    def witness(self, asked: tuple[str, ...], at: datetime | None) -> str | None:
        """The number of the attendance that covers the user, the system and the day."""
        return self._number(_ATTENDING, asked, at)

    def _number(self, kinds: Mapping[str, tuple[ApprovalKind, ...]], asked: tuple[str, ...], at: datetime | None) -> str | None:
        party, user, system, category = asked
        if at is None or category not in kinds:
            return None
        for each, period in self._of.get(party, ()):
            fits = each.account in (None, user) and (not system or each.system in (None, system))
            if fits and each.approval in kinds[category] and period.holds(at.date()):
                return each.key
        return None


class Systems:
    """The systems that hold personal data by what was declared."""

    def __init__(self, systems: Iterable[System], works: Works) -> None:
        names = {system.key: {system.key, system.name} for system in systems}
        self._periods: dict[str, list[Period]] = defaultdict(list)
        for work in works.all():
            for key in work.systems if work.handles_personal_data is Ternary.YES else ():
                for name in names.get(key, {key}):
                    self._periods[name].append(work.period)

    def resource_class(self, asked: tuple[str, ...], at: datetime | None) -> str | None:
        """``personal_data`` where a work with personal data uses the system that day; that there is none, no list says."""
        system, category = asked
        if at is None or category not in _REACHING:
            return None
        return "personal_data" if any(period.holds(at.date()) for period in self._periods.get(system, ())) else None


class Services:
    """The services that parties declared to use, each from its declaration to its end."""

    def __init__(self, services: Iterable[ExternalService]) -> None:
        self._of: dict[str, list[tuple[Declarations, Period]]] = defaultdict(list)
        for service in services:
            if declared := declared_service(service):
                period = Period.through(service.declared_on, service.ended_on)
                self._of[service.party].append((Declarations([declared]), period))

    def sanction(self, asked: tuple[str, ...], at: datetime | None) -> str | None:
        """``permitted`` for a destination that the party declared, ``unlisted`` for others; None where it declared none."""
        party, url, domain = asked
        host = host_of(url or domain)
        if at is None or not host:
            return None
        return self._told(party, host, at.date())

    def _told(self, party: str, host: str, day: date) -> str | None:
        inside = [declared for declared, period in self._of.get(party, ()) if period.holds(day)]
        return None if not inside else "permitted" if any(each.cover(party, host) for each in inside) else "unlisted"


def declared_service(service: ExternalService) -> DeclaredService | None:
    """The declaration as traffic is held against it; None when it names no destination that can be read."""
    host = host_of((service.domain or "").strip().removeprefix("*.")) if service.domain else None
    return DeclaredService(service.party, host, service.service) if host else None


def columns_of_work(approvals: Approvals, systems: Systems, services: Services) -> tuple[ListColumn, ...]:
    """The columns that requests and registers answer."""
    whose = ("party", "user", "system", "category")
    return (
        ListColumn("approval", whose, approvals.approval),
        ListColumn("ticket", whose, approvals.ticket),
        ListColumn("witness", whose, approvals.witness),
        ListColumn("resource_class", ("system", "category"), systems.resource_class),
        ListColumn("sanction", ("party", "url", "domain"), services.sanction),
    )
