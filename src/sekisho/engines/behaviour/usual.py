# ruff: noqa: S608  (texts of SQL are put together from constants of this package; values are bound)
"""What is usual: the person's own middle and spread, the peers', and how far people were from either before.

One function is one named step of SQL over ``dense``; only days before the judged one are past. Refuses to score.
"""

from datetime import date

import duckdb

from sekisho.detection.baselines import GRID, SHORT_PAST, Measured, TailCurve
from sekisho.detection.baselines.features import OF_FIRST_TIMES
from sekisho.detection.baselines.scale import LEANING, NARROWEST

#: A group needs so many people to be a measure for one another; smaller ones are held to everybody.
_PEOPLE = 5
#: Days of somebody's beginning, on which nearly everything is new, teach nothing about distances; nor do people with few days.
_BEGINNING = 7
_DAYS_KNOWN = 8
#: A group's curve needs so many cases, else everybody's is taken.
_CASES = 1_000
#: What somebody did within so many days does not make it usual.
_RECENT = 7
#: So many names are told of what stands behind a feature.
_NAMED = 3
_PERCENT = ", ".join(f"{n / 100}" for n in range(101))


def make_groups(db: duckdb.DuckDBPyConnection, judged: date, first: date) -> None:
    """``grouped``: the days that are looked at, each with its group of peers: the role, or '' (everybody) when it is small."""
    db.execute(
        f"""CREATE OR REPLACE TABLE grouped AS
        WITH sizes AS (SELECT role FROM days WHERE day >= $first AND day < $judged GROUP BY role
            HAVING count(DISTINCT person) >= {_PEOPLE})
        SELECT person, day, CASE WHEN role IN (FROM sizes) THEN role ELSE '' END AS peers
        FROM days WHERE day BETWEEN $first AND $judged""",
        {"judged": judged, "first": first},
    )


def make_peers_usual(db: duckdb.DuckDBPyConnection, judged: date) -> None:
    """``beside``: the middle and the spread of each group ('': of everybody). Days of people who never had a feature are zeros.

    ``at(q)`` looks the quantile up among the days that are there, moved by those zeros.
    """

    def at(column: str, quantile: float) -> str:
        place = f"(({quantile} * days - (days - n)) / n)"
        return f"CASE WHEN {place} <= 0 THEN 0 ELSE {column}[1 + round(100 * {place})::INTEGER] END"

    middle = at("steady", 0.5)
    db.execute(
        f"""CREATE OR REPLACE TABLE beside AS
        WITH past AS (SELECT * FROM dense WHERE day < $judged),
            size AS (SELECT coalesce(peers, '') AS peers, count(*) AS days FROM grouped WHERE day < $judged
                GROUP BY GROUPING SETS ((peers), ()) HAVING peers <> '' OR peers IS NULL),
            spread AS (SELECT coalesce(peers, '') AS peers, feature, count(*) AS n,
                    quantile_cont(steady, [{_PERCENT}]) AS steady, quantile_cont(amount, [{_PERCENT}]) AS amount
                FROM past GROUP BY GROUPING SETS ((peers, feature), (feature)) HAVING peers <> '' OR peers IS NULL)
        SELECT peers, feature, n / days AS share, {middle} AS middle, {at("amount", 0.5)} AS usual,
            greatest({NARROWEST}, ({at("steady", 0.75)} - {middle}) / 0.6745,
                ({at("steady", 0.95)} - {middle}) / 1.645 * 0.7) AS spread
        FROM spread JOIN size USING (peers)""",
        {"judged": judged},
    )


def make_own_usual(db: duckdb.DuckDBPyConnection, judged: date) -> None:
    """``own``: the middle and the spread (median absolute deviation) of a person's days, leaning on the peers while few."""
    db.execute(
        f"""CREATE OR REPLACE TABLE own AS
        WITH past AS (SELECT * FROM dense WHERE day < $judged),
            middles AS (SELECT person, peers, feature, count(*) AS n, median(steady) AS middle, median(amount) AS usual
                FROM past GROUP BY ALL),
            spreads AS (SELECT person, peers, feature, 1.4826 * median(abs(steady - middle)) AS spread
                FROM past JOIN middles USING (person, peers, feature) GROUP BY ALL)
        SELECT m.person, m.peers, m.feature, m.n, m.usual,
            (m.n * m.middle + {LEANING} * b.middle) / (m.n + {LEANING}) AS middle,
            greatest({NARROWEST}, sqrt((m.n * s.spread ** 2 + 6 * least(b.spread, 3) ** 2) / (m.n + 6))) AS spread
        FROM middles AS m JOIN spreads AS s USING (person, peers, feature)
        JOIN beside AS b ON b.peers = m.peers AND b.feature = m.feature""",
        {"judged": judged},
    )


def curves(db: duckdb.DuckDBPyConnection, judged: date) -> dict[tuple[str, str], tuple[TailCurve, TailCurve]]:
    """How far people were before from their own usual and from their peers', by group and feature ('': everybody)."""
    quantiles = [1 - probability for probability in GRID]
    rows = db.execute(
        f"""WITH begun AS (SELECT person, min(day) AS first FROM grouped GROUP BY person),
            distances AS (SELECT d.peers, d.feature, (d.steady - own.middle) / own.spread AS own,
                    (d.steady - b.middle) / b.spread AS beside
                FROM dense AS d JOIN begun USING (person)
                JOIN own ON own.person = d.person AND own.peers = d.peers AND own.feature = d.feature
                JOIN beside AS b ON b.peers = d.peers AND b.feature = d.feature
                WHERE d.day < $judged AND d.day >= begun.first + {_BEGINNING} AND own.n >= {_DAYS_KNOWN})
        SELECT coalesce(peers, '') AS peers, feature, count(*),
            quantile_cont(own, {quantiles}), quantile_cont(beside, {quantiles})
        FROM distances GROUP BY GROUPING SETS ((peers, feature), (feature)) HAVING peers <> '' OR peers IS NULL""",
        {"judged": judged},
    ).fetchall()
    found = {(peers, feature): (cases, own, beside) for peers, feature, cases, own, beside in rows}
    made = {}
    for peers, feature, share in db.execute("SELECT peers, feature, share FROM beside").fetchall():
        cases, own, beside = found.get((peers, feature), (0, (), ()))
        if cases < _CASES:
            cases, own, beside = found.get(("", feature), (0, (), ()))
        made[peers, feature] = tuple(TailCurve(tuple(at), cases, share) if cases else SHORT_PAST for at in (own, beside))
    return made  # type: ignore[return-value]


def measured(db: duckdb.DuckDBPyConnection, judged: date) -> list[Measured]:
    """What everybody did on the judged day beside what was usual. Without an own past the peers' usual stands for it."""
    new = ", ".join(f"'{name}'" for name in OF_FIRST_TIMES)
    rows = db.execute(
        f"""WITH today AS (FROM dense WHERE day = $judged AND amount > 0),
            begun AS (SELECT person, min(day) AS first FROM grouped GROUP BY person),
            before AS (SELECT t.person, t.feature,
                    count(*) FILTER (p.amount >= t.amount AND p.day < $judged - {_RECENT}
                        AND (t.feature NOT IN ({new}) OR p.day >= begun.first + {_BEGINNING})) AS as_much
                FROM today AS t JOIN begun USING (person)
                JOIN dense AS p ON p.person = t.person AND p.peers = t.peers AND p.feature = t.feature
                WHERE p.day < $judged GROUP BY ALL)
        SELECT t.person, t.peers, t.feature, t.amount, coalesce(own.usual, b.usual), b.usual,
            (t.steady - coalesce(own.middle, b.middle)) / coalesce(own.spread, b.spread), (t.steady - b.middle) / b.spread,
            coalesce(own.n, 0), coalesce(as_much, 0)
        FROM today AS t JOIN beside AS b ON b.peers = t.peers AND b.feature = t.feature
        LEFT JOIN own ON own.person = t.person AND own.peers = t.peers AND own.feature = t.feature
        LEFT JOIN before ON before.person = t.person AND before.feature = t.feature
        ORDER BY t.person, t.feature""",
        {"judged": judged},
    ).fetchall()
    return [Measured(*row) for row in rows]


def details(db: duckdb.DuckDBPyConnection, judged: date) -> dict[tuple[str, str], tuple[str, ...]]:
    """What stands behind a feature of the judged day, by person and feature: rare operations, new devices and places."""
    rows = db.execute(
        f"""WITH named AS (
            SELECT person, unnest(CASE what WHEN 'device' THEN ['new_devices', 'others_devices']
                ELSE ['new_destinations', 'unseen_destinations', 'bytes_to_new', 'week:bytes_to_new'] END) AS feature,
                thing AS name
            FROM firsts WHERE first = $judged
            UNION ALL SELECT person, 'rarity', concat_ws(':', category, act) FROM (
                SELECT DISTINCT person, category, act, share FROM acts JOIN grouped USING (person, day)
                JOIN common USING (peers, category, act) WHERE day = $judged
                QUALIFY share = min(share) OVER (PARTITION BY person)))
        SELECT person, feature, list_sort(list(name))[:{_NAMED}] FROM named GROUP BY ALL""",
        {"judged": judged},
    ).fetchall()
    return {(person, feature): tuple(names) for person, feature, names in rows}
