# ruff: noqa: S608  (texts of SQL are put together from constants of this module; values are bound)
"""Traffic by party and destination, held against what the party declared.

One function is one named step of SQL. Knows how traffic is summed. Refuses to know what a host is and what a declaration covers
(``detection.undeclared``). Each way in which a destination is written is looked at once, however many events write it so.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from sekisho.detection.event import Unreadable
from sekisho.detection.undeclared import Declarations, UndeclaredService, host_of, registrable_domain
from sekisho.engines.behaviour.reading import database, gather
from sekisho.formats.events.mapping import Mapping as ColumnMapping

FIELDS = ("party", "user", "url", "domain", "object", "category", "bytes_out", "outcome")
_OF_TRAFFIC = "lower(category) IN ('http', 'network')"
#: What a proxy wrote, without the path: from it the host is read.
_WRITTEN = (
    "nullif(regexp_extract(trim(coalesce(url, domain, CASE WHEN " + _OF_TRAFFIC + " THEN object END)),"
    " '^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?:[/\\\\]{2,})?[^/\\\\?#]*'), '')"
)

_SENT = "TRY_CAST(replace(trim(bytes_out), ',', '') AS DECIMAL(18, 0))"


@dataclass(slots=True)
class Compared:
    """What came of a run: undeclared services, most bytes first, and what took no part.

    ``elsewhere`` events state no destination that can be read, ``refused`` were refused by the proxy, ``parties`` are the
    parties that the log names (without any of them the declarations cannot be held against it). ``silent`` services are left
    out: every event of theirs states that nothing was sent. What does not state how much was sent is unknown, and stays.
    """

    services: list[UndeclaredService] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    events: int = 0
    elsewhere: int = 0
    refused: int = 0
    silent: int = 0
    parties: tuple[str, ...] = ()


def compare(
    paths: Iterable[str | Path],
    declared: Declarations,
    *,
    layout: str = "auto",
    mapping: ColumnMapping | None = None,
) -> Compared:
    """The services that traffic went to although its party did not declare them. Raises Faults for unreadable paths."""
    told = Compared()
    with database() as db:
        told.unreadable = gather(db, paths, FIELDS, layout=layout, mapping=mapping).unreadable
        _sum_traffic(db)
        told.events, told.elsewhere, told.refused = _counts(db)
        told.parties = tuple(
            party for (party,) in db.execute("SELECT DISTINCT party FROM traffic WHERE party <> ''").fetchall()
        )
        _judge_destinations(db, declared)
        met = _undeclared(db)
        told.services = [each for each in met if each.bytes_out or each.unsized]
        told.silent = len(met) - len(told.services)
    return told


def _sum_traffic(db: duckdb.DuckDBPyConnection) -> None:
    """``traffic``: sums by party, destination as written, and user; requests that were refused apart."""
    db.execute(
        f"""CREATE TABLE traffic AS
        SELECT coalesce(trim(party), '') AS party, {_WRITTEN} AS written, trim("user") AS person,
            coalesce(lower(trim(outcome)) = 'failure', false) AS refused, count(*) AS n,
            sum(greatest({_SENT}, 0))::HUGEINT AS bytes_out, count(*) FILTER ({_SENT} IS NULL) AS unsized,
            min("time") AS first, max("time") AS last
        FROM events GROUP BY ALL"""
    )


def _counts(db: duckdb.DuckDBPyConnection) -> tuple[int, int, int]:
    """How many events there are, how many without a destination, how many refused."""
    found = db.execute(
        """SELECT coalesce(sum(n), 0)::BIGINT, coalesce(sum(n) FILTER (written IS NULL), 0)::BIGINT,
            coalesce(sum(n) FILTER (written IS NOT NULL AND refused), 0)::BIGINT FROM traffic"""
    ).fetchall()[0]
    return found[0], found[1], found[2]


def _judge_destinations(db: duckdb.DuckDBPyConnection, declared: Declarations) -> None:
    """``undeclared``: the destinations, as written, of parties that did not declare them, with host and registrable domain."""
    rows = db.execute("SELECT DISTINCT party, written FROM traffic WHERE written IS NOT NULL AND NOT refused").fetchall()
    found = [(party, written, host_of(written)) for party, written in rows]
    kept = [
        (party, written, host, registrable_domain(host))
        for party, written, host in found
        if host and not declared.cover(unicodedata.normalize("NFKC", party).strip(), host)
    ]
    names = ("party", "written", "host", "domain")
    table = {name: pa.array([row[place] for row in kept], pa.string()) for place, name in enumerate(names)}
    db.register("undeclared", pa.table(table))


def _undeclared(db: duckdb.DuckDBPyConnection) -> list[UndeclaredService]:
    """Traffic to undeclared destinations by party and registrable domain."""
    rows = db.execute(
        """SELECT party, domain, coalesce(sum(bytes_out), 0)::HUGEINT, count(DISTINCT person), sum(n)::BIGINT,
            min(first), max(last), list_sort(list(DISTINCT host)) AS hosts, sum(unsized)::BIGINT
        FROM traffic JOIN undeclared USING (party, written) WHERE NOT refused
        GROUP BY party, domain ORDER BY 3 DESC, party, domain"""
    ).fetchall()
    return [
        UndeclaredService(party, domain, bytes_out, users, events, first, last, tuple(hosts), unsized)
        for party, domain, bytes_out, users, events, first, last, hosts, unsized in rows
    ]
