"""Baselines of many people: events in, the unusual days out.

Knows the order of the steps. Refuses to know how a score comes about (``detection.baselines``).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from sekisho.detection.baselines import BaselineAlert, ranking, score_day
from sekisho.detection.event import Unreadable
from sekisho.engines.behaviour.acts import FIELDS, make_acts, make_days, make_first_times, zone_of_utc
from sekisho.engines.behaviour.amounts import make_counts, make_dense, make_habits
from sekisho.engines.behaviour.reading import database, gather
from sekisho.engines.behaviour.usual import curves, details, make_groups, make_own_usual, make_peers_usual, measured
from sekisho.formats.events.mapping import Mapping as ColumnMapping

#: So many days before the judged one are looked at: longer ago is another life.
_PAST_DAYS = 120


@dataclass(frozen=True, slots=True)
class JudgedDay:
    """One judged day: who was there, of how many days' past, and the alerts within the budget."""

    day: date
    people: int
    past_days: int
    alerts: tuple[BaselineAlert, ...]


@dataclass(slots=True)
class Judged:
    """What came of a run. ``nobodys`` events name no user or no time and took no part; ``zone`` is minutes ahead of UTC."""

    days: list[JudgedDay] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    events: int = 0
    nobodys: int = 0
    first: date | None = None
    last: date | None = None


def judge_days(  # noqa: PLR0913  (each is a choice of its own)
    paths: Iterable[str | Path],
    *,
    first: date,
    last: date,
    budget: int,
    layout: str = "auto",
    mapping: ColumnMapping | None = None,
    roster: Mapping[str, str] | None = None,
    since: date | None = None,
) -> Judged:
    """Judge every day from ``first`` to ``last``, each by the days before it only. ``roster`` gives people's roles by user.

    ``since``: what lies before this day is left aside, as if it were not there (of a store it is not even read).
    Raises Faults when a path cannot be read.
    """
    told = Judged()
    with database() as db:
        earliest = since - timedelta(days=1) if since else None  # a day of the wall's clock begins on the day before in UTC
        gathered = gather(db, paths, FIELDS, layout=layout, mapping=mapping, first=earliest)
        told.unreadable = gathered.unreadable
        _lay_out(db, roster or {}, first, since)
        told.events, told.first, told.last = db.execute("SELECT count(*), min(day), max(day) FROM acts").fetchall()[0]
        told.nobodys = _one(db, "SELECT count(*) FROM events") - told.events
        wanted = db.execute("SELECT DISTINCT day FROM days WHERE day BETWEEN ? AND ? ORDER BY day", [first, last]).fetchall()
        told.days = [_judge(db, day, budget) for (day,) in wanted]
    return told


def _lay_out(db: duckdb.DuckDBPyConnection, roster: Mapping[str, str], first: date, since: date | None) -> None:
    make_acts(db, zone_of_utc(db, first))
    if since:
        db.execute("DELETE FROM acts WHERE day < ?", [since])
    if roster:
        db.register("roster", pa.table({"person": list(roster), "role": list(roster.values())}))
        db.execute("UPDATE acts SET role = roster.role FROM roster WHERE roster.person = acts.person")
    make_days(db)
    make_first_times(db)
    make_counts(db)


def _judge(db: duckdb.DuckDBPyConnection, day: date, budget: int) -> JudgedDay:
    earliest = day - timedelta(days=_PAST_DAYS)
    make_groups(db, day, earliest)
    make_habits(db, day, earliest)
    make_dense(db, day, earliest)
    make_peers_usual(db, day)
    make_own_usual(db, day)
    present = dict(db.execute("SELECT peers, count(*) FROM grouped WHERE day = ? GROUP BY peers", [day]).fetchall())
    people = score_day(measured(db, day), curves(db, day), present)
    past = _one(db, "SELECT count(DISTINCT day) FROM grouped WHERE day < ?", day)
    return JudgedDay(day, sum(present.values()), past, tuple(ranking(day.isoformat(), people, budget, details(db, day))))


def _one(db: duckdb.DuckDBPyConnection, sql: str, *values: object) -> int:
    return int(db.execute(sql, list(values)).fetchall()[0][0])


def alerts_of(judged: Judged) -> Iterator[BaselineAlert]:
    """All alerts, by day and rank."""
    for day in judged.days:
        yield from day.alerts
