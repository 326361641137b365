"""People in the three records: which work a trace belongs to, who is named for it, who holds an account, who has left.

Knows how to tie accounts, log-ins and entries to rosters. Refuses to judge what follows. People are staff numbers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from sekisho.declared import Entrustment, RosterEntry
from sekisho.observed import Account, Departure, DoorEntry, Login
from sekisho.reconcile.joins import once_per_snapshot
from sekisho.reconcile.snapshot import Snapshot
from sekisho.record import Record
from sekisho.terms import Ternary


class Trace(Protocol):
    """A record that was seen at a party and may name the entrustment."""

    @property
    def party(self) -> str:
        """The party at which it was seen."""

    @property
    def entrustment(self) -> str | None:
        """The entrustment it names, if it names one."""


R = TypeVar("R", bound=Record)


def works_of(trace: Trace, snapshot: Snapshot) -> tuple[Entrustment, ...]:
    """The entrustments to which a trace can belong: the one it names, else every handling one of its party."""
    if trace.entrustment is None:
        return tuple(snapshot.entrusted(trace.party))
    edge = snapshot.edge(trace.entrustment)
    return (edge,) if edge and edge.handles_personal_data is not Ternary.NO else ()


def only(edges: Sequence[Entrustment]) -> Entrustment | None:
    """The entrustment when there is exactly one; several cannot be told apart."""
    return edges[0] if len(edges) == 1 else None


class Rosters:
    """Who is named as a handler. A person named for an entrustment is also named for those above it in the chain."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._named: dict[tuple[str, str], list[RosterEntry]] = defaultdict(list)
        self._kept: set[str] = set()
        lines: dict[str, tuple[str, ...]] = {}
        for entry in snapshot.all(RosterEntry):
            self._kept.add(entry.entrustment)
            if entry.entrustment not in lines:
                lines[entry.entrustment] = tuple(_line_up(entry.entrustment, snapshot))
            for key in lines[entry.entrustment]:
                self._named[key, entry.person].append(entry)

    def kept_for(self, edges: Iterable[Entrustment]) -> bool:
        """Whether each of the entrustments has a roster of its own."""
        return all(edge.key in self._kept for edge in edges)

    def entries(self, edges: Iterable[Entrustment], person: str) -> list[RosterEntry]:
        """Every entry that names the person for one of the entrustments or below it."""
        return [entry for edge in edges for entry in self._named.get((edge.key, person), ())]


@once_per_snapshot
def rosters(snapshot: Snapshot) -> Rosters:
    """The rosters of a snapshot."""
    return Rosters(snapshot)


def _line_up(key: str, snapshot: Snapshot) -> Iterator[str]:
    waiting, seen = [key], {key}
    while waiting:
        at = waiting.pop()
        yield at
        edge = snapshot.edge(at)
        fresh = [upper for upper in edge.upper if upper not in seen] if edge else []
        seen.update(fresh)
        waiting.extend(fresh)


@once_per_snapshot
def handlers_today(snapshot: Snapshot) -> Mapping[str, Sequence[RosterEntry]]:
    """The roster entries that hold the day of the snapshot, by entrustment."""
    found: dict[str, list[RosterEntry]] = defaultdict(list)
    for entry in snapshot.all(RosterEntry):
        if entry.period.holds(snapshot.as_of):
            found[entry.entrustment].append(entry)
    return dict(found)


@once_per_snapshot
def newest_extract(snapshot: Snapshot) -> list[Account]:
    """The accounts of the last extract of each party and system; what an older extract showed may be put right since."""
    last: dict[tuple[str, str | None], date] = {}
    for account in snapshot.all(Account):
        place = (account.party, account.system)
        last[place] = max(account.listed_on, last.get(place, account.listed_on))
    return [a for a in snapshot.all(Account) if a.listed_on == last[a.party, a.system]]


class Holders:
    """Who uses an account: the person of the log-in, else the one holder the account list gives for the account."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._of: dict[tuple[str, str], set[str]] = defaultdict(set)
        for account in snapshot.all(Account):
            if account.person:
                self._of[account.party, account.account].add(account.person)

    def of(self, login: Login) -> str | None:
        """The staff number, or None when it is not recorded or the list gives several."""
        known = self._of.get((login.party, login.account), ())
        return login.person or (next(iter(known)) if len(known) == 1 else None)


@once_per_snapshot
def holders(snapshot: Snapshot) -> Holders:
    """The holders of the accounts of a snapshot."""
    return Holders(snapshot)


def outermost(records: Sequence[R]) -> tuple[R, ...]:
    """The first and the last record by the day of the fact: enough to show, and a thousand log-ins stay readable."""
    dated = sorted(records, key=lambda record: (record.fact_date or date.min, record.key))
    return tuple(dated) if len(dated) < 2 else (dated[0], dated[-1])


Use = Account | Login | DoorEntry
"""What shows that a person reaches the data or the place."""

U = TypeVar("U", bound=Use)


@dataclass(slots=True)
class PersonSeen:
    """All uses by one person (None: unknown) at one party in the same entrustments."""

    party: str
    works: tuple[Entrustment, ...]
    person: str | None
    uses: list[Use] = field(default_factory=list)


@once_per_snapshot
def persons_seen(snapshot: Snapshot) -> tuple[PersonSeen, ...]:
    """Accounts of the last extract, log-ins and entries by party, entrustments and person, where personal data is handled."""
    held_by = holders(snapshot)
    found: dict[tuple[str, str | None, str | None], PersonSeen] = {}
    listed: list[tuple[Use, str | None]] = [(account, account.person) for account in newest_extract(snapshot)]
    listed += [(login, held_by.of(login)) for login in snapshot.all(Login)]
    listed += [(entry, entry.person) for entry in snapshot.all(DoorEntry)]
    for use, person in listed:
        place = (use.party, use.entrustment, person)
        seen = found.get(place)
        if seen is None:
            seen = found[place] = PersonSeen(use.party, works_of(use, snapshot), person)
        seen.uses.append(use)
    return tuple(seen for seen in found.values() if seen.works)


def of_carrier(use: Use, snapshot: Snapshot) -> bool:
    """Whether the use is by the carrier's own people (its users of a service, its inspectors): they are no handlers."""
    return use.employer is not None and snapshot.names.find(use.employer) == snapshot.carrier is not None


def use_days(use: Use) -> tuple[date, ...]:
    """The days on which the use is certain."""
    if isinstance(use, Login):
        return (use.first_on, use.last_on)
    return (use.listed_on,) if isinstance(use, Account) else (use.entered_on,)


def outside_roster(seen: PersonSeen, uses: Sequence[U], named: Sequence[RosterEntry], leavers: "Leavers") -> list[U]:
    """The uses on days that no entry of the person holds. What follows a departure on record is told there (ACC-06, FAC-03)."""

    def is_held(use: Use, day: date) -> bool:
        told = not isinstance(use, Account) and leavers.told(seen.person or "", seen.party, day)
        return any(entry.period.holds(day) for entry in named) or (bool(named) and told)

    return [use for use in uses if not all(is_held(use, day) for day in use_days(use))]


class Leavers:
    """Who has left which work, and who came back (a roster entry that starts after the day of leaving)."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._entries = snapshot.by(RosterEntry, "person")
        self._departures = snapshot.by(Departure, "person")
        self._snapshot = snapshot

    def places(self, left: Departure) -> set[str]:
        """The parties in whose work the person was: the one that told, and those for whose work it had sent the person."""
        sent = {
            edge.entrustee
            for entry in self._entries[left.person]
            if (edge := self._snapshot.edge(entry.entrustment)) and self._snapshot.names.find(entry.employer) == left.party
        }
        return {left.party} | sent

    def told(self, person: str, party: str, day: date) -> bool:
        """Whether a departure on record already says that the person was gone from the party's work on ``day``."""
        return any(self.gone(left, day) and party in self.places(left) for left in self._departures[person])

    def gone(self, left: Departure, day: date) -> bool:
        """Whether ``day`` lies after the person left and neither a later roster entry nor a later departure holds it."""
        returned = any(e.starts_on > left.left_on and e.period.holds(day) for e in self._entries[left.person])
        left_again = any(
            other.party == left.party and left.left_on < other.left_on < day for other in self._departures[left.person]
        )
        return day > left.left_on and not returned and not left_again
