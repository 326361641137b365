"""C-02 as operation logs: eight months of one party's work, and the day on which 5.96 million persons went to a private cloud.

Published facts: a temporary worker, a business terminal, 30 March 2023, about 5.96 million persons, noticed by the entruster
within about a day. Added for the story: hours, numbers of people and devices, the size of each part. Refuses to know the rules.
"""

from collections.abc import Iterator
from datetime import date

from sekisho.stories.logs.chance import Chance
from sekisho.stories.logs.workday import Day, Row, Worker, ordinary_day, working_days

NAME, SEED = "C-02", "C-02 logs"
FIRST, LAST = date(2022, 8, 1), date(2023, 3, 31)
SENT_ON = date(2023, 3, 30)
#: The persons whose data was sent, as published (about).
SENT = 5_960_000
_PARTS, _BYTES_A_PERSON = 24, 90


def days(people: int) -> Iterator[list[Row]]:
    """The rows of each working day, in order."""
    workers = [Worker(f"M-{6301 + number}", "P-2", "T-1", "S-1", "desk", FIRST) for number in range(people)]
    for day in working_days(FIRST, LAST):
        rows = [row for worker in workers for row in ordinary_day(worker, day, SEED)]
        if day == SENT_ON:
            rows += _sent(workers[0])
        yield sorted(rows, key=lambda row: row["timestamp"])


def _sent(worker: Worker) -> list[Row]:
    """One afternoon: customers are listed, put into an archive, and sent part by part."""
    chance = Chance(SEED, "sent")
    rows = Day(worker, SENT_ON)
    at = 13 * 3600 + 600
    for part in range(_PARTS):
        at += chance.whole(60, 200)
        rows.add(
            at, "datastore", "search", system="S-1", resource_class="personal_data", records=SENT // _PARTS, shift="working"
        )
        rows.add(
            at + 40,
            "file",
            "write",
            resource_class="personal_data",
            object=f"C:\\work\\part{part:02}.csv",
            bytes=SENT // _PARTS * _BYTES_A_PERSON,
            shift="working",
        )
    for _ in range(_PARTS):
        at += chance.whole(120, 300)
        rows.add(
            at,
            "http",
            "access",
            method="POST",
            url="https://up.drive.example/files",
            domain="up.drive.example",
            service_class="storage",
            sanction="unlisted",
            bytes_out=SENT // _PARTS * _BYTES_A_PERSON,
            outcome="success",
            shift="working",
        )
    return rows.rows
