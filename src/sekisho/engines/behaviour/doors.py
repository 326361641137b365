"""Who entered where on which day, read from logs of doors: what ``detection.lists`` holds log-ins against.

Knows where the few columns stand. Refuses to know what follows from an entry.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from sekisho.detection.lists import Entry, is_entry, text_of
from sekisho.detection.lists.column import AHEAD, DAY
from sekisho.detection.lists.premises import ENTRY_FIELDS
from sekisho.engines.behaviour.reading import LISTED, database, gather
from sekisho.formats.events.mapping import Mapping as ColumnMapping

_FIRST = date(1970, 1, 1)


def door_entries(paths: Iterable[str | Path], *, layout: str = "auto", mapping: ColumnMapping | None = None) -> list[Entry]:
    """The entries that events at ``paths`` tell of, each once. Raises Faults when a path cannot be read."""
    with database() as db:
        gather(db, paths, ENTRY_FIELDS, layout=layout, mapping=mapping)
        rows = db.execute(
            """SELECT DISTINCT category, "action", outcome, party, "user", site, floor(("time" + $ahead) / $day)::BIGINT
            FROM events WHERE "time" IS NOT NULL AND lower(category) LIKE '%door%' ORDER BY ALL""",
            {"ahead": AHEAD, "day": DAY},
        ).fetchall()
    found = []
    for *texts, day in rows:
        category, action, outcome, party, user, site = (text_of((text or "").split(chr(LISTED))) for text in texts)  # type: ignore[arg-type]
        if party and user and is_entry(category, action, outcome):
            found.append(Entry(party, user, site, _FIRST + timedelta(days=day)))
    return list(dict.fromkeys(found))
