# ruff: noqa: S608  (texts of SQL are put together from constants of this package; values are bound)
"""From events to what everybody did: one row an event with its local day and hour, person-days, and first times.

One function is one named step of SQL. Knows the columns that events may have. Refuses to know the past of any judged day.
"""

from collections.abc import Iterable
from datetime import date

import duckdb
import pyarrow as pa

from sekisho.detection.undeclared import host_of, registrable_domain

#: What the steps read of an event; an event without a user is nobody's.
FIELDS = (
    "timestamp", "user", "device", "host", "category", "action", "role", "bytes", "bytes_out", "records", "customer",
    "object", "url", "domain",
)  # fmt: skip
_JAPAN = 9 * 60
#: Between these hours hardly anybody works.
_NIGHT = (0, 5)


def make_acts(db: duckdb.DuckDBPyConnection, zone: int) -> None:
    """``acts``: who did what on which day and hour of the clock on the wall, with amounts; the day is the one the log writes.

    An offset that a time states tells the wall's clock, and a time without one is the wall's as it stands. Times written in
    UTC are read at ``zone`` minutes.
    """
    written = db.execute(f"SELECT DISTINCT {_AUTHORITY} FROM events WHERE {_AUTHORITY} IS NOT NULL").fetchall()
    places = {text: _domain_of(text) for (text,) in written}
    db.register("places", pa.table({"written": _texts(places), "place": _texts(places.values())}))
    db.execute(
        f"""CREATE TABLE acts AS
        WITH read AS (SELECT *, {_AUTHORITY} AS written, make_timestamp("time" + 60000000::BIGINT * {_offset(zone)}) AS moment
            FROM events WHERE "user" IS NOT NULL AND "time" IS NOT NULL)
        SELECT trim("user") AS person, moment::DATE AS day, hour(moment)::TINYINT AS hour, isodow(moment) > 5 AS rest,
            coalesce(trim(role), '') AS role, coalesce(device, host) AS device,
            coalesce(lower(trim(category)), '') AS category, coalesce(lower(trim("action")), '') AS act,
            {_number("bytes")} AS bytes, {_number("bytes_out")} AS bytes_out, {_number("records")} AS records,
            customer, object, place
        FROM read LEFT JOIN places USING (written)"""
    )


def zone_of_utc(db: duckdb.DuckDBPyConnection, until: date) -> int:
    """At which offset (minutes) times written in UTC are read: Japan's, unless people worked at night then before ``until``."""
    first, last = _NIGHT
    night = 'count(*) FILTER (hour(make_timestamp("time" + {shift})) BETWEEN {first} AND {last} - 1)'
    japan = night.format(shift=_JAPAN * 60_000_000, first=first, last=last)
    utc = night.format(shift=0, first=first, last=last)
    in_japan, in_utc = db.execute(
        f"""SELECT {japan}, {utc} FROM events
        WHERE "time" IS NOT NULL AND make_timestamp("time") < $until AND {_IN_UTC}""",
        {"until": until},
    ).fetchall()[0]
    return _JAPAN if in_japan <= in_utc else 0


def make_days(db: duckdb.DuckDBPyConnection) -> None:
    """``days``: every person's days with events, and the role in which most of them were done."""
    db.execute(
        "CREATE TABLE days AS SELECT person, day, mode(role ORDER BY role) AS role, count(*) AS n FROM acts GROUP BY ALL"
    )


def make_first_times(db: duckdb.DuckDBPyConnection) -> None:
    """``firsts``: on which day a person used a device or a place for the first time, and how many others had before.

    On the day on which a person appears everything would be new: nothing is told of it.
    """
    db.execute(
        """CREATE TABLE firsts AS
        WITH used AS (
            SELECT 'device' AS what, person, device AS thing, min(day) AS first FROM acts WHERE device IS NOT NULL GROUP BY ALL
            UNION ALL SELECT 'place', person, place, min(day) FROM acts WHERE place IS NOT NULL GROUP BY ALL),
            begun AS (SELECT person, min(day) AS begun FROM days GROUP BY person),
            before AS (SELECT *, count(*) OVER (PARTITION BY what, thing ORDER BY first
                RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 DAY PRECEDING) AS others FROM used)
        SELECT before.* FROM before JOIN begun USING (person) WHERE first > begun"""
    )


_IN_UTC = """regexp_matches("timestamp", '(Z|z|[+-]00:?00)\\s*$')"""
#: A day and a time of day without an offset.
_BARE = r"^[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?$"
_AUTHORITY = "nullif(split_part(regexp_replace(coalesce(url, domain), '^[A-Za-z][A-Za-z0-9+.-]*:[/\\\\]{2,}', ''), '/', 1), '')"


def _offset(zone: int) -> str:
    """Minutes by which the wall's clock is ahead of UTC, as the time says; ``zone`` when it is written in UTC.

    Of a time that states no offset: how far what is written is ahead of how it was read.
    """
    sign, hours, minutes = (f"regexp_extract(\"timestamp\", '([+-])([0-9]{{2}}):?([0-9]{{2}})\\s*$', {n})" for n in (1, 2, 3))
    ahead = f"TRY_CAST({hours} AS INTEGER) * 60 + TRY_CAST({minutes} AS INTEGER)"
    signed = f"CASE {sign} WHEN '-' THEN -1 ELSE 1 END * ({ahead})"
    bare = f"""CASE WHEN regexp_matches("timestamp", '{_BARE}')
        THEN (epoch_us(TRY_CAST(replace("timestamp", '/', '-') AS TIMESTAMP)) - "time") // 60000000 END"""
    return f"(CASE WHEN {_IN_UTC} THEN {zone} ELSE coalesce({signed}, {bare}, {_JAPAN}) END)"


def _number(column: str) -> str:
    return f"greatest(TRY_CAST(replace({column}, ',', '') AS DOUBLE), 0)"


def _texts(values: Iterable[str | None]) -> pa.Array:
    return pa.array(list(values), pa.string())


def _domain_of(written: str) -> str | None:
    host = host_of(written)
    return registrable_domain(host) if host else None
