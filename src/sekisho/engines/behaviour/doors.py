"""Who entered where on which day, read from logs of doors: what ``detection.lists`` holds log-ins against.

Knows where the few columns stand. Refuses to know what follows from an entry.
"""

from collections.abc import Iterable
from pathlib import Path

from sekisho.detection.lists import Entry
from sekisho.detection.lists.column import AHEAD, DAY
from sekisho.detection.lists.premises import DOOR_FIELDS, entries_among
from sekisho.engines.behaviour.reading import LISTED, database, gather
from sekisho.formats.events.mapping import Mapping as ColumnMapping


def door_entries(paths: Iterable[str | Path], *, layout: str = "auto", mapping: ColumnMapping | None = None) -> list[Entry]:
    """The entries that events at ``paths`` tell of, as ``entries_of`` tells them. Raises Faults when a path cannot be read."""
    with database() as db:
        gather(db, paths, DOOR_FIELDS, layout=layout, mapping=mapping)
        rows = db.execute(
            """SELECT category, "action", outcome, party, "user", site, max("time") FROM events
            WHERE "time" IS NOT NULL AND lower(category) LIKE '%door%'
            GROUP BY 1, 2, 3, 4, 5, 6, floor(("time" + $ahead) / $day)""",
            {"ahead": AHEAD, "day": DAY},
        ).fetchall()
    return entries_among((tuple(map(_first, texts)), time) for *texts, time in rows)


def _first(text: str | None) -> str:
    """The first of several values, as lists are asked."""
    return next((each.strip() for each in (text or "").split(chr(LISTED)) if each.strip()), "")
