"""A quiet year of あさひ通信's parties: everybody on the rosters at work, with the small slips of well-run offices.

Knows the rosters, sites and systems of the story's records. Refuses to know the rules: the slips are those of ``workday``.
"""

from collections.abc import Iterator
from datetime import date

from sekisho.declared import Entrustment, RosterEntry
from sekisho.declared import Party as Company
from sekisho.stories.logs.workday import Row, Worker, ordinary_day, working_days
from sekisho.stories.story import load_story
from sekisho.terms import WorkCategory

NAME, SEED = "asahi", "asahi logs"
FIRST, LAST = date(2025, 11, 21), date(2026, 11, 20)
_WORK = {
    WorkCategory.PRINTING: "mailing",
    WorkCategory.MAINTENANCE: "maintenance",
    WorkCategory.DEVELOPMENT: "maintenance",
    WorkCategory.HOSTING: "maintenance",
}


def staff(people: int) -> tuple[Worker, ...]:
    """The people of the rosters, at most so many."""
    records = [known.record for known in load_story(NAME).records]
    numbers = {record.name: record.key for record in records if isinstance(record, Company)}
    entrustments = {record.key: record for record in records if isinstance(record, Entrustment)}
    found: dict[str, Worker] = {}
    for record in records:
        if isinstance(record, RosterEntry) and record.person and record.entrustment in entrustments:
            edge = entrustments[record.entrustment]
            found[record.person] = Worker(
                person=record.person,
                party=numbers.get(record.employer, edge.entrustee),
                site=edge.sites[0] if edge.sites else "T-000",
                system=edge.systems[0] if edge.systems else "S-00",
                work=_WORK.get(edge.work, "desk"),
                starts_on=record.starts_on or FIRST,
                ends_on=record.ends_on,
            )
    return tuple(sorted(found.values(), key=lambda worker: worker.person))[:people]


def days(people: int) -> Iterator[list[Row]]:
    """The rows of each working day, in order."""
    workers = staff(people)
    for day in working_days(FIRST, LAST):
        rows = [row for worker in workers for row in ordinary_day(worker, day, SEED)]
        yield sorted(rows, key=lambda row: row["timestamp"])
