"""Windows events in JSON: the nested form of EVTX made flat, with the names that Sigma rules use.

Knows the form that dumpers of EVTX write (``#attributes`` or ``…_attributes``, ``#text``, UserData), and the two forms of
winlogbeat, whose events get those names beside their own. Any other flat record stays as it stands. Refuses to know rules and
categories.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sekisho.detection.event import Scalar, Value
from sekisho.formats.events.flat import add, flattened

#: What stands in attributes of the system part, under the names that rules and tools of this field use.
_ATTRIBUTES = {
    ("Provider", "Name"): "Provider_Name",
    ("Provider", "Guid"): "Provider_Guid",
    ("Provider", "EventSourceName"): "EventSourceName",
    ("EventID", "Qualifiers"): "Qualifiers",
    ("TimeCreated", "SystemTime"): "SystemTime",
    ("Correlation", "ActivityID"): "ActivityID",
    ("Correlation", "RelatedActivityID"): "RelatedActivityID",
    ("Execution", "ProcessID"): "Execution_ProcessID",
    ("Execution", "ThreadID"): "Execution_ThreadID",
    ("Security", "UserID"): "Security_UserID",
}
_SUFFIX = "_attributes"

#: A record with one of these at its top was shipped by winlogbeat: since 7 below ``winlog``, before that at the top.
SHIPPED = frozenset(("winlog", "winlog.event_id", "winlog.channel", "log_name", "event_data"))
#: What such an event calls the system part: the first of the names that holds something is taken.
_SHIPPED_SYSTEM = {
    "EventID": ("winlog.event_id", "event_id", "event.code"),
    "Channel": ("winlog.channel", "log_name"),
    "Computer": ("winlog.computer_name", "computer_name"),
    "Provider_Name": ("winlog.provider_name", "source_name", "event.provider"),
    "Provider_Guid": ("winlog.provider_guid", "provider_guid"),
    "EventRecordID": ("winlog.record_id", "record_number"),
    "SystemTime": ("@timestamp",),
    "ActivityID": ("winlog.activity_id", "activity_id"),
    "Execution_ProcessID": ("winlog.process.pid", "process_id"),
    "Execution_ThreadID": ("winlog.process.thread.id", "thread_id"),
    "Security_UserID": ("winlog.user.identifier", "user.identifier"),
}
_SHIPPED_DATA = re.compile(r"(?:winlog\.)?(?:event_data|(user_data))\.(?:(param\d+)$)?")


def windows_fields(record: dict[str, Any]) -> dict[str, Value]:
    """The fields of one Windows event. Raises Unread when it is nested too deep.

    >>> windows_fields({"Event": {"System": {"EventID": {"#text": 1102}}, "EventData": {"Data": {"#text": ["a", "b"]}}}})
    {'EventID': 1102, 'Data': ['a', 'b']}
    """
    event = record.get("Event")
    if not isinstance(event, dict) or not isinstance(event.get("System"), dict):
        return flattened(record) if SHIPPED.isdisjoint(record) else _shipped(flattened(record))
    fields: dict[str, Value] = {}
    _system(fields, event["System"])
    for part in ("EventData", "UserData", "ProcessingErrorData", "RenderingInfo"):
        for name, value in _data(event.get(part), part):
            add(fields, name if name not in _RESERVED else f"{part}_{name}", value)
    for name, value in record.items():  # what a shipper added beside the event
        if name != "Event" and isinstance(value, (str, int, float, bool)):
            fields.setdefault(name, value)
    return fields


#: Names of the system part that decide which events a rule is about: data of the same name gets its part's name before it.
_RESERVED = frozenset(("EventID", "Channel", "Computer", "Provider_Name", "SystemTime"))


def _shipped(fields: dict[str, Value]) -> dict[str, Value]:
    """An event of winlogbeat with the names of the nested form beside its own; a name that is there already stays.

    >>> told = _shipped({"winlog.event_id": "1", "winlog.event_data.Image": "a.exe", "winlog.event_data.param1": "x"})
    >>> [told[name] for name in ("EventID", "Image", "Data")]
    ['1', 'a.exe', ['x']]
    """
    told: dict[str, Value] = {}
    for name, sources in _SHIPPED_SYSTEM.items():
        value = next((value for source in sources if (value := fields.get(source)) not in (None, "")), None)
        if value is not None and (name != "EventID" or isinstance(value, list) or str(value).isdecimal()):
            told[name] = value
    unnamed: list[Scalar] = []
    for name, value in fields.items():
        if (place := _SHIPPED_DATA.match(name)) is None:
            continue
        inner = name[place.start(2) if place[2] else place.end() :].replace(" ", "")
        told[inner if inner not in _RESERVED else f"{'UserData' if place[1] else 'EventData'}_{inner}"] = value
        if place[2]:  # what has no name in the event is numbered by the shipper
            unnamed += value if isinstance(value, list) else [value]
    if unnamed:
        told.setdefault("Data", unnamed)
    return told | fields


def _system(fields: dict[str, Value], system: Mapping[str, Any]) -> None:
    for name, value in system.items():
        if name.endswith(_SUFFIX):
            _attributes(fields, name.removesuffix(_SUFFIX), value)
        elif isinstance(value, Mapping):
            _attributes(fields, name, value.get("#attributes"))
            if (text := value.get("#text")) is not None:
                fields[name] = text
        elif value is not None:
            fields[name] = value


def _attributes(fields: dict[str, Value], element: str, attributes: Any) -> None:
    if isinstance(attributes, Mapping):
        for name, value in attributes.items():
            if value is not None and name != "xmlns":
                fields[_ATTRIBUTES.get((element, name), f"{element}_{name}")] = value


def _data(part: Any, name: str, depth: int = 0) -> Iterator[tuple[str, Scalar]]:
    """The leaves below a part under their own names without spaces; ``Data`` of a text is the unnamed one."""
    if isinstance(part, Mapping) and depth < 32:
        for inner, value in part.items():
            if inner == "#attributes" or inner.endswith(_SUFFIX):
                continue
            yield from _data(value, name if inner == "#text" else inner.replace(" ", ""), depth + 1)
    elif isinstance(part, list):
        for value in part:
            yield from _data(value, name, depth + 1)
    elif part is not None and not isinstance(part, Mapping):
        yield (name if depth else "Data"), part
