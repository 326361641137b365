"""How records, dates and names are put into Japanese for people; shared by every check's ``explain``."""

from collections.abc import Iterable
from datetime import date

from sekisho.planes import CATALOGUES
from sekisho.reconcile.snapshot import Snapshot
from sekisho.record import Column, Record
from sekisho.terms import Vocabulary

_MOST_LISTED = 5


def day(value: date | None) -> str:
    """A date as people write it, or 「日付なし」.

    >>> day(date(2026, 4, 1))
    '2026年4月1日'
    """
    return f"{value.year}年{value.month}月{value.day}日" if value else "日付なし"


def listing(words: Iterable[str]) -> str:
    """Words joined for reading, shortened after five.

    >>> listing(["甲", "乙"])
    '甲、乙'
    """
    words = list(words)
    shown = "、".join(words[:_MOST_LISTED])
    return f"{shown}ほか{len(words) - _MOST_LISTED}件" if len(words) > _MOST_LISTED else shown


def countries(codes: Iterable[str], snapshot: Snapshot) -> str:
    """Country codes as Japanese names."""
    return listing(snapshot.catalog.country_name(code) for code in sorted(codes))


def items(codes: Iterable[str], snapshot: Snapshot) -> str:
    """Data item codes as Japanese names."""
    return listing(snapshot.catalog.item_name(code) for code in codes)


def told(record: Record, snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """What a record says: its filled columns after the key, as (heading, value as people read it)."""
    values = ((col, getattr(record, col.name)) for col in record.schema.columns[1:])
    return tuple((col.heading, _shown(value, col, snapshot)) for col, value in values if value not in (None, (), ""))


def _shown(value: object, col: Column, snapshot: Snapshot) -> str:
    if isinstance(value, tuple):
        return "／".join(_shown(each, col, snapshot) for each in value)
    if isinstance(value, Vocabulary):
        return value.label
    if isinstance(value, date):
        return value.isoformat()
    if col.refers_to == "party":
        return snapshot.name(str(value))
    if col.refers_to in CATALOGUES:
        return snapshot.catalog.name_of(col.refers_to, str(value))
    return str(value)
