"""Record values for tests: whatever a kind needs, made up from its own description."""

from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from sekisho.planes import REFERENCES
from sekisho.record import Column, Record


def filled(kind: type[Record], key: str = "K-1", **columns: Any) -> Any:
    """A record with every column filled, so that no column can get lost unnoticed."""
    return kind(**{column.name: _value(column) for column in kind.schema.columns} | {"key": key} | columns)


def bare(kind: type[Record], key: str = "K-1", **columns: Any) -> Any:
    """A record with only what its kind cannot do without."""
    needed = {each.name for each in fields(kind) if each.default is MISSING}
    return kind(
        **{column.name: _value(column) for column in kind.schema.columns if column.name in needed} | {"key": key} | columns
    )


def _value(column: Column) -> Any:
    if column.many:
        return (_single(column), _single(column)) if column.refers_to not in REFERENCES else (_single(column),)
    return _single(column)


def _single(column: Column) -> Any:
    if column.vocabulary:
        return list(column.vocabulary)[-1]
    if column.cell is date:
        return date(2026, 4, 1)
    if column.cell is int:
        return 7
    if column.refers_to in REFERENCES:
        return "K-1"
    return f"言葉 {column.name}"
