"""Unusual days over a small office: what is found, that only the past counts, beginnings, and how times are read."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sekisho.engines.behaviour.baselines import judge_days
from tests.unit.engines.behaviour.writing import at, office, write

DAY = 29  # Monday 30 March 2026
JUDGED = date(2026, 3, 30)


def judged(path, events, **told):
    """The one judged day."""
    found = judge_days([write(path / "a.jsonl", events)], **{"first": JUDGED, "last": JUDGED, "budget": 10} | told)
    return found.days[0]


def many(user, count, hour=22, **fields):
    """What one person does on the judged day, beside the usual."""
    base = {"user": user, "host": "PC-3", "category": "datastore", "action": "lookup", "role": "clerk"} | fields
    return [{**base, "timestamp": at(DAY, hour, n % 60), "customer": f"X-{n}"} for n in range(count)]


def test_a_night_of_mass_look_ups_comes_first_with_usual_and_now(tmp_path):
    day = judged(tmp_path, [*office(), *many("u3", 300)])
    first = day.alerts[0]
    assert (first.user, first.rank, first.day) == ("u3", 1, "2026-03-30")
    reasons = {reason.feature: reason for reason in first.reasons}
    assert reasons["off_hours"].usual == 0
    assert reasons["off_hours"].now == 300
    amounts = [reason for name, reason in reasons.items() if name != "off_hours"]
    assert any(reason.now > 10 * reason.usual for reason in amounts)


def test_a_usual_day_has_no_strong_alerts(tmp_path):
    assert max((alert.score for alert in judged(tmp_path, office()).alerts), default=0) < 2


def test_a_new_operation_device_and_destination_are_named(tmp_path):
    told = {
        "host": "PC-NEW",
        "category": "http",
        "action": "upload",
        "url": "https://up.example.org/x",
        "bytes_out": 50_000_000,
    }
    first = judged(tmp_path, [*office(), *many("u3", 3, hour=11, **told)]).alerts[0]
    assert first.user == "u3"
    named = {name for reason in first.reasons for name in reason.names}
    assert {"PC-NEW", "example.org", "http:upload"} <= named


def test_what_comes_after_the_judged_day_changes_nothing(tmp_path):
    events = [*office(), *many("u3", 40)]
    later = [{**event, "timestamp": at(DAY + 2, 22, n % 60)} for n, event in enumerate(many("u5", 500))]
    told = [[alert.as_json() for alert in judged(tmp_path, some).alerts] for some in (events, [*events, *later])]
    assert told[0] == told[1]


def test_neither_operations_nor_hours_of_later_days_change_what_is_told(tmp_path):
    """Many kinds of operations that come into use later, and later work at another time of the day in UTC."""
    events = [
        {**event, "timestamp": at(int(event["customer"].split("-")[2]), 2 + n % 5, zone="Z")}
        for n, event in enumerate(office())
    ]
    events += many("u3", 40, action="export")
    later = [
        {**event, "timestamp": at(DAY + 2 + n % 5, 16 + n % 8, zone="Z"), "action": f"act{n % 70}", "user": f"u{n % 12}"}
        for n, event in enumerate(many("u5", 5_000))
    ]
    told = [[alert.as_json() for alert in judged(tmp_path, some).alerts] for some in (events, [*events, *later])]
    assert told[0] == told[1]


def test_the_order_of_events_changes_nothing(tmp_path):
    events = [*office(), *many("u3", 40)]
    told = [[alert.as_json() for alert in judged(tmp_path, some).alerts] for some in (events, events[::-1])]
    assert told[0] == told[1]


def test_somebody_new_is_held_to_the_peers_alone(tmp_path):
    newcomer = next(alert for alert in judged(tmp_path, [*office(), *many("new", 300)]).alerts if alert.user == "new")
    assert newcomer.past_days == 0
    assert newcomer.peers == "clerk"


def test_without_any_past_nothing_is_told(tmp_path):
    day = judged(tmp_path, many("u3", 300))
    assert (day.past_days, day.alerts) == (0, ())


def test_the_budget_is_of_a_day_and_days_without_anybody_are_left_out(tmp_path):
    found = judge_days(
        [write(tmp_path / "a.jsonl", [*office(), *many("u3", 300), *many("u4", 200)])],
        first=date(2026, 3, 27), last=date(2026, 4, 2), budget=1,
    )  # fmt: skip
    assert [str(day.day) for day in found.days] == ["2026-03-27", "2026-03-30"]
    assert all(len(day.alerts) <= 1 for day in found.days)


@pytest.mark.parametrize(("zone", "shift"), [("+09:00", 0), ("Z", 0), ("Z", -9), ("+00:00", -9)])
def test_the_day_is_the_one_on_the_wall(tmp_path, zone, shift):
    """Working hours written in UTC are Japan's morning (shift -9) or a world that keeps UTC (shift 0)."""
    events = [
        {**event, "timestamp": at(int(event["customer"].split("-")[2]), 9 + shift + n % 8, zone=zone)}
        for n, event in enumerate(office())
    ]
    day = judged(tmp_path, events)
    assert day.people == 12


def test_a_roster_gives_the_work_that_events_do_not(tmp_path):
    events = [{name: value for name, value in event.items() if name != "role"} for event in [*office(), *many("u3", 300)]]
    found = judged(tmp_path, events, roster={f"u{n}": "窓口" for n in range(12)})
    assert found.alerts[0].peers == "窓口"
    assert judged(tmp_path, events).alerts[0].peers == ""


@pytest.mark.parametrize("form", ["jsonl", "csv", "text", "moment", "moment in UTC", "count"])
def test_the_clock_on_the_wall_is_read_alike_from_every_form(tmp_path, form):
    """An afternoon until late, written without an offset, and the moments of Japan's day in the forms that mean UTC."""
    wall = form in {"jsonl", "csv", "text", "moment"}
    shift = 6 if wall else 0
    events = [*office(), *many("u3", 40, hour=15)]
    for event in events:
        moment = datetime.fromisoformat(event["timestamp"]) + timedelta(hours=shift)
        event["timestamp"] = moment.replace(tzinfo=None).isoformat(" ") if wall else moment.astimezone(UTC)
    names = sorted({name for event in events for name in event})
    path = tmp_path / f"a.{form if form in {'jsonl', 'csv'} else 'parquet'}"
    if form == "jsonl":
        write(path, events)
    elif form == "csv":
        rows = [",".join(names), *(",".join(event[name] for name in names) for event in events)]
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    else:
        columns = {name: [event[name] for event in events] for name in names}
        if form == "moment":
            columns["timestamp"] = pa.array(map(datetime.fromisoformat, columns["timestamp"]), pa.timestamp("us"))
        if form == "count":
            columns["timestamp"] = [int(moment.timestamp() * 1000) for moment in columns["timestamp"]]
        pq.write_table(pa.table(columns), path)
    told = judge_days([path], first=JUDGED, last=JUDGED, budget=10)
    assert (told.first, told.last, told.nobodys) == (date(2026, 3, 2), JUDGED, 0)
    assert (told.days[0].people, told.days[0].past_days, told.days[0].alerts[0].user) == (12, 20, "u3")


def test_what_lies_before_since_is_as_if_it_were_not_there(tmp_path):
    first = date(2026, 3, 16)
    kept = [event for event in office() if event["timestamp"][:10] >= first.isoformat()]
    whole = judged(tmp_path, [*office(), *many("u3", 300)], since=first)
    assert whole == judged(tmp_path, [*kept, *many("u3", 300)])
    assert whole != judged(tmp_path, [*office(), *many("u3", 300)])
