"""C-01 as operation logs: ten years of one party's work, and the data that one person carried out of it little by little.

Published facts: a temporary worker of the maintenance, the shared account of the administrators, a maintenance terminal,
private media, July 2013 to February 2023, about 9.28 million persons, nobody noticing. Added for the story: the days, the
numbers of people and devices, equal portions a day, two media a month. Refuses to know the rules.
"""

from collections.abc import Iterator
from datetime import date

from sekisho.stories.logs.chance import Chance
from sekisho.stories.logs.workday import Day, Row, Worker, ordinary_day, working_days

NAME, SEED = "C-01", "C-01 logs"
FIRST, LAST = date(2013, 7, 1), date(2023, 2, 28)
#: The persons whose data went out, as published (about).
CARRIED_OUT = 9_280_000
_ONTO_MEDIA_A_MONTH = 2
_BYTES_A_PERSON = 110
_ACCOUNT, _TERMINAL = "admin01", "PC-M07"


def staff(people: int) -> tuple[Worker, ...]:
    """So many people at the telephones, and three of the system's operator: two of its own and the temporary worker."""
    desks = [Worker(f"M-{8101 + number}", "P-1", "T-1", "S-1", "desk", FIRST) for number in range(people)]
    keepers = [Worker(f"M-90{number:02}", "P-1", "T-1", "S-1", "maintenance", FIRST, account=_ACCOUNT) for number in (1, 2, 3)]
    return (*desks, *keepers)


def days(people: int) -> Iterator[list[Row]]:
    """The rows of each working day, in order."""
    workers = staff(people)
    every = list(working_days(FIRST, LAST))
    onto_media = _media_days(every)
    each, waiting = -(-CARRIED_OUT // len(every)), 0
    for number, day in enumerate(every):
        rows = [row for worker in workers for row in ordinary_day(worker, day, SEED)]
        taken = min(each, CARRIED_OUT - each * number)
        waiting += taken
        rows += _carried_out(workers[-1], day, taken, waiting if day in onto_media else 0)
        waiting = 0 if day in onto_media else waiting
        yield sorted(rows, key=lambda row: row["timestamp"])


def _media_days(every: list[date]) -> set[date]:
    """The evenings on which what had gathered was written onto media: about two a month."""
    months: dict[tuple[int, int], list[date]] = {}
    for day in every:
        months.setdefault((day.year, day.month), []).append(day)
    return {
        Chance(SEED, "media", *month, number).choice(choices)
        for month, choices in months.items()
        for number in range(_ONTO_MEDIA_A_MONTH)
    }


def _carried_out(worker: Worker, day: date, persons: int, written: int) -> list[Row]:
    """One evening: into the shared account, customers in portions below a thousand; now and then onto media, traces deleted."""
    chance = Chance(SEED, "evening", day)
    rows = Day(worker, day)
    who: Row = {"user": _ACCOUNT, "device": _TERMINAL, "device_role": "maintenance", "system": "S-1"}
    at = chance.whole(18 * 3600 + 1800, 19 * 3600)
    entered: Row = {"privilege": "admin", "person": worker.person, "logon": "interactive", "place": "listed", "mfa": "skipped"}
    rows.add(at, "authentication", "login", outcome="success", **entered, **who)
    left = persons
    while left > 0:
        taken = min(left, chance.whole(600, 990))
        at += chance.whole(60, 600)
        rows.add(at, "datastore", "export", resource_class="personal_data", object="customer", records=taken, **who)
        left -= taken
    if written:
        stick: Row = {"media": "usb", "media_state": "unregistered", "media_serial": "0F21", **who}
        rows.add(at + 120, "peripheral", "connect", **stick)
        rows.add(at + 200, "peripheral", "write", bytes=written * _BYTES_A_PERSON, **stick)
        rows.add(at + 500, "file", "delete", resource_class="personal_data", object=f"D:\\work\\{day:%y%m%d}.csv", **who)
    rows.add(at + 600, "authentication", "logout", outcome="success", **who)
    return rows.rows
