"""What is counted while a file is taken in: volume by stream and day, record numbers, steps of clocks."""

from random import Random

import pytest

from sekisho.formats.eventstore import incoming
from tests.unit.formats.eventstore.making import DAY, HOUR, NOON, event, take_in

MINUTE = HOUR // 60


def steps(tmp_path, items):
    traits = take_in(tmp_path / "s", "x", items).traits
    return [(step.origin, step.line, (step.before - step.after) // MINUTE, step.times, step.rows) for step in traits.steps_back]


def test_volume_by_party_system_and_day(tmp_path):
    items = [
        event(1, party="P-1", system="S1"),
        event(2, NOON + 5, party="P-1", system="S1"),
        event(3, NOON + DAY, party="P-1", system="S1"),
        event(4, party="P-2"),
        event(5, None, party=["P-2", "P-3"]),
    ]
    volumes = take_in(tmp_path / "s", "x", items).traits.volumes
    assert [(v.stream.party, v.stream.system, v.day, v.rows, v.first) for v in volumes] == [
        ("P-1", "S1", "2026-04-01", 2, NOON),
        ("P-1", "S1", "2026-04-02", 1, NOON + DAY),
        ("P-2", "", "2026-04-01", 1, NOON),
        ("P-2", "", "unknown", 1, None),
    ]


@pytest.mark.parametrize("enough", [1, 4, 100])
def test_a_clock_that_goes_back(tmp_path, monkeypatch, enough):
    monkeypatch.setattr(incoming, "_BATCH", enough)
    monkeypatch.setattr(incoming, "_ENOUGH_ROWS", enough)
    times = [0, 1, 2, 3, 63, 4, 5, 6, 7, 70, 71, 72]
    items = [event(line, NOON + minute * MINUTE, device="PC-1") for line, minute in enumerate(times, 1)]
    assert steps(tmp_path, items) == [("PC-1", 6, 59, 1, 12)]


def test_late_events_and_other_machines_are_no_steps(tmp_path):
    late = [event(n, NOON + n * MINUTE - (4 * MINUTE if n % 5 == 0 else 0), device="PC-1") for n in range(1, 40)]
    assert steps(tmp_path / "late", late) == []
    one = [event(n, NOON + n * MINUTE, device="PC-1") for n in range(1, 20)]
    two = [event(n, NOON + (n - 30) * MINUTE, device="PC-2") for n in range(20, 40)]
    assert steps(tmp_path / "two", one + two) == []


def test_newest_first_has_no_clock(tmp_path):
    items = [event(n, NOON - n * MINUTE - (10 * HOUR if n > 50 else 0), device="PC-1") for n in range(1, 100)]
    assert steps(tmp_path, items) == []


@pytest.mark.parametrize("enough", [1, 7, 1000])
def test_record_numbers_become_stretches(tmp_path, monkeypatch, enough):
    monkeypatch.setattr(incoming, "_BATCH", enough)
    monkeypatch.setattr(incoming, "_ENOUGH_ROWS", enough)
    numbers = [*range(1, 30), *range(40, 60), 45]
    Random(3).shuffle(numbers)  # noqa: S311 - a seeded draw, no secret
    items = [
        event(line, NOON + number * MINUTE, Computer="PC-1", Channel="Security", EventRecordID=number)
        for line, number in enumerate(numbers, 1)
    ]
    items += [event(100, Computer="PC-2", Channel="System", EventRecordID="7"), event(101, EventRecordID="none")]
    found = take_in(tmp_path / "s", "x", items).traits.numberings
    assert [(each.origin, each.stretches) for each in found] == [
        ("PC-1 Security", ((1, 29, NOON + MINUTE, NOON + 29 * MINUTE), (40, 59, NOON + 40 * MINUTE, NOON + 59 * MINUTE))),
        ("PC-2 System", ((7, 7, NOON, NOON),)),
    ]


def test_a_source_of_which_only_some_events_are_collected(tmp_path):
    items = [event(line, EventRecordID=line * 10) for line in range(1, 1100)]
    (found,) = take_in(tmp_path / "s", "x", items).traits.numberings
    assert (found.stretches, found.broken) == ((), 1099)
