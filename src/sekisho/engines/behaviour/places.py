"""For whom people worked on a day, by the events that name both. Knows no list of people; refuses to choose among several."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

from sekisho.engines.behaviour.reading import database, gather


def parties_of(paths: Iterable[str | Path], users: Collection[str], day: date) -> Mapping[str, str]:
    """The party of each of the users by what a store holds of them around a day; users of several, or of none, are left out."""
    with database() as db:
        gather(db, paths, ("party", "user"), first=day - timedelta(days=1), last=day)
        rows = db.execute(
            """SELECT trim("user"), min(trim(party)) FROM events WHERE trim("user") IN (SELECT unnest($users::VARCHAR[]))
            GROUP BY 1 HAVING count(DISTINCT trim(party)) = 1""",
            {"users": sorted(users)},
        ).fetchall()
    return dict(rows)
