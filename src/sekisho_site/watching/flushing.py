"""From the journal to Parquet: what waits is written into the store's days, then forgotten here.

Knows in which order, so that dying in between writes nothing twice: the end of the portion is remembered first, the store
knows a portion by its name and takes it once, and only then the journal lets go of it. Refuses to know what is in it.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator

from sekisho.detection.event import Event, EventRef, Unreadable
from sekisho.formats.eventstore import Received, StoreWriter
from sekisho_site.watching.state import read_meta, transaction, write_meta

_MOST = 50_000


def waiting(database: sqlite3.Connection) -> int:
    """How many rows wait."""
    return int(database.execute("SELECT count(*) FROM journal").fetchone()[0])


def flush(database: sqlite3.Connection, writer: StoreWriter) -> int:
    """Write everything that waits; how many rows there were."""
    rows = 0
    while upto := _portion(database):
        with writer:
            for (layout,) in database.execute(
                "SELECT DISTINCT layout FROM journal WHERE seq <= ? ORDER BY layout", (upto,)
            ).fetchall():
                writer.take_in(_received(database, layout, upto), _items(database, layout, upto))
        with transaction(database):
            rows += database.execute("DELETE FROM journal WHERE seq <= ?", (upto,)).rowcount
            database.execute("DELETE FROM meta WHERE key = 'flushing'")
    return rows


def _portion(database: sqlite3.Connection) -> int | None:
    """The number of the last row of the next portion, remembered until the portion is done; None when nothing waits."""
    begun = read_meta(database, "flushing")
    if begun is not None:
        return int(begun)
    with transaction(database):
        asked = "SELECT max(seq) FROM (SELECT seq FROM journal ORDER BY seq LIMIT ?)"
        upto = database.execute(asked, (_MOST,)).fetchone()[0]
        if upto is None:
            return None
        write_meta(database, "flushing", str(upto))
    return int(upto)


def _received(database: sqlite3.Connection, layout: str, upto: int) -> Received:
    asked = "SELECT min(seq), max(seq), sum(length(coalesce(fields, why))) FROM journal WHERE layout = ? AND seq <= ?"
    first, last, size = database.execute(asked, (layout, upto)).fetchone()
    named = f"watch {layout} {first}-{last}"
    return Received(hashlib.sha256(named.encode()).hexdigest(), named, size, layout)


def _items(database: sqlite3.Connection, layout: str, upto: int) -> Iterator[Event | Unreadable]:
    asked = "SELECT file, line, time, id, fields, why FROM journal WHERE layout = ? AND seq <= ? ORDER BY seq"
    for file, line, time, id, fields, why in database.execute(asked, (layout, upto)):
        if why is not None:
            yield Unreadable(EventRef(file, line), why)
        else:
            yield Event(EventRef(file, line), time, json.loads(fields), id)
