"""Windows events: from EVTX and from its JSON they are the same; flat ones stay as they are."""

import gzip
import json
from pathlib import Path

import pytest

from sekisho.detection.alert import iso
from tests.unit.formats.events.evtx_files import Element, evtx_file, windows_event
from tests.unit.formats.events.logs import events, read, told, write

SYSTEM = {"Provider": "Example-Security", "EventID": "4625", "Channel": "Security", "Computer": "PC-1"}
TIME = "2026-04-01T08:00:27.123456Z"


def _event(*data: tuple[str | None, str]) -> Element:
    return windows_event(SYSTEM, data, TIME)


def test_an_evtx_file(tmp_path: Path) -> None:
    content = evtx_file(
        [_event(("TargetUserName", "山田"), ("New Value", "x")), _event((None, "a"), (None, "b")), _event((None, "c"))], 7
    )
    for packed in (content, gzip.compress(content)):
        made = read(write(tmp_path, packed, name="some.txt"))
        assert told(made) == []
        found = events(made)
        assert [event.ref.line for event in found] == [7, 8, 9]
        assert [iso(event.time) for event in found] == ["2026-04-01T08:00:27.123456+00:00"] * 3
        assert found[0].fields == {
            "EventID": "4625",
            "Channel": "Security",
            "Computer": "PC-1",
            "Provider_Name": "Example-Security",
            "SystemTime": TIME,
            "TargetUserName": "山田",
            "NewValue": "x",
            "user": "山田",
            "device": "PC-1",
            "category": "authentication",
            "action": "login",
            "outcome": "failure",
        }
        assert found[1].fields["Data"] == ["a", "b"]
        assert found[2].fields["Data"] == "c"


def test_the_same_event_as_json(tmp_path: Path) -> None:
    from_disk = events(read(write(tmp_path, evtx_file([_event(("User Name", "山田"), ("Empty", ""))]), name="a.evtx")))
    system = {
        "Provider": {"#attributes": {"Name": "Example-Security"}},
        "EventID": "4625",
        "TimeCreated": {"#attributes": {"SystemTime": TIME}},
        "Channel": "Security",
        "Computer": "PC-1",
    }
    record = {"Event": {"System": system, "EventData": {"User Name": "山田", "Empty": ""}}}
    from_json = events(read(write(tmp_path, json.dumps([record], indent=1), name="a.json")))
    assert from_json[0].fields == from_disk[0].fields
    assert from_json[0].time == from_disk[0].time


def test_a_damaged_record_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    content = bytearray(evtx_file([_event(("A", "1")), _event(("A", "2"))]))
    second = content.index(b"**\x00\x00", content.index(b"**\x00\x00") + 4)
    content[second : second + 4] = b"xxxx"
    made = read(write(tmp_path, bytes(content)))
    assert [event.fields["A"] for event in events(made)] == ["1"]
    assert ["EVTX" in why for _, why in told(made)] == [True]
    content[4096:4104] = b"Unknown\x00"
    assert ["EVTX" in why for _, why in told(read(write(tmp_path, bytes(content))))] == [True]


def _json_event(event: dict[str, object], tmp_path: Path) -> dict[str, object]:
    [found] = events(read(write(tmp_path, json.dumps(event)), "windows-json"))
    return dict(found.fields)


def test_forms_of_attributes_text_and_user_data(tmp_path: Path) -> None:
    apart = {
        "Event": {
            "System": {
                "Provider_attributes": {"Name": "P", "Guid": "{1}"},
                "EventID": 104,
                "EventID_attributes": {"Qualifiers": 5},
                "TimeCreated_attributes": {"SystemTime": TIME},
                "Channel": "System",
                "Execution": {"#attributes": {"ProcessID": 4, "ThreadID": 5}},
                "Correlation": None,
            },
            "UserData": {
                "LogFileCleared": {"#attributes": {"xmlns": "x"}, "SubjectUserName": "山田", "Channel": "Application"}
            },
        }
    }
    assert _json_event(apart, tmp_path) == {
        "Provider_Name": "P",
        "Provider_Guid": "{1}",
        "EventID": 104,
        "Qualifiers": 5,
        "SystemTime": TIME,
        "Channel": "System",
        "Execution_ProcessID": 4,
        "Execution_ThreadID": 5,
        "SubjectUserName": "山田",
        "UserData_Channel": "Application",
        "user": "山田",
        "object": "Application",
        "category": "process",
        "action": "log_clear",
    }
    texts = {
        "Event": {
            "System": {"EventID": {"#text": 1, "#attributes": {"Qualifiers": 0}}},
            "EventData": {"Data": ["a", None, "b"]},
        }
    }
    assert _json_event(texts, tmp_path) == {"EventID": 1, "Qualifiers": 0, "Data": ["a", "b"]}
    assert _json_event({"Event": {"System": {"EventID": 1}, "EventData": None}}, tmp_path) == {"EventID": 1}
    assert _json_event({"Event": {"System": {"EventID": 1}, "EventData": "text"}}, tmp_path) == {"EventID": 1, "Data": "text"}


@pytest.mark.parametrize(
    ("record", "time"),
    [
        (
            {"EventID": 1, "SourceName": "x", "@timestamp": TIME, "EventTime": "2026-04-01 17:00:27"},
            "2026-04-01T08:00:27.123456+00:00",
        ),
        ({"EventID": 1, "Hostname": "x", "EventTime": "2026-04-01 17:00:27"}, "2026-04-01T17:00:27+00:00"),
        ({"EventID": 1, "Channel": "x", "UtcTime": "2026-04-01 17:00:27.5"}, "2026-04-01T17:00:27.500000+00:00"),
        ({"EventID": 1, "Channel": "x"}, None),
    ],
)
def test_flat_exports_stay_as_they_are(record: dict[str, object], time: str | None, tmp_path: Path) -> None:
    [found] = events(read(write(tmp_path, json.dumps(record))))
    assert record.items() <= found.fields.items()
    assert iso(found.time) == time


def test_whose_number_event_id_is(tmp_path: Path) -> None:
    shipped = '{"@timestamp":"2026-04-01T00:00:00Z","event_id":4103,'
    shipped += '"log_name":"Security","computer_name":"PC-1","event_data":{"A":"b"}}'
    [found] = events(read(write(tmp_path, shipped)))
    assert found.id is None
    assert found.fields["event_data.A"] == "b"
    assert found.fields["device"] == "PC-1"
    numbered = '{"timestamp":"2026-04-01T00:00:00Z","event_id":"e-1","EventID":4625,"Channel":"Security"}'
    assert events(read(write(tmp_path, numbered)))[0].id == "e-1"
    assert events(read(write(tmp_path, numbered), "windows-json"))[0].id == "e-1"
    same = '{"event_id":4625,"EventID":4625,"Channel":"Security"}'
    assert events(read(write(tmp_path, same)))[0].id is None


OLD = {
    "@timestamp": TIME,
    "computer_name": "PC-1",
    "event_id": 1,
    "host": {"name": "COLLECTOR"},
    "log_name": "Microsoft-Windows-Sysmon/Operational",
    "process_id": 12,
    "provider_guid": "{1}",
    "record_number": "77",
    "source_name": "Microsoft-Windows-Sysmon",
    "task": "Process Create",
    "user": {"identifier": "S-1-5-18"},
}
NEW = {
    "@timestamp": TIME,
    "event": {"code": 1, "provider": "Microsoft-Windows-Sysmon"},
    "winlog": {
        "channel": "Microsoft-Windows-Sysmon/Operational",
        "computer_name": "PC-1",
        "event_id": "1",
        "process": {"pid": 12, "thread": {"id": 3}},
        "provider_name": "Microsoft-Windows-Sysmon",
        "record_id": 77,
    },
}
DATA = {
    "Image": "C:\\a.exe",
    "User Name": "山田",
    "Channel": "x",
    "param1": "a",
    "param2": "b",
    "UtcTime": "2020-01-01 00:00:00",
}


def _shipped(form: str, part: str) -> dict[str, object]:
    """One event as winlogbeat ships it: in its old form, in its new one, or in that with dots for its nesting."""
    if form == "old":
        return {**OLD, part: DATA}
    winlog = {**NEW["winlog"], part: DATA}  # type: ignore[dict-item]
    dotted = {"@timestamp": TIME, "event.code": 1, **{f"winlog.{name}": value for name, value in winlog.items()}}
    return {**NEW, "winlog": winlog} if form == "new" else dotted


@pytest.mark.parametrize("form", ["old", "new", "dotted"])
@pytest.mark.parametrize("part", ["event_data", "user_data"])
def test_events_of_winlogbeat_get_the_names_of_rules_beside_their_own(form: str, part: str, tmp_path: Path) -> None:
    [found] = events(read(write(tmp_path, json.dumps(_shipped(form, part)))))
    assert iso(found.time) == "2026-04-01T08:00:27.123456+00:00"
    told = {
        name: found.fields.get(name) for name in ("Channel", "Computer", "Provider_Name", "SystemTime", "Execution_ProcessID")
    }
    assert told == {
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "Computer": "PC-1",
        "Provider_Name": "Microsoft-Windows-Sysmon",
        "SystemTime": TIME,
        "Execution_ProcessID": 12,
    }
    assert (str(found.fields["EventID"]), str(found.fields["EventRecordID"])) == ("1", "77")
    assert {"Image": DATA["Image"], "UserName": "山田", "param1": "a", "Data": ["a", "b"]}.items() <= found.fields.items()
    assert found.fields["UserData_Channel" if part == "user_data" else "EventData_Channel"] == "x"
    own = f"{part}.Image" if form == "old" else f"winlog.{part}.Image"
    assert found.fields[own] == DATA["Image"]
    assert {"category": "process", "action": "start", "device": "PC-1", "object": DATA["Image"]}.items() <= found.fields.items()


def test_names_that_an_event_of_winlogbeat_has_already_stay(tmp_path: Path) -> None:
    record = {
        **OLD,
        "event_id": "e-1",
        "EventID": 5,
        "Image": "kept",
        "event_data": {"Image": "other", "Data": "one", "param1": "x"},
    }
    [found] = events(read(write(tmp_path, json.dumps(record))))
    assert found.id == "e-1"
    assert {"EventID": 5, "Image": "kept", "event_data.Image": "other", "Data": "one"}.items() <= found.fields.items()
    [unnumbered] = events(read(write(tmp_path, json.dumps({**OLD, "event_id": "e-1"}))))
    assert "EventID" not in unnumbered.fields


def test_wide_nesting_is_gathered(tmp_path: Path) -> None:
    record = {"a": [{"b": 1}, {"b": [2, {"c": None}]}], "d": [], "e": {}, "f": None, "g.h": 1, "g": {"h": 2}, "i": [True, 1.5]}
    [found] = events(read(write(tmp_path, json.dumps(record)), "jsonl"))
    assert found.fields == {"a.b": [1, 2], "g.h": [1, 2], "i": [True, 1.5]}
