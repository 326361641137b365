"""Rows of the tables ↔ frozen values. Knows no single kind: columns and their types come from the kind's own schema.

Reading is column by column, in loops that run in C: a carrier's half a million rows take seconds, not minutes.
"""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from sekisho.evidence import canonical
from sekisho.record import Column, Record
from sekisho_site.records.models import MODELS


@cache
def selected(kind: type[Record]) -> Sequence[Any]:
    """What to select for the columns of a kind. Dates and lists come as text: each text is parsed only once."""
    return [
        Cast(column.name, TextField()) if column.many or column.cell is date else column.name for column in kind.schema.columns
    ]


@cache
def fields(kind: type[Record]) -> Mapping[str, str]:
    """The model's attribute that holds each column's stored value (``party`` is kept in ``party_id``)."""
    return {column.name: MODELS[kind]._meta.get_field(column.name).attname for column in kind.schema.columns}


def stored(record: Record) -> dict[str, Any]:
    """The columns of a value as the model stores them: codes as text, tuples as lists."""
    names = fields(type(record))
    return {names[column.name]: _plain(getattr(record, column.name), column) for column in record.schema.columns}


def record_hash(record: Record) -> str:
    """SHA-256 of the canonical form of a record's columns: what the log says about a version."""
    told = {column.name: getattr(record, column.name) for column in record.schema.columns}
    return hashlib.sha256(canonical(told)).hexdigest()


def _plain(value: Any, column: Column) -> Any:
    if column.many:
        return [each.value for each in value] if column.vocabulary else list(value)
    return value.value if column.vocabulary and value is not None else value


class RowReader:
    """Turns rows into values. Equal dates, lists and keys that one reader meets become one object."""

    def __init__(self) -> None:
        self._days: Mapping[Any, Any] = _Parsed(date.fromisoformat)
        self._lists: dict[type[Any], Mapping[Any, Any]] = {}
        self._keys: dict[Any, Any] = {}

    def read(self, kind: type[Record], rows: Sequence[tuple[Any, ...]]) -> list[Any]:
        """One value per row of :func:`selected` columns."""
        values = [object.__new__(kind) for _ in rows]
        for column, told in zip(kind.schema.columns, zip(*rows, strict=True), strict=False):
            # kinds are frozen; the slot itself is the only way to fill a value that is being made
            fill = kind.__dict__[column.name].__set__
            deque(map(fill, values, self._converted(column, told)), maxlen=0)
        return values

    def _converted(self, column: Column, told: tuple[Any, ...]) -> Iterator[Any]:
        if column.many:
            lists = self._lists.setdefault(column.cell, _Parsed(_list_of(column)))
            return map(lists.__getitem__, told)
        if column.vocabulary:
            return map(_members(column.vocabulary).__getitem__, told)
        if column.cell is date:
            return map(self._days.__getitem__, told)
        return map(self._keys.setdefault, told, told) if column.refers_to else iter(told)


class _Parsed(dict[Any, Any]):
    """What each text means, parsed when it is first met. None stays None."""

    def __init__(self, parse: Callable[[str], Any]) -> None:
        super().__init__({None: None})
        self._parse = parse

    def __missing__(self, text: str) -> Any:
        value = self[text] = self._parse(text)
        return value


def _list_of(column: Column) -> Callable[[str], tuple[Any, ...]]:
    cell = column.cell
    return lambda text: tuple(cell(each) for each in json.loads(text))


@cache
def _members(vocabulary: type[Any]) -> Mapping[str | None, Any]:
    return {None: None, **{member.value: member for member in vocabulary}}
