# ruff: noqa: S608  (texts of SQL are put together from constants of this package; values are bound)
"""How much of every feature everybody did on a day: ``amounts`` (person, day, feature, amount), and its dense form.

One function is one named step of SQL. The features' names are those of ``detection.baselines.features``. Refuses to judge.
"""

from datetime import date

import duckdb

from sekisho.detection.baselines.features import UNITS, WEEKLY
from sekisho.detection.baselines.scale import DISPERSION

#: Only so many pairs of category and action are measured each; rarer ones are told by ``rarity``.
_PAIRS = 60
#: A person's hours of a day of the week or of rest that were used on fewer days than this are not working hours.
_SELDOM = 0.05
#: As many days of the peers are added to a person's own when working hours are judged.
_PEERS_HOURS = 5


def make_counts(db: duckdb.DuckDBPyConnection) -> None:
    """``counts``: what can be counted without looking at any other day, first times included."""
    sums = (
        "SELECT person, day, 'all' AS feature, n::DOUBLE AS amount FROM days",
        "SELECT person, day, 'category:' || category, count(*) FROM acts GROUP BY ALL",
        "SELECT person, day, 'action:' || category || ':' || act, count(*) FROM acts GROUP BY ALL",
        "SELECT person, day, 'bytes', sum(bytes) FROM acts WHERE bytes > 0 GROUP BY ALL",
        "SELECT person, day, 'bytes_out', sum(bytes_out) FROM acts WHERE bytes_out > 0 GROUP BY ALL",
        "SELECT person, day, 'records', sum(records) FROM acts WHERE records > 0 GROUP BY ALL",
        "SELECT person, day, 'customers', count(DISTINCT customer) FROM acts WHERE customer IS NOT NULL GROUP BY ALL",
        "SELECT person, day, 'objects', count(DISTINCT object) FROM acts WHERE object IS NOT NULL GROUP BY ALL",
        "SELECT person, day, 'devices', count(DISTINCT device) FROM acts WHERE device IS NOT NULL GROUP BY ALL",
        "SELECT person, first, 'new_devices', count(*) FROM firsts WHERE what = 'device' GROUP BY ALL",
        """SELECT person, first, 'others_devices', count(*) FROM firsts WHERE what = 'device' AND others BETWEEN 1 AND 2
            GROUP BY ALL""",
        "SELECT person, first, 'new_destinations', count(*) FROM firsts WHERE what = 'place' GROUP BY ALL",
        "SELECT person, first, 'unseen_destinations', count(*) FROM firsts WHERE what = 'place' AND others = 0 GROUP BY ALL",
        """SELECT acts.person, day, 'bytes_to_new', sum(bytes_out) FROM acts JOIN firsts
            ON what = 'place' AND firsts.person = acts.person AND thing = place AND first = day
            WHERE bytes_out > 0 GROUP BY ALL""",
    )
    db.execute(f"CREATE TABLE counts AS {' UNION ALL '.join(sums)}")


def make_habits(db: duckdb.DuckDBPyConnection, judged: date, first: date) -> None:
    """``hours`` and ``common``: when people work and what they do, by the days from ``first`` before the judged one."""
    db.execute(
        f"""CREATE OR REPLACE TABLE hours AS
        WITH who AS (SELECT person, arg_max(peers, day) AS peers FROM grouped GROUP BY person),
            spans AS (SELECT person, count(*) FILTER (isodow(day) < 6) AS working,
                greatest(1, round(date_diff('day', min(day), $judged) * 2 / 7)) AS resting
                FROM grouped WHERE day < $judged GROUP BY person),
            worked AS (SELECT person, rest, hour, count(DISTINCT day) AS n FROM acts
                WHERE day >= $first AND day < $judged GROUP BY ALL),
            days_of AS (SELECT peers, greatest(sum(working), 1) AS working, sum(resting) AS resting
                FROM who JOIN spans USING (person) GROUP BY peers),
            alike AS (SELECT peers, rest, hour, sum(n) / any_value(CASE WHEN rest THEN resting ELSE working END) AS share
                FROM worked JOIN who USING (person) JOIN days_of USING (peers) GROUP BY ALL),
            slots AS (SELECT unnest([true, false]) AS rest, hours.range::TINYINT AS hour FROM range(24) AS hours)
        SELECT who.person, slots.rest, slots.hour, (coalesce(worked.n, 0) + {_PEERS_HOURS} * coalesce(alike.share, 0))
            / (coalesce(CASE WHEN slots.rest THEN resting ELSE working END, 0) + {_PEERS_HOURS}) AS share
        FROM who CROSS JOIN slots
        LEFT JOIN spans ON spans.person = who.person
        LEFT JOIN worked ON worked.person = who.person AND worked.rest = slots.rest AND worked.hour = slots.hour
        LEFT JOIN alike ON alike.peers = who.peers AND alike.rest = slots.rest AND alike.hour = slots.hour""",
        {"judged": judged, "first": first},
    )
    db.execute(
        """CREATE OR REPLACE TABLE common AS
        WITH done AS (SELECT DISTINCT peers, person, day, category, act FROM acts JOIN grouped USING (person, day)),
            size AS (SELECT peers, count(*) FILTER (day < $judged) AS n FROM grouped GROUP BY peers)
        SELECT peers, category, act, (count(*) FILTER (day < $judged) + 0.5) / (any_value(n) + 1) AS share
        FROM done JOIN size USING (peers) GROUP BY ALL""",
        {"judged": judged},
    )


def make_dense(db: duckdb.DuckDBPyConnection, judged: date, first: date) -> None:
    """``dense``: for every feature that a person ever had, an amount on each of the person's days (0 where there was none).

    ``steady`` is the amount on the scale of equal surprise (``detection.baselines.scale``). Weekly sums stand beside the daily.
    """
    weekly = ", ".join(f"'{name}'" for name in WEEKLY)
    units = " ".join(f"WHEN '{name}' THEN {unit}" for name, unit in UNITS.items())
    db.execute(
        f"""CREATE OR REPLACE TABLE dense AS
        WITH pairs AS (SELECT 'action:' || category || ':' || act AS feature FROM acts WHERE day BETWEEN $first AND $judged
                GROUP BY ALL ORDER BY count(DISTINCT (person, day)) DESC, feature LIMIT {_PAIRS}),
        amounts AS (
            SELECT * FROM counts WHERE day BETWEEN $first AND $judged
                AND (feature NOT LIKE 'action:%' OR feature IN (FROM pairs))
            UNION ALL SELECT person, day, 'off_hours', count(*) FROM acts JOIN hours USING (person, rest, hour)
                WHERE share < {_SELDOM} AND day BETWEEN $first AND $judged GROUP BY ALL
            UNION ALL SELECT person, day, 'rarity', max(-ln(share)) FROM acts JOIN grouped USING (person, day)
                JOIN common USING (peers, category, act) GROUP BY ALL),
        daily AS (
            SELECT had.person, peers, grouped.day, had.feature, coalesce(amount, 0) AS amount
            FROM (SELECT DISTINCT person, feature FROM amounts) AS had JOIN grouped ON grouped.person = had.person
            LEFT JOIN amounts ON amounts.person = had.person AND amounts.day = grouped.day AND amounts.feature = had.feature),
        weekly AS (
            SELECT person, peers, day, 'week:' || feature AS feature,
                sum(amount) OVER (PARTITION BY person, feature ORDER BY day
                RANGE BETWEEN INTERVAL 6 DAYS PRECEDING AND CURRENT ROW) AS amount
            FROM daily WHERE feature IN ({weekly}) OR feature LIKE 'category:%' OR feature LIKE 'action:%')
        SELECT *, 2 * asinh(sqrt(amount / (CASE replace(feature, 'week:', '') {units} ELSE 1 END) * {DISPERSION}))
            / sqrt({DISPERSION}) AS steady
        FROM (FROM daily UNION ALL FROM weekly)""",
        {"judged": judged, "first": first},
    )
