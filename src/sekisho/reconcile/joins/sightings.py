"""Which companies and services were really seen at the work of which entrustment, from when to when.

Knows how traces (invoices, accounts, log-ins, doors, rosters, hosting, traffic) are tied to an entrustment and to a
company. Refuses to judge whether the sighting was allowed. The entrustee's own people, the carrier and everyone up the
chain are at home there and are no sightings (S-16, S-57; cases.md R-06).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sekisho.declared import Entrustment, RosterEntry
from sekisho.observed import Account, Delivery, DoorEntry, Hosting, Invoice, Login, Traffic
from sekisho.reconcile.joins import once_per_snapshot
from sekisho.reconcile.joins.identities import identities
from sekisho.reconcile.snapshot import Snapshot
from sekisho.record import Record
from sekisho.terms import Ternary


class Trace(NamedTuple):
    """One record that shows a company or a service. ``party`` is whose work it is, ``touched`` whether data was reached."""

    record: Record
    party: str
    entrustment: str | None
    name: str
    first_on: date
    last_on: date
    number: str | None = None
    touched: bool = False
    service: str | None = None
    domain: str | None = None


@dataclass(slots=True)
class Sighting:
    """All traces of one company or service at one entrustment (``edge`` None: at a party, not tied to one entrustment)."""

    party: str
    edge: Entrustment | None
    who: str
    shown: str
    registered: bool
    shared: bool
    candidates: tuple[Entrustment, ...] = ()
    traces: list[Trace] = field(default_factory=list)

    @property
    def first_on(self) -> date:
        """The first day of any trace."""
        return min(trace.first_on for trace in self.traces)

    @property
    def touched(self) -> bool:
        """Whether some trace shows that personal data was reached."""
        return any(trace.touched for trace in self.traces)

    @property
    def cited(self) -> tuple[Record, ...]:
        """The records to show: of each kind the first and the last, so that a thousand log-ins stay readable."""
        return cited(self.traces)


def cited(traces: Iterable[Trace]) -> tuple[Record, ...]:
    """Of each kind of record, the first and the last one."""
    ends: dict[type[Record], tuple[Trace, Trace]] = {}
    for trace in sorted(traces, key=lambda t: (t.first_on, t.record.key)):
        first, _ = ends.get(type(trace.record), (trace, trace))
        ends[type(trace.record)] = (first, trace)
    return tuple(dict.fromkeys(trace.record for pair in ends.values() for trace in pair))


@once_per_snapshot
def companies_seen(snapshot: Snapshot) -> tuple[Sighting, ...]:
    """Companies that were paid, or whose people hold accounts, logged in, entered or are named on a roster."""
    found = _Gathering(snapshot)
    found.add(_paid(snapshot))
    found.add(_working(snapshot, Account, lambda a: (a.listed_on, a.listed_on)))
    found.add(_working(snapshot, Login, lambda entry: (entry.first_on, entry.last_on), touched=True))
    found.add(_working(snapshot, DoorEntry, lambda e: (e.entered_on, e.entered_on)))
    found.add(_rostered(snapshot))
    return found.sightings()


@once_per_snapshot
def services_seen(snapshot: Snapshot) -> tuple[Sighting, ...]:
    """Services that hold the data or get traffic from the terminals; known by their provider, else by name or domain."""
    found = _Gathering(snapshot)
    found.add(_hosted(snapshot))
    found.add(_reached(snapshot))
    return found.sightings()


def _paid(snapshot: Snapshot) -> Iterator[Trace]:
    for line in snapshot.all(Invoice):
        if line.payer != snapshot.carrier:
            yield Trace(
                line, line.payer, line.entrustment, line.payee, line.period_from, line.period_to, line.payee_number,
                service=line.service,
            )  # fmt: skip


def _working(
    snapshot: Snapshot, kind: type[Account] | type[Login] | type[DoorEntry], days: Callable[..., tuple[date, date]], *,
    touched: bool = False,
) -> Iterator[Trace]:  # fmt: skip
    for seen in snapshot.all(kind):
        first, last = days(seen)
        if seen.employer:
            yield Trace(seen, seen.party, seen.entrustment, seen.employer, first, last, touched=touched)
        edge = snapshot.edge(seen.entrustment)
        if edge and edge.entrustee != seen.party:  # the party itself is a guest at another's entrustment
            yield Trace(seen, seen.party, seen.entrustment, seen.party, first, last, touched=touched)


def _rostered(snapshot: Snapshot) -> Iterator[Trace]:
    for entry in snapshot.all(RosterEntry):
        edge = snapshot.edge(entry.entrustment)
        if edge:
            until = min(entry.ends_on or snapshot.as_of, snapshot.as_of)
            yield Trace(entry, edge.entrustee, edge.key, entry.employer, entry.starts_on, until)


def _hosted(snapshot: Snapshot) -> Iterator[Trace]:
    for seen in snapshot.all(Hosting):
        edge = snapshot.edge(seen.entrustment)
        if edge:
            holds = seen.holds_personal_data is Ternary.YES
            yield Trace(
                seen, edge.entrustee, edge.key, seen.operator, seen.seen_on, seen.seen_on, touched=holds, service=seen.system
            )


def _reached(snapshot: Snapshot) -> Iterator[Trace]:
    for seen in snapshot.all(Traffic):
        name = seen.provider or seen.service or seen.domain
        yield Trace(
            seen, seen.party, seen.entrustment, name, seen.first_on, seen.last_on, service=seen.service, domain=seen.domain
        )


class _Gathering:
    """Ties traces to entrustments and companies and gathers them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._identities = identities(snapshot)
        self._entrusted: Mapping[str, Sequence[Entrustment]] = snapshot.by(Entrustment, "entrustee")
        self._at_home: dict[str, frozenset[str]] = {}
        self._possible: dict[tuple[str, date, date], tuple[Entrustment, ...]] = {}
        self._found: dict[tuple[str, str | None, str], Sighting] = {}

    def add(self, traces: Iterable[Trace]) -> None:
        """Gather the traces that show somebody who is not at home at the entrustment."""
        for trace in traces:
            identity = self._identities.of(trace.name, trace.number)
            if identity.who == self._snapshot.carrier or (trace.entrustment is None and identity.who == trace.party):
                continue
            candidates = self._candidates(trace)
            if any(identity.who == edge.entrustee for edge in candidates):  # nearly every trace; spares the way up
                continue
            if not candidates or any(identity.who in self._home_of(edge) for edge in candidates):
                continue
            edge = candidates[0] if len(candidates) == 1 and not _of_whole_company(trace) else None
            place = (edge.entrustee if edge else trace.party, edge.key if edge else None, identity.who)
            sighting = self._found.get(place)
            if sighting is None:
                shown = self._snapshot.name(identity.who) if identity.registered else trace.name
                sighting = self._found[place] = Sighting(
                    place[0], edge, identity.who, shown, identity.registered, identity.shared
                )
            sighting.traces.append(trace)
            if sighting.candidates is not candidates:
                sighting.candidates = tuple({e.key: e for e in (*sighting.candidates, *candidates)}.values())

    def sightings(self) -> tuple[Sighting, ...]:
        """What was gathered."""
        return tuple(self._found.values())

    def _candidates(self, trace: Trace) -> tuple[Entrustment, ...]:
        if trace.entrustment is not None:
            named = self._snapshot.edge(trace.entrustment)
            return (named,) if named and _handles(named) else ()
        place = (trace.party, trace.first_on, trace.last_on)
        possible = self._possible.get(place)
        if possible is None:
            possible = self._possible[place] = tuple(
                edge
                for edge in self._entrusted[trace.party]
                if _handles(edge) and edge.key in self._snapshot.chain.edges and in_force(edge, trace.first_on, trace.last_on)
            )
        return possible

    def _home_of(self, edge: Entrustment) -> frozenset[str]:
        home = self._at_home.get(edge.key)
        if home is None:
            uppers = [upper for key in edge.upper if (upper := self._snapshot.edge(key))]
            self._at_home[edge.key] = frozenset((edge.entrustee, edge.entruster))  # a cycle must not recurse for ever
            above = (self._home_of(upper) for upper in uppers)
            home = self._at_home[edge.key] = frozenset((edge.entrustee, edge.entruster)).union(*above)
        return home


def _of_whole_company(trace: Trace) -> bool:
    """A company pays and connects for other clients too: such a line belongs to our work only when it says so (R-06)."""
    return trace.entrustment is None and isinstance(trace.record, Invoice | Traffic)


def in_force(edge: Entrustment, first_on: date, last_on: date) -> bool:
    """Whether the entrustment was in force on some day of the span (both ends included)."""
    return (edge.starts_on is None or edge.starts_on <= last_on) and (edge.ends_on is None or first_on <= edge.ends_on)


def _handles(edge: Entrustment) -> bool:
    return edge.handles_personal_data is not Ternary.NO


@once_per_snapshot
def first_work(snapshot: Snapshot) -> Mapping[str, tuple[date, Record]]:
    """The first day on which work of an entrustment was itself seen (a log-in, an entry, data handed over), with the record."""
    first: dict[str, tuple[date, Record]] = {}

    def note(edge: str | None, day: date, seen: Record) -> None:
        if edge and (edge not in first or (day, seen.key) < (first[edge][0], first[edge][1].key)):
            first[edge] = (day, seen)

    for login in snapshot.all(Login):
        note(login.entrustment, login.first_on, login)
    for entry in snapshot.all(DoorEntry):
        note(entry.entrustment, entry.entered_on, entry)
    for delivery in snapshot.all(Delivery):
        note(delivery.entrustment, delivery.delivered_on, delivery)
    return first
