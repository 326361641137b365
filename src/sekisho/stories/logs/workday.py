"""An ordinary day of somebody who works with a carrier's data, as rows of operation logs.

Knows how often people look up, print, browse, mistype and forget: rough shares of a well-run office, set down before any rule
was tried on them. Refuses to know stories: who carries data out is told beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sekisho.stories.logs.chance import Chance

#: One event as a line of JSON tells it. The names are those of the schema and of the own rules' extra columns.
Row = dict[str, str | int]

_FRIDAY = 4
_SITES = (
    "https://www.example.jp/news",
    "https://maps.example.com/route",
    "https://weather.example.com/",
    "https://dict.example.jp/w",
)


@dataclass(frozen=True, slots=True)
class Worker:
    """A person at work: at a ``desk`` looking customers up, in the ``mailing`` that prints, in ``maintenance`` of systems.

    ``account``: a privileged account that maintenance shares and enters without asking; None: everybody has their own and asks.
    """

    person: str
    party: str
    site: str
    system: str
    work: str
    starts_on: date
    ends_on: date | None = None
    account: str | None = None

    @property
    def device(self) -> str:
        """The number of their terminal."""
        return f"PC-{self.person[2:]}"

    def is_there(self, day: date) -> bool:
        """Whether they are on this work on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def working_days(first: date, last: date) -> Iterator[date]:
    """Mondays to Fridays of both ends included, without the days around New Year."""
    day = first
    while day <= last:
        new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
        if day.weekday() <= _FRIDAY and not new_year:
            yield day
        day += timedelta(days=1)


class Day:
    """The rows of one day of one person, who works from ``begin`` to ``end``: seconds from midnight in Japan."""

    def __init__(self, worker: Worker, day: date, begin: int = 0, end: int = 0) -> None:
        self.worker, self.date, self.begin, self.end = worker, day, begin, end
        self.rows: list[Row] = []
        self._day = day.isoformat()
        self._who: Row = {"party": worker.party, "site": worker.site, "user": worker.person, "device": worker.device}

    def add(self, second: int, category: str, action: str, **fields: str | int) -> None:
        """One event; ``fields`` replace what the person and the desk say."""
        hours, rest = divmod(second, 3600)
        stamp = f"{self._day}T{hours:02}:{rest // 60:02}:{rest % 60:02}+09:00"
        self.rows.append({"timestamp": stamp, **self._who, "category": category, "action": action, **fields})


def ordinary_day(worker: Worker, day: date, seed: str) -> list[Row]:
    """What the logs hold of one person on one working day, in order of time; nothing on a day off."""
    chance = Chance(seed, worker.person, day)
    if not worker.is_there(day) or chance.one_in(18):
        return []
    begin, end = chance.whole(8 * 3600 + 2000, 9 * 3600), chance.whole(17 * 3600 + 1800, 18 * 3600 + 1800)
    rows = Day(worker, day, begin, end)
    rows.add(
        begin - 300, "door", "enter", object=f"{worker.site}-取扱区域", outcome="success", roster="listed", employment="active"
    )
    _log_in(rows, chance)
    {"desk": _desk, "mailing": _mailing, "maintenance": _maintenance}[worker.work](rows, chance)
    _web(rows, chance)
    rows.add(end, "authentication", "logout", outcome="success")
    rows.add(end + 240, "door", "exit", object=f"{worker.site}-取扱区域", outcome="success")
    return sorted(rows.rows, key=lambda row: row["timestamp"])


def _log_in(rows: Day, chance: Chance) -> None:
    """Into the terminal, now and then after a mistyped password or two; once in a long while from home, unasked."""
    for number in range(chance.whole(1, 2) if chance.one_in(25) else 0):
        rows.add(rows.begin - 60 + 15 * number, "authentication", "login", outcome="failure")
    place = (
        {"place": "unlisted", "logon": "remote", "presence": "outside"}
        if chance.one_in(4000)
        else {"place": "listed", "logon": "interactive", "presence": "inside"}
    )
    rows.add(
        rows.begin,
        "authentication",
        "login",
        outcome="success",
        mfa="passed",
        country="JP",
        roster="listed",
        training="done",
        idle_days=1,
        resource_class="personal_data",
        **place,
    )


def _desk(rows: Day, chance: Chance) -> None:
    calls = chance.whole(12, 40)
    for number in range(calls):
        at = rows.begin + (rows.end - rows.begin) * number // calls + chance.whole(0, 400)
        customer = f"K-{chance.whole(1, 400_000):06}"
        told: Row = {
            "system": rows.worker.system,
            "resource_class": "personal_data",
            "customer": customer,
            "records": 1,
            "shift": "working",
        }
        if not chance.one_in(30_000):  # forgets to enter the number of the inquiry
            told |= {"inquiry": f"Q-{rows.date:%y%m%d}-{rows.worker.person[2:]}-{number}", "inquiry_customer": customer}
        rows.add(at, "datastore", "lookup", **told)
        if chance.one_in(12):
            rows.add(at + 40, "clipboard", "copy", resource_class="personal_data", bytes=chance.whole(10, 400))
        if chance.one_in(30):
            rows.add(
                at + 60,
                "file",
                "print",
                resource_class="personal_data",
                pages=chance.whole(1, 4),
                outcome="success",
                shift="working",
            )
    if rows.date.day <= 3 and chance.one_in(4):  # a list for the month's report, approved but for a rare slip
        approved: Row = {} if chance.one_in(60) else {"approval": f"AP-{rows.date:%y%m}-{rows.worker.person[2:]}"}
        rows.add(
            rows.end - 3000,
            "datastore",
            "export",
            system=rows.worker.system,
            resource_class="personal_data",
            records=chance.whole(200, 900),
            shift="working",
            **approved,
        )
    if chance.one_in(900):  # stays on to finish, before anybody has entered the overtime
        rows.add(
            rows.end + 3600,
            "datastore",
            "search",
            system=rows.worker.system,
            resource_class="personal_data",
            records=chance.whole(1, 20),
            shift="outside",
        )
    _plugs_in(rows, chance)


def _mailing(rows: Day, chance: Chance) -> None:
    for number in range(chance.whole(2, 6)):
        rows.add(
            rows.begin + 3600 + 3000 * number,
            "file",
            "print",
            resource_class="personal_data",
            pages=chance.whole(100, 2000),
            purpose="work_order",
            outcome="success",
            shift="working",
        )
    if rows.date.weekday() == 1:  # the week's delivery on a numbered disk
        rows.add(
            rows.end - 5000,
            "peripheral",
            "connect",
            media="external_disk",
            media_state="registered",
            media_serial=f"HD-{rows.worker.party}",
        )
        rows.add(
            rows.end - 4900,
            "peripheral",
            "write",
            media="external_disk",
            media_state="registered",
            media_serial=f"HD-{rows.worker.party}",
            approval=f"AP-{rows.date:%y%m%d}",
            bytes=chance.whole(20_000_000, 60_000_000),
            shift="working",
        )
    _plugs_in(rows, chance)


def _maintenance(rows: Day, chance: Chance) -> None:
    worker = rows.worker
    machine: Row = {"device": f"PC-M{worker.person[-2:]}", "device_role": "maintenance", "system": worker.system}
    if worker.account:
        machine |= {"user": worker.account, "person": worker.person}
    for number in range(chance.whole(1, 3)):
        at = rows.begin + 4000 + 9000 * number
        asked: Row = {"ticket": f"T-{rows.date:%y%m%d}-{number}", "witness": f"W-{rows.date:%y%m%d}-{number}"}
        if worker.account or chance.one_in(500):
            asked = {}
        entered: Row = {"mfa": "skipped" if worker.account else "passed", "place": "listed", "presence": "inside"}
        rows.add(
            at,
            "authentication",
            "login",
            outcome="success",
            privilege="admin",
            logon="interactive",
            **entered,
            **machine,
            **asked,
        )
        command = "/opt/app/bin/check --all"
        rows.add(at + 300, "process", "start", privilege="admin", environment="production", command=command, **machine, **asked)
        if chance.one_in(3):  # looks whether a repaired record is right
            few = chance.whole(1, 5)
            looked: Row = {"resource_class": "personal_data", "records": few, "shift": "working"}
            rows.add(at + 900, "datastore", "search", **looked, **machine, **asked)
    _plugs_in(rows, chance)


def _plugs_in(rows: Day, chance: Chance) -> None:
    """Once in a long while a telephone is charged at the terminal."""
    if chance.one_in(6000):
        rows.add(rows.begin + 12_000, "peripheral", "connect", media="smartphone", media_state="unregistered")


def _web(rows: Day, chance: Chance) -> None:
    rows.add(
        rows.begin + 200,
        "http",
        "access",
        method="POST",
        url="https://kintai.example.jp/stamp",
        domain="kintai.example.jp",
        sanction="permitted",
        bytes_out=chance.whole(600, 2000),
        outcome="success",
    )
    for _ in range(chance.whole(3, 10)):
        rows.add(
            chance.whole(rows.begin, rows.end),
            "http",
            "access",
            method="GET",
            url=chance.choice(_SITES),
            bytes_out=chance.whole(300, 1500),
            outcome="success",
        )
    if chance.one_in(40):  # a document for a colleague on the permitted share
        rows.add(
            chance.whole(rows.begin, rows.end),
            "http",
            "access",
            method="POST",
            url="https://share.example.co.jp/put",
            service_class="storage",
            sanction="permitted",
            bytes_out=chance.whole(200_000, 9_000_000),
            outcome="success",
            shift="working",
        )
    if chance.one_in(300):  # tries a storage service and is stopped
        rows.add(
            chance.whole(rows.begin, rows.end),
            "http",
            "access",
            method="POST",
            url="https://up.drive.example/files",
            service_class="storage",
            sanction="unlisted",
            bytes_out=chance.whole(200_000, 3_000_000),
            outcome="failure",
            shift="working",
        )
    if chance.one_in(60):  # a short question to a generative service
        rows.add(
            chance.whole(rows.begin, rows.end),
            "http",
            "access",
            method="POST",
            url="https://chat.ai.example/v1",
            service_class="generative_ai",
            sanction="unlisted",
            bytes_out=chance.whole(500, 4000),
            outcome="success",
            shift="working",
        )
