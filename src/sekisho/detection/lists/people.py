"""Who a user is, and what lists of people say of them on a day: roster, departures, training. People are staff numbers.

Knows that a user may be written as staff number or account, and that a person named for work deeper in the chain is named for
the work above it. Refuses to say anything of a user of whom it is not known who it is, and to judge what follows.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from sekisho.declared import Entrustment, Party, RosterEntry
from sekisho.detection.lists.column import ListColumn
from sekisho.detection.lists.kept import Kept
from sekisho.observed import Account, Departure, DoorEntry, Login, Training
from sekisho.terms import PartyStanding, Ternary, TrainingCourse

#: So long before the day of leaving somebody counts as leaving: no record says when it was decided.
LEAVING = timedelta(days=30)
_DIGITS = re.compile(r"\d+")


class Works:
    """The entrustments of the chain: what a party handles on a day, and what stands above an entrustment."""

    def __init__(self, edges: Iterable[Entrustment]) -> None:
        self._edges = {edge.key: edge for edge in edges}
        self._of: dict[str, list[Entrustment]] = defaultdict(list)
        for edge in self._edges.values():
            if edge.handles_personal_data is not Ternary.NO:
                self._of[edge.entrustee].append(edge)

    def of(self, party: str, day: date) -> list[Entrustment]:
        """The entrustments in force under which the party handles personal data, or may."""
        return [edge for edge in self._of.get(party, ()) if edge.period.holds(day)]

    def line_up(self, key: str) -> Iterator[Entrustment]:
        """The entrustment and all above it."""
        waiting, seen = [key], {key}
        while waiting:
            edge = self._edges.get(waiting.pop())
            if edge is None:
                continue
            yield edge
            fresh = [upper for upper in edge.upper if upper not in seen]
            seen.update(fresh)
            waiting.extend(fresh)

    def all(self) -> Iterable[Entrustment]:
        """Every entrustment."""
        return self._edges.values()


class Persons:
    """From a party's user to a staff number."""

    def __init__(self, records: Kept) -> None:
        self._holders: dict[tuple[str, str], set[str | None]] = defaultdict(set)
        parties = records.all(Party)
        carrier = {name for party in parties if party.standing is PartyStanding.CARRIER for name in party.spellings}
        self._of_carrier: set[tuple[str, str]] = set()
        uses: list[Account | Login] = [*records.all(Account), *records.all(Login)]
        for use in uses:
            self._holders[use.party, use.account].add(use.person)
            if use.employer in carrier:
                self._of_carrier.add((use.party, use.account))
        told: list[Account | Login | DoorEntry | Departure | Training] = [*uses, *records.all(DoorEntry)]
        told += [*records.all(Departure), *records.all(Training)]
        self._known = {each.person for each in (*told, *records.all(RosterEntry)) if each.person}
        self._shapes = {_shape(entry.person) for entry in records.all(RosterEntry)}

    def of(self, party: str, user: str) -> str | None:
        """The staff number, of a known person or of one who is written like those on rosters; None when it cannot be told.

        The holder of an account is the only one its records name; the carrier's own people have no place on a party's lists.
        """
        if not user or (party, user) in self._of_carrier:
            return None
        holders = self._holders.get((party, user))
        named = {holder for holder in holders or () if holder}
        if named:
            return next(iter(named)) if len(named) == 1 else None
        if user in self._known:
            return user
        return user if holders is None and _shape(user) in self._shapes else None


def _shape(number: str) -> str:
    return _DIGITS.sub("0", number)


class Rosters:
    """Who is named as a handler of a party's work, when, and who has left."""

    def __init__(self, records: Kept, works: Works, persons: Persons) -> None:
        self._works, self._persons = works, persons
        self._kept: set[str] = set()
        self._named: dict[tuple[str, str], list[RosterEntry]] = defaultdict(list)
        self._departures: dict[str, list[Departure]] = defaultdict(list)
        self._numbers = {name: party.key for party in records.all(Party) for name in party.spellings}
        for entry in records.all(RosterEntry):
            self._kept.add(entry.entrustment)
            for party in {edge.entrustee for edge in works.line_up(entry.entrustment)}:
                self._named[party, entry.person].append(entry)
        for left in records.all(Departure):
            self._departures[left.person].append(left)

    def roster(self, asked: tuple[str, ...], at: datetime | None) -> str | None:
        """``listed`` or ``unlisted``; None without a roster for each work of the party, or when it is not known who it is.

        Whoever enters by a door is a person, whatever the pass says.
        """
        party, user, category = asked
        if at is None:
            return None
        works = self._works.of(party, at.date())
        if not works or not all(work.key in self._kept for work in works):
            return None
        person = self._persons.of(party, user) or (user if category == "door" else "")
        if not person:
            return None
        return "listed" if any(entry.period.holds(at.date()) for entry in self._named.get((party, person), ())) else "unlisted"

    def employment(self, asked: tuple[str, ...], at: datetime | None) -> str | None:
        """``active``, ``leaving`` or ``left``; None of people of whom no roster and no departure knows anything that day."""
        party, user = asked
        person = self._persons.of(party, user)
        if at is None or person is None:
            return None
        entries, day = self._named.get((party, person), []), at.date()
        holding = [entry for entry in entries if entry.period.holds(day)]
        departures = [left for left in self._departures.get(person, ()) if party in self._places(left, party, entries)]
        gone = [left for left in departures if left.left_on < day]
        if gone:
            last = max(left.left_on for left in gone)
            if not any(entry.starts_on > last for entry in holding):
                return "left"
        if any(day <= left.left_on <= day + LEAVING for left in departures):
            return "leaving"
        if holding:
            return "active"
        return "left" if entries and all(entry.ends_on and entry.ends_on < day for entry in entries) else None

    def _places(self, left: Departure, party: str, entries: Iterable[RosterEntry]) -> set[str]:
        """The party that told of the departure, and the one asked about when it had sent the person there."""
        sent = any(self._numbers.get(entry.employer) == left.party for entry in entries)
        return {left.party, party} if sent else {left.party}


class Courses:
    """Who had completed a course on handling personal data; reading the entry material alone is no course."""

    def __init__(self, records: Kept, persons: Persons) -> None:
        self._persons = persons
        self._first: dict[str, date] = {}
        self._kept_since: dict[str, date] = {}
        for each in records.all(Training):
            _earlier(self._kept_since, each.party, each.completed_on)
            if each.course is not TrainingCourse.ENTRY_MATERIAL:
                _earlier(self._first, each.person, each.completed_on)

    def training(self, asked: tuple[str, ...], at: datetime | None) -> str | None:
        """``done`` from the day of the first course on, ``missing`` before; None where the party's records do not reach."""
        party, user = asked
        person = self._persons.of(party, user)
        if at is None or person is None:
            return None
        if person in self._first and self._first[person] <= at.date():
            return "done"
        return "missing" if party in self._kept_since and self._kept_since[party] <= at.date() else None


def _earlier(days: dict[str, date], key: str, day: date) -> None:
    days[key] = min(day, days.get(key, day))


def columns_of_people(records: Kept, works: Works, persons: Persons) -> tuple[ListColumn, ...]:
    """The columns that lists of people answer."""
    rosters, courses = Rosters(records, works, persons), Courses(records, persons)
    return (
        ListColumn("roster", ("party", "user", "category"), rosters.roster),
        ListColumn("employment", ("party", "user"), rosters.employment),
        ListColumn("training", ("party", "user"), courses.training),
    )
