"""Small logs as files."""

import json
from datetime import datetime, timedelta


def write(path, events):
    """Events as JSON lines."""
    path.write_text("".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events), encoding="utf-8")
    return path


def at(day, hour=10, minute=0, zone="+09:00"):
    """A time of 2026-03-01 and ``day`` days."""
    moment = datetime(2026, 3, 1) + timedelta(days=day, hours=hour, minutes=minute)  # noqa: DTZ001  (the zone is written)
    return moment.isoformat() + zone


def office(days=30, people=12):
    """Clerks who each look up five to nine records on every weekday, by nine to five."""
    for day in range(days):
        if (datetime(2026, 3, 1) + timedelta(days=day)).weekday() >= 5:  # noqa: DTZ001
            continue
        for person in range(people):
            for n in range(5 + (day + person) % 5):
                yield {
                    "timestamp": at(day, 9 + n, person), "user": f"u{person}", "host": f"PC-{person}", "category": "datastore",
                    "action": "lookup", "role": "clerk", "customer": f"C-{person}-{day}-{n}",
                }  # fmt: skip
