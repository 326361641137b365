"""Windows events in JSON: the nested form of EVTX made flat, with the names that Sigma rules use.

Knows the form that dumpers of EVTX write (``#attributes`` or ``…_attributes``, ``#text``, UserData). A record that is flat
already, as shippers of logs write it, stays as it stands. Refuses to know rules and categories.
"""

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


def windows_fields(record: dict[str, Any]) -> dict[str, Value]:
    """The fields of one Windows event. Raises Unread when it is nested too deep.

    >>> windows_fields({"Event": {"System": {"EventID": {"#text": 1102}}, "EventData": {"Data": {"#text": ["a", "b"]}}}})
    {'EventID': 1102, 'Data': ['a', 'b']}
    """
    event = record.get("Event")
    if not isinstance(event, dict) or not isinstance(event.get("System"), dict):
        return flattened(record)
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
