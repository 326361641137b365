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

#: Before this hour somebody may still be there who entered the day before and did not go out.
_MORNING = 9
_FIRST = date(1970, 1, 1)
#: The fields of an event by which it tells of a door.
DOOR_FIELDS = ("category", "action", "outcome", "party", "user", "site")


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody entered a party's place on a day (in Japan). ``site`` is empty when the record names none.

    ``stayed``: the day's last word of the door is not that they went out.
    """

    party: str
    user: str
    site: str
    day: date
    stayed: bool = True


def entries_of(events: Iterable[Event]) -> list[Entry]:
    """The entries that a log itself tells of: one for each person, place and day."""
    doors = ((tuple(text_of(event.fields.get(name)) for name in DOOR_FIELDS), event.time) for event in events)
    return entries_among((fields, time) for fields, time in doors if time is not None)


def entries_among(doors: Iterable[tuple[tuple[str, ...], int]]) -> list[Entry]:
    """The entries among what doors said: ``DOOR_FIELDS`` and the moment (µs since 1970, UTC), at least each day's last."""
    last: dict[tuple[str, str, str, date], dict[str, int]] = defaultdict(dict)
    for (category, action, outcome, party, user, site), time in doors:
        said, day = action.lower(), _day(time)
        is_said = category.lower() == "door" and said in ("enter", "exit") and outcome.lower() != "failure"
        if is_said and party and user and day:
            moments = last[party, user, site, day]
            moments[said] = max(time, moments.get(said, time))
    return [
        Entry(*key, moments["enter"] >= moments.get("exit", moments["enter"]))
        for key, moments in sorted(last.items())
        if "enter" in moments
    ]


def _day(time: int) -> date | None:
    """The day in Japan; None when no calendar has it."""
    try:
        return _FIRST + timedelta(days=(time + AHEAD) // DAY)
    except OverflowError:
        return None


class Premises:
    """Entries by day, and the countries that parties told.

    ``entries`` are a log of doors, which tells who was not there; entries ``seen`` otherwise tell only who was.
    """

    def __init__(
        self, entries: Iterable[Entry], seen: Iterable[Entry], sites: Iterable[Site], works: Works, persons: Persons
    ) -> None:
        self._persons, self._works = persons, works
        self._inside: dict[tuple[str, str, date], set[str]] = defaultdict(set)
        self._stayed: dict[tuple[str, str, date], set[str]] = defaultdict(set)
        self._told: dict[tuple[str, date], set[str]] = defaultdict(set)
        self._sites: dict[str, list[Site]] = defaultdict(list)
        for site in sites:
            self._sites[site.party].append(site)
        logged = list(entries)
        for entry in (*logged, *seen):
            who = entry.party, persons.of(entry.party, entry.user) or entry.user, entry.day
            self._inside[who].add(entry.site)
            if entry.stayed:
                self._stayed[who].add(entry.site)
        for entry in logged:
            self._told[entry.party, entry.day].add(entry.site)

    def presence(self, asked: tuple[str, ...], at: datetime | None) -> str | None:
        """``inside`` or ``outside``; None where no doors' log tells of the day, or not of each site that may be meant."""
        party, user, site, category = asked
        person = self._persons.of(party, user)
        if at is None or person is None or category != "authentication":
            return None
        day, before = at.date(), at.date() - timedelta(days=1)
        if _among(site, self._inside.get((party, person, day))):
            return "inside"
        if at.hour >= _MORNING:
            return "outside" if self._recorded(party, site, day) else None
        if _among(site, self._stayed.get((party, person, before))):
            return "inside"
        return "outside" if self._recorded(party, site, day) and self._recorded(party, site, before) else None

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


def _among(site: str, entered: set[str] | None) -> bool:
    """Whether one of the places entered may be the one that is meant."""
    return bool(entered if entered is None or not site else entered & {site, ""})


def recorded_entries(doors: Iterable[DoorEntry]) -> Iterator[Entry]:
    """The entries that stand in the records."""
    return (Entry(each.party, each.person, each.site or "", each.entered_on) for each in doors if each.person)


def columns_of_premises(premises: Premises) -> tuple[ListColumn, ...]:
    """The columns that doors and places answer."""
    return (
        ListColumn("presence", ("party", "user", "site", "category"), premises.presence, HOUR),
        ListColumn("place", ("party", "country"), premises.place),
    )
