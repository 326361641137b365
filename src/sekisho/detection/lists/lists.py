"""All lists together, and what they put beside an event.

Knows which record kinds lists are made of, and that what a log itself carries stands. Refuses to know where records are kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sekisho.declared import Entrustment, ExternalService, Party, RosterEntry, Site, System, WorkApproval
from sekisho.detection.event import Event
from sekisho.detection.lists.accounts import columns_of_accounts
from sekisho.detection.lists.column import ListColumn, text_of
from sekisho.detection.lists.inquiries import Inquiry, columns_of_inquiries
from sekisho.detection.lists.kept import Kept
from sekisho.detection.lists.people import Persons, Works, columns_of_people
from sekisho.detection.lists.premises import Entry, Premises, columns_of_premises, recorded_entries
from sekisho.detection.lists.work import Approvals, Services, Systems, columns_of_work
from sekisho.observed import Account, Departure, DoorEntry, Login, Training
from sekisho.record import Record

#: The record kinds of which lists are made.
KINDS: tuple[type[Record], ...] = (
    Party, Entrustment, System, Site, RosterEntry, WorkApproval, ExternalService,
    Account, Login, DoorEntry, Training, Departure,
)  # fmt: skip
#: So many answers are remembered; a field of rubbish must not fill the memory.
_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Lists:
    """The columns that lists answer, by name. Engines ask each of them once for every distinct thing it asks."""

    columns: Mapping[str, ListColumn]
    _known: dict[tuple[object, ...], str | None] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, records: Iterable[Record], *, entries: Iterable[Entry] = (), inquiries: Sequence[Inquiry] = ()) -> "Lists":
        """The lists of records (kinds of ``KINDS``; others are left aside), of entries that logs told, and of inquiries."""
        kept = Kept(records)
        works, persons = Works(kept.all(Entrustment)), Persons(kept)
        seen = recorded_entries(kept.all(DoorEntry))
        systems = Systems(kept.all(System), works)
        columns = (
            *columns_of_people(kept, works, persons),
            *columns_of_accounts(kept.all(Account)),
            *columns_of_premises(Premises(entries, seen, kept.all(Site), works, persons)),
            *columns_of_work(Approvals(kept.all(WorkApproval)), systems, Services(kept.all(ExternalService))),
            *(columns_of_inquiries(inquiries) if inquiries else ()),
        )
        return cls({column.name: column for column in columns})

    def beside(self, event: Event) -> Mapping[str, str]:
        """What lists say of the event in columns that its log leaves out or leaves empty."""
        told = {column.name: self._told(column, event) for column in self.columns.values() if _is_open(event, column.name)}
        return {name: value for name, value in told.items() if value is not None}

    def filled(self, event: Event) -> Event:
        """The event with what lists say beside it."""
        beside = self.beside(event)
        return replace(event, fields={**event.fields, **beside}) if beside else event

    def _told(self, column: ListColumn, event: Event) -> str | None:
        fields = tuple(text_of(event.fields.get(name)) for name in column.fields)
        slot = None if event.time is None else column.slot(event.time)
        asked = (column.name, fields, slot)
        if asked not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[asked] = column.told(fields, slot)
        return self._known[asked]


def filled_columns() -> frozenset[str]:
    """The names of the columns that lists can answer."""
    return frozenset(Lists.of((), inquiries=[Inquiry("", "", date.min, date.min)]).columns)


def _is_open(event: Event, name: str) -> bool:
    return not text_of(event.fields.get(name))
