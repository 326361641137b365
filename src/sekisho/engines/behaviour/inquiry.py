# ruff: noqa: S608  (texts of SQL are put together from constants of this module; values are bound)
"""Who touched what, over stores and files of any size.

One function is one named step of SQL: filters go down to the Parquet columns, so that only matching rows are gathered. Knows
what stands for a customer, a record and a place in events. Refuses to judge what may be claimed (``detection.inquiry``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from sekisho.detection.event import EventRef
from sekisho.detection.inquiry import Question, Seen, Touched, Touching
from sekisho.engines.behaviour.reading import LISTED, database, gather
from sekisho.formats.events.mapping import Mapping as ColumnMapping
from sekisho.formats.eventstore import Store

FIELDS = (
    "user", "person", "party", "site", "system", "device", "host", "src_ip", "client_ip", "ip", "address", "IpAddress",
    "category", "action", "object", "customer", "key", "record_id", "records", "bytes", "outcome", "url",
)  # fmt: skip
_ADDRESSES = 'coalesce(src_ip, client_ip, ip, address, "IpAddress")'
#: So many different values are named of an account; what it touched is listed so far.
_NAMED = 50
_LISTED = 10_000


@dataclass(slots=True)
class Found:
    """What was found, and what limits it: events that name nobody's records, lines that could not be read, days there are."""

    count: int = 0
    people: list[Touching] = field(default_factory=list)
    touched: list[Touched] = field(default_factory=list)
    counts: list[tuple[str, int]] = field(default_factory=list)
    events: list[Seen] = field(default_factory=list)
    unknown_whose: tuple[int, int] = (0, 0)
    undated: int = 0
    unreadable: int = 0
    days: set[date] = field(default_factory=set)
    stores: list[Store] = field(default_factory=list)


def inquire(  # noqa: PLR0913  (each is a choice of its own)
    paths: Iterable[str | Path],
    question: Question,
    *,
    accounts: Sequence[str] = (),
    layout: str = "auto",
    mapping: ColumnMapping | None = None,
    most: int = 100_000,
) -> Found:
    """Look for what was asked; ``accounts`` are further accounts of the user asked about, ``most`` events are given back.

    Raises Faults when a path cannot be read.
    """
    told = Found()
    with database() as db:
        first, last = question.utc_days
        gathered = gather(db, paths, FIELDS, layout=layout, mapping=mapping, first=first, last=last)
        told.stores, told.unreadable = gathered.stores, len(gathered.unreadable)
        _keep_matching(db, question, accounts)
        told.count, told.undated = db.execute('SELECT count(*), count(*) FILTER ("time" IS NULL) FROM hits').fetchall()[0]
        told.people = _people(db)
        told.events = _events(db, most)
        if question.user is not None:
            told.touched, told.counts = _touched(db), _counts(db)
        else:
            told.unknown_whose = _unknown_whose(db, question)
        if not told.stores:
            told.days = _days(db, question)
    return told


def _keep_matching(db: duckdb.DuckDBPyConnection, question: Question, accounts: Sequence[str]) -> None:
    """``hits``: the events that name the customer, the record or the user, within the span (events without a time too)."""
    where, values = _asked(question, accounts)
    since, until = question.span
    db.execute(
        f"""CREATE TABLE hits AS SELECT * FROM events WHERE ({where}) AND {_WITHIN}""",
        {**values, "since": since, "until": until},
    )


_WITHIN = '("time" IS NULL OR (("time" >= $since OR $since IS NULL) AND ("time" < $until OR $until IS NULL)))'


def _asked(question: Question, accounts: Sequence[str]) -> tuple[str, dict[str, object]]:
    """The condition and its values. A field that lists several values matches when one of them does."""
    if question.customer is not None:
        return _names("customer", "$customer"), {"customer": question.customer}
    if question.record is not None:
        table, key = question.record
        whole = "(object = $table || ':' || $key OR object = $table || '/' || $key)"
        keyed = " OR ".join(_names(name, "$key") for name in ("customer", '"key"', "record_id"))
        return f"{whole} OR (object = $table AND ({keyed}))", {"table": table, "key": key}
    return '"user" IN (SELECT unnest($users)) OR person = $person', {
        "users": [question.user, *accounts],
        "person": question.user,
    }


def _names(column: str, value: str) -> str:
    listed = f"chr({LISTED})"
    return (
        f"({column} = {value} OR (contains({column}, {value}) AND contains({column}, {listed})"
        f" AND list_contains(string_split({column}, {listed}), {value})))"
    )


def _people(db: duckdb.DuckDBPyConnection) -> list[Touching]:
    """Who it was: each account with its times, counts, devices, sites, addresses, systems and operations."""

    def named(value: str) -> str:
        return f"list_sort(list(DISTINCT {value}) FILTER ({value} IS NOT NULL))[:{_NAMED}]"

    rows = db.execute(
        f"""SELECT coalesce("user", '') AS account, count(*), coalesce(sum(TRY_CAST(records AS BIGINT)), 0)::BIGINT,
            min("time"), max("time"), {named("coalesce(device, host)")}, {named("site")}, {named(_ADDRESSES)},
            {named("system")}, {named('"action"')}, {named("person")}
        FROM hits GROUP BY account ORDER BY 2 DESC, account"""
    ).fetchall()
    return [Touching(*row[:5], *(tuple(each or ()) for each in row[5:])) for row in rows]


def _events(db: duckdb.DuckDBPyConnection, most: int) -> list[Seen]:
    """The events in order of time, the earliest ``most`` of them."""
    names = ", ".join(f'"{name}"' for name in FIELDS)
    rows = db.execute(
        f"""SELECT file, line, "time", {names} FROM hits ORDER BY "time" NULLS LAST, file, line LIMIT {most}"""
    ).fetchall()
    return [
        Seen(
            EventRef(file, line),
            time,
            {name: value.replace(chr(LISTED), "、") for name, value in zip(FIELDS, values, strict=True) if value is not None},
        )
        for file, line, time, *values in rows
    ]


def _touched(db: duckdb.DuckDBPyConnection) -> list[Touched]:
    """What the user touched: customers and objects, most often first."""
    each = " UNION ALL ".join(
        f"""SELECT '{kind}' AS kind, unnest(string_split({kind}, chr({LISTED}))) AS name, "time"
            FROM hits WHERE {kind} IS NOT NULL"""
        for kind in ("customer", "object")
    )
    rows = db.execute(
        f"""SELECT kind, name, count(*), min("time"), max("time") FROM ({each}) GROUP BY kind, name
        QUALIFY row_number() OVER (PARTITION BY kind ORDER BY count(*) DESC, name) <= {_LISTED}
        ORDER BY kind, 3 DESC, name"""
    ).fetchall()
    return [Touched(*row) for row in rows]


def _counts(db: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """How many different customers and objects, whether or not all of them are listed."""
    counted = ", ".join(
        f"(SELECT count(DISTINCT name) FROM (SELECT unnest(string_split({kind}, chr({LISTED}))) AS name FROM hits))"
        for kind in ("customer", "object")
    )
    customers, objects = db.execute(f"SELECT {counted}").fetchall()[0]
    return [("customers", customers), ("objects", objects)]


def _unknown_whose(db: duckdb.DuckDBPyConnection, question: Question) -> tuple[int, int]:
    """Reads and exports of records in the span that do not say whose: how many, and how many records they took.

    When a record is asked about, only those of its table.
    """
    since, until = question.span
    table = None if question.record is None else question.record[0]
    found = db.execute(
        f"""SELECT count(*), coalesce(sum(TRY_CAST(records AS BIGINT)), 0)::BIGINT FROM events
        WHERE lower(category) = 'datastore' AND customer IS NULL AND "key" IS NULL AND record_id IS NULL
            AND ($table IS NULL OR object = $table OR object IS NULL)
            AND coalesce(lower(outcome), '') <> 'failure' AND {_WITHIN}""",
        {"since": since, "until": until, "table": table},
    ).fetchall()[0]
    return found[0], found[1]


def _days(db: duckdb.DuckDBPyConnection, question: Question) -> set[date]:
    """The days (in Japan) within the span on which there is any event at all."""
    since, until = question.span
    rows = db.execute(
        f"""SELECT DISTINCT make_timestamp("time" + 32400000000)::DATE FROM events WHERE "time" IS NOT NULL AND {_WITHIN}""",
        {"since": since, "until": until},
    ).fetchall()
    return {day for (day,) in rows}
