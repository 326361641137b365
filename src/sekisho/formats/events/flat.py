"""Nested JSON as flat fields: names joined with dots, what stands in arrays gathered under one name.

Knows that null is a missing field and an empty text is not. Refuses to know what the names mean.
"""

from collections.abc import Mapping
from typing import Any

from sekisho.detection.event import Scalar, Value
from sekisho.formats.events.unread import Unread

DEPTH_LIMIT = 64
_PLAIN = frozenset((str, int, float, bool))


def flattened(record: dict[str, Any]) -> dict[str, Value]:
    """The fields of a record. A record that is flat already is handed back as it is, not copied.

    >>> flattened({"user": {"name": "S-01", "mail": None}, "to": [{"host": "a"}, {"host": "b"}], "tags": ["x"]})
    {'user.name': 'S-01', 'to.host': ['a', 'b'], 'tags': ['x']}

    Raises Unread when it is nested too deep to mean anything.
    """
    if _PLAIN.issuperset(map(type, record.values())):
        return record
    fields: dict[str, Value] = {}
    for name, value in record.items():
        if type(value) in _PLAIN:
            add(fields, name, value)
        else:
            _walk(fields, name, value, 1)
    return fields


def _walk(fields: dict[str, Value], name: str, value: Any, depth: int) -> None:
    if depth > DEPTH_LIMIT:
        raise Unread(f"JSONの入れ子が深すぎます（{DEPTH_LIMIT}段を超えます）。壊れているか、ログではありません。")
    if isinstance(value, Mapping):
        for inner, found in value.items():
            _walk(fields, f"{name}.{inner}", found, depth + 1)
    elif isinstance(value, list):
        for found in value:
            if type(found) in _PLAIN:
                gather(fields, name, found)
            else:
                _walk(fields, name, found, depth + 1)
    elif value is not None:
        add(fields, name, value)


def add(fields: dict[str, Value], name: str, value: Scalar) -> None:
    """Puts a value under its name; a name that is there already becomes a list, so that nothing is lost."""
    if name in fields:
        gather(fields, name, value)
    else:
        fields[name] = value


def gather(fields: dict[str, Value], name: str, value: Scalar) -> None:
    """Puts an element of an array under its name."""
    known = fields.get(name)
    if known is None:
        fields[name] = [value]
    elif isinstance(known, list):
        known.append(value)
    else:
        fields[name] = [known, value]
