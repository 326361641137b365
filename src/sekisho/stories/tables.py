"""Records written as small tables in YAML: the form in which stories and spec tests are told.

A table is a list of mappings under the record source's id. Codes are written as codes, dates as YAML dates. Anything
that does not fit a column is an error naming table, row and field, so that a story cannot be silently wrong.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sekisho.planes import BY_SOURCE
from sekisho.record import Column, Record

Tables = Mapping[str, Iterable[Mapping[str, Any]]]


class TableError(ValueError):
    """A table does not fit the record kinds; the message names table, row and field."""


def records_of(tables: Tables) -> Iterator[Record]:
    """Every record of the tables, in the order in which they stand. Raises :class:`TableError`, also for a key told twice."""
    for source, rows in tables.items():
        if source not in BY_SOURCE:
            raise TableError(f"{source}: no record kind has this source")
        if not isinstance(rows, Iterable) or isinstance(rows, (str, Mapping)):
            raise TableError(f"{source}: a list of rows is needed")
        seen = set()
        for row in rows:
            told = record_of(source, row)
            if told.key in seen:
                raise TableError(f"{source} {told.key}: this key stands twice")
            seen.add(told.key)
            yield told


def record_of(source: str, row: Mapping[str, Any]) -> Record:
    """One record from one row. Raises :class:`TableError`, and ``KeyError`` for a source that no record kind has."""
    if not isinstance(row, Mapping):
        raise TableError(f"{source} {row!r}: a row is a mapping of fields")
    kind = BY_SOURCE[source]
    known = {column.name: column for column in kind.schema.columns}
    where = f"{source} {row.get('key', '?')}"
    unknown = [str(name) for name in row if name not in known]
    if unknown:
        raise TableError(f"{where}: no such field: {', '.join(sorted(unknown))}")
    try:
        return kind(**{name: _value(known[name], value, f"{where}.{name}") for name, value in row.items()})
    except TypeError as error:
        raise TableError(f"{where}: {error}") from error


def _value(column: Column, value: Any, where: str) -> Any:
    if column.many:
        if not isinstance(value, list):
            raise TableError(f"{where}: a list is needed")
        return tuple(_single(column, each, where) for each in value)
    if value is None and column.optional:
        return None
    return _single(column, value, where)


def _single(column: Column, value: Any, where: str) -> Any:
    if column.vocabulary:
        # YAML reads a bare yes or no as a boolean
        code = ("yes" if value else "no") if isinstance(value, bool) else value
        members = {member.value: member for member in column.vocabulary}
        if not isinstance(code, str) or code not in members:
            raise TableError(f"{where}: {value!r} is not one of {', '.join(members)}")
        return members[code]
    if type(value) is not column.cell:  # a bool is no number, a point in time is no date
        raise TableError(f"{where}: {value!r} is not {'a date' if column.cell is date else column.cell.__name__}")
    return value
