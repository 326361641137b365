"""Small logs of the demonstration: two months of three companies' terminals and customer systems, made from a seed.

Knows a day that is told and what happens on which day before it: ordinary work, a few things that rules tell of, and a log
that falls silent. Refuses to know rules, files and clocks. All people are numbers.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sekisho.response.holidays import is_holiday
from sekisho.stories.logs.chance import Chance

_DAYS = 61
_SATURDAY = 5
#: The companies of the demonstration, their people (as rosters name them) and terminals, and since when (days) a log is silent.
_COMPANIES: tuple[tuple[str, str, tuple[str, ...], int], ...] = (
    ("P-001", "PC", ("M-1011", "M-1012", "M-1021", "M-1022"), 0),
    ("P-002", "CT", ("M-1031", "M-1032"), 0),
    ("P-003", "HN", ("M-1041", "M-1042"), 9),
)
_LOOKUPS = (6, 14)
_JAPAN = timedelta(hours=9)
Line = Mapping[str, Any]


def demo_logs(today: date, seed: int = 2026) -> Iterator[tuple[str, bytes]]:
    """The files of the demonstration, by name: JSON lines of everything that was done up to the day before ``today``."""
    for party, prefix, people, silent in _COMPANIES:
        lines = [line for day in _workdays(today, silent) for line in _work(seed, party, prefix, people, day)]
        lines += list(_incidents(today)) if party == "P-001" else list(_others(today)) if party == "P-002" else []
        lines.sort(key=lambda line: str(line["timestamp"]))
        lines = [{"event_id": _name(line), **line} for line in lines]
        yield f"{party.lower()}.jsonl", "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def _workdays(today: date, silent: int) -> Iterator[date]:
    for back in range(_DAYS, 0, -1):
        day = today - timedelta(days=back)
        if day.weekday() < _SATURDAY and not is_holiday(day) and back > silent:
            yield day


def _work(seed: int, party: str, prefix: str, people: tuple[str, ...], day: date) -> Iterator[Line]:
    """An ordinary day: each person signs in and looks customers up who called. It is the same day whenever it is told."""
    chance = Chance(seed, party, day)
    for place, person in enumerate(people):
        device = f"{prefix}-{place + 1:02}"
        named = {"party": party, "user": person, "device": device, "outcome": "success"}
        yield {**_at(day, 9, chance.whole(0, 4)), **named, "category": "authentication", "action": "login"}
        for _ in range(chance.whole(*_LOOKUPS)):
            minute = chance.whole(0, 59)
            yield {
                **_at(day, chance.whole(9, 17), minute), **named, "category": "datastore", "action": "lookup",
                "resource_class": "personal_data", "customer": f"K-{chance.whole(0, 9_999):05}", "records": 1,
                "inquiry": f"Q-{chance.whole(0, 99_999):06}",
            }  # fmt: skip


def _incidents(today: date) -> Iterator[Line]:
    """What happened at one company: a search of everything, an output without approval, a write to a stick at night."""
    person = {"party": "P-001", "user": "M-1022", "device": "PC-04", "outcome": "success"}
    data = {"category": "datastore", "resource_class": "personal_data"}
    night = _workday(today, 3)
    yield {**_at(night, 21, 14), **person, **data, "action": "search", "records": 4180, "object": "契約者の一覧"}
    yield {**_at(night, 21, 31), **person, **data, "action": "export", "records": 4180, "object": "keiyaku.csv"}
    told = {"category": "peripheral", "action": "write", "media": "usb", "media_serial": "EX-0F21", "object": "keiyaku.csv"}
    yield {**_at(night, 21, 40), **person, **told, "bytes": 880_000}
    other = {"party": "P-001", "user": "M-1012", "device": "PC-02", "outcome": "success"}
    yield {**_at(_workday(today, 12), 13, 5), **other, **data, "action": "export", "records": 12, "object": "kensu.csv"}


def _others(today: date) -> Iterator[Line]:
    """What happened at another: a default account, and an output without approval."""
    root = {"party": "P-002", "user": "root", "device": "CT-03", "outcome": "success"}
    yield {**_at(_workday(today, 5), 20, 2), **root, "category": "authentication", "action": "login"}
    person = {"party": "P-002", "user": "M-1032", "device": "CT-02", "outcome": "success"}
    data = {"category": "datastore", "resource_class": "personal_data", "action": "download", "object": "seikyu.csv"}
    yield {**_at(_workday(today, 20), 16, 45), **person, **data, "records": 230}


def _name(line: Line) -> str:
    """By what a line is known again in the file of another day."""
    return hashlib.sha256(json.dumps(line, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def _workday(today: date, back: int) -> date:
    """The working day so many days before, or the one before that."""
    day = today - timedelta(days=back)
    while day.weekday() >= _SATURDAY or is_holiday(day):
        day -= timedelta(days=1)
    return day


def _at(day: date, hour: int, minute: int) -> Line:
    moment = datetime.combine(day, time(hour, minute), UTC) - _JAPAN
    return {"timestamp": moment.isoformat()}
