"""What watching forgets changes nothing within the tolerance; what comes later than that is counted."""

from random import Random

import pytest

from sekisho.detection.alert import Match
from sekisho.detection.event import Event, EventRef
from sekisho.detection.sigma.book import book_of
from sekisho.engines.reference import alerts
from sekisho_site.watching import forgetting
from sekisho_site.watching.correlating import Correlating
from sekisho_site.watching.findings import Findings
from sekisho_site.watching.forgetting import Horizon
from sekisho_site.watching.state import connect, transaction, write_meta

MINUTE = 60_000_000
HOUR = 60 * MINUTE
TOLERANCE = 3 * 3600
AFTER = 4e9  # a clock that stands after every event

RULES = b"""
title: lookup
id: 11111111-1111-4111-8111-111111111111
name: lookup
logsource: {product: app}
detection:
  sel: {action: lookup}
  condition: sel
---
title: many
id: 22222222-2222-4222-8222-222222222222
name: many
correlation:
  type: event_count
  rules: [lookup]
  group-by: [user]
  timespan: 20m
  condition: {gte: 3}
  generate: true
---
title: again and again
id: 33333333-3333-4333-8333-333333333333
correlation:
  type: event_count
  rules: [many]
  group-by: [user]
  timespan: 6h
  condition: {gte: 4}
---
title: few
id: 55555555-5555-4555-8555-555555555555
name: few
correlation:
  type: event_count
  rules: [lookup]
  group-by: [user]
  timespan: 2h
  condition: {lt: 9}
  generate: true
---
title: few for long
id: 77777777-7777-4777-8777-777777777777
correlation:
  type: event_count
  rules: [few]
  timespan: 20m
  condition: {gte: 3}
---
title: two people
id: 66666666-6666-4666-8666-666666666666
correlation:
  type: value_count
  rules: [lookup]
  timespan: 10m
  condition: {field: user, gte: 2}
"""
BOOK = book_of([("rules.yml", RULES)])


class Watched:
    """Matches come in batches, as a watcher hands them on; after each, what may be forgotten is."""

    def __init__(self, folder):
        self.database = connect(folder)
        self.database.execute("PRAGMA synchronous = OFF")  # nobody pulls the plug here
        self.horizon = Horizon(self.database)
        self.findings = Findings(self.database)
        self._correlating = Correlating(self.database, BOOK, self.findings, self.horizon)

    def take(self, matches, *, now=AFTER):
        with transaction(self.database):
            self.horizon.meet(Event(match.ref, match.time, {}) for match in matches)
            for match in matches:
                self._correlating.take(match, f"{match.ref.line}")
            self._correlating.settle()
        return self.horizon.forget(BOOK, now, TOLERANCE)

    def told(self):
        return sorted((each.alert for each in self.findings.standing()), key=repr)

    def rows(self, table):
        return self.database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608


@pytest.fixture
def watched(tmp_path, monkeypatch):
    monkeypatch.setattr(forgetting, "STEP", 0)
    made = Watched(tmp_path)
    yield made
    made.database.close()


def happened(random, count, pace):
    at = 1_775_000_000_000_000
    for line in range(count):
        at += random.randint(0, pace) * MINUTE
        if random.random() < 0.05:
            at += 8 * HOUR  # now and then everything rests, so that stretches end
        user = f"E-{random.randint(1, 3)}"
        yield Match(BOOK.rules[0].id, EventRef("a.log", line), at, {"user": user})


def judged(matches):
    correlations = {each.id for each in BOOK.correlations if not each.silent}
    return sorted((each for each in alerts(BOOK, matches) if each.rule in correlations), key=repr)


@pytest.mark.parametrize("seed", range(8))
def test_late_within_the_tolerance_is_as_if_in_time(watched, seed):
    random = Random(seed)  # noqa: S311
    matches = list(happened(random, 250, pace=15))
    # in time, or as late as they may come: then their windows lie across the horizon
    lateness = {match: random.choice((0, TOLERANCE * 1_000_000 - random.randint(1, 30 * MINUTE))) for match in matches}
    coming = sorted(matches, key=lambda match: match.time + lateness[match])
    while coming:
        size = random.randint(1, 6)
        watched.take(coming[:size])
        del coming[:size]
    assert watched.told() == judged(matches)
    assert watched.horizon.late == 0
    after = Match(matches[0].rule, EventRef("a.log", 999), matches[-1].time + 48 * HOUR, {"user": "E-1"})
    watched.take([after])
    assert watched.told() == judged([*matches, after])
    assert (watched.rows("happening"), watched.rows("stretch")) == (4, 1)  # that one, for each of the four that ask for it


def test_what_comes_later_is_counted_and_changes_no_window(watched):
    matches = list(happened(Random(1), 60, pace=15))  # noqa: S311
    watched.take(matches)
    before = watched.told()
    late = [Match(matches[0].rule, EventRef("b.log", line), matches[0].time, {"user": "E-1"}) for line in range(5)]
    watched.take(late)
    assert (watched.told(), watched.horizon.late) == (before, 5)
    assert Horizon(watched.database).late == 5  # another watcher knows it too
    with transaction(watched.database):
        watched.horizon.open()
    assert (watched.horizon.at, watched.horizon.late) == (None, 0)


def test_ids_are_forgotten_with_their_moment_and_those_without_never(watched):
    [match] = happened(Random(1), 1, pace=1)  # noqa: S311
    rows = [(b"old", match.time - 4 * HOUR), (b"new", match.time - 2 * HOUR), (b"never", None)]
    watched.database.executemany("INSERT INTO seen VALUES (?, ?)", rows)
    watched.take([match])
    assert {id for (id,) in watched.database.execute("SELECT id FROM seen")} == {b"new", b"never"}


def test_a_clock_that_runs_ahead_closes_nothing(watched):
    [match] = happened(Random(1), 1, pace=1)  # noqa: S311
    ahead = Match(match.rule, EventRef("wrong.log", 1), match.time + 10**15, {"user": "E-1"})
    watched.take([match, ahead], now=match.time / 1_000_000)
    assert watched.horizon.at == match.time - TOLERANCE * 1_000_000


def test_it_forgets_once_a_day_of_events(tmp_path):
    watched = Watched(tmp_path)
    [match] = happened(Random(1), 1, pace=1)  # noqa: S311
    later = [
        Match(match.rule, EventRef("a.log", number), match.time + hours * HOUR, {"user": "E-1"})
        for number, hours in enumerate((0, 23, 24))
    ]
    assert [watched.take([each]) for each in later] == [True, False, True]
    watched.database.close()


def test_the_state_of_the_version_before_is_taken_over(tmp_path):
    database = connect(tmp_path)
    database.execute("DROP TABLE seen")
    database.execute("CREATE TABLE seen (id BLOB PRIMARY KEY) WITHOUT ROWID")
    database.execute("INSERT INTO seen VALUES (x'01')")
    write_meta(database, "version", "1")
    database.close()
    database = connect(tmp_path)
    assert database.execute("SELECT id, time FROM seen").fetchall() == [(b"\x01", None)]
    database.close()
