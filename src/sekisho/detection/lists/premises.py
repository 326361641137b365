"""Who was inside on a day, and from where a party's people may log in: doors, sites, countries.

Knows that a door's log tells of its own site, and that nights go past midnight. Refuses to know which door leads where.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sekisho.declared import Site
from sekisho.detection.event import Event
from sekisho.detection.lists.column import AHEAD, DAY, HOUR, ListColumn, text_of
from sekisho.detection.lists.people import Persons, Works
from sekisho.observed import DoorEntry

#: Before this hour somebody may still be there who entered the day before.
_MORNING = 9
_FIRST = date(1970, 1, 1)
#: The fields of an event by which it tells of an entry.
ENTRY_FIELDS = ("category", "action", "outcome", "party", "user", "site")


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody entered a party's place on a day (in Japan). ``site`` is empty when the record names none."""

    party: str
    user: str
    site: str
    day: date


def is_entry(category: str, action: str, outcome: str) -> bool:
    """Whether an event says that somebody went in."""
    return (category.lower(), action.lower()) == ("door", "enter") and outcome.lower() != "failure"


def entries_of(events: Iterable[Event]) -> Iterator[Entry]:
    """The entries that a log itself tells of, each once."""
    seen: set[Entry] = set()
    for event in events:
        category, action, outcome, party, user, site = (text_of(event.fields.get(name)) for name in ENTRY_FIELDS)
        if event.time is not None and party and user and is_entry(category, action, outcome):
            entry = Entry(party, user, site, day_of(event.time))
            if entry not in seen:
                seen.add(entry)
                yield entry


def day_of(time: int) -> date:
    """The day in Japan of a moment in microseconds since 1970, UTC."""
    return _FIRST + timedelta(days=(time + AHEAD) // DAY)


class Premises:
    """Entries by day, and the countries that parties told.

    ``entries`` are a log of doors, which tells who was not there; entries ``seen`` otherwise tell only who was.
    """

    def __init__(
        self, entries: Iterable[Entry], seen: Iterable[Entry], sites: Iterable[Site], works: Works, persons: Persons
    ) -> None:
        self._persons, self._works = persons, works
        self._inside: dict[tuple[str, str, date], set[str]] = defaultdict(set)
        self._told: dict[tuple[str, date], set[str]] = defaultdict(set)
        self._sites: dict[str, list[Site]] = defaultdict(list)
        for site in sites:
            self._sites[site.party].append(site)
        logged = list(entries)
        for entry in (*logged, *seen):
            self._inside[entry.party, persons.of(entry.party, entry.user) or entry.user, entry.day].add(entry.site)
        for entry in logged:
            self._told[entry.party, entry.day].add(entry.site)

    def presence(self, asked: tuple[str, ...], at: datetime | None) -> str | None:
        """``inside`` or ``outside``; None where no doors' log tells of the day, or not of each site that may be meant."""
        party, user, site, category = asked
        person = self._persons.of(party, user)
        if at is None or person is None or category != "authentication":
            return None
        days = [at.date()] if at.hour >= _MORNING else [at.date(), at.date() - timedelta(days=1)]
        if any(self._entered(party, person, site, day) for day in days):
            return "inside"
        return "outside" if all(self._recorded(party, site, day) for day in days) else None

    def _entered(self, party: str, person: str, site: str, day: date) -> bool:
        entered = self._inside.get((party, person, day), set())
        return bool(entered) and (not site or bool(entered & {site, ""}))

    def _recorded(self, party: str, site: str, day: date) -> bool:
        told = self._told.get((party, day), set())
        if not told or "" in told:
            return bool(told)
        return {site} <= told if site else {each.key for each in self._sites.get(party, ())} <= told

    def place(self, asked: tuple[str, ...], at: datetime | None) -> str | None:
        """``listed`` when the country is one of the party's sites or works in force; None where none was told."""
        party, country = asked
        if at is None or not country:
            return None
        known = {site.country for site in self._sites.get(party, ())}
        known |= {each for work in self._works.of(party, at.date()) for each in work.countries}
        return None if not known else "listed" if country.upper() in known else "unlisted"


def recorded_entries(doors: Iterable[DoorEntry]) -> Iterator[Entry]:
    """The entries that stand in the records."""
    return (Entry(each.party, each.person, each.site or "", each.entered_on) for each in doors if each.person)


def columns_of_premises(premises: Premises) -> tuple[ListColumn, ...]:
    """The columns that doors and places answer."""
    return (
        ListColumn("presence", ("party", "user", "site", "category"), premises.presence, HOUR),
        ListColumn("place", ("party", "country"), premises.place),
    )
