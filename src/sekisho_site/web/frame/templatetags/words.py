"""How values are said on screen: dates with their weekday, numbers with separators, outcomes and records by name."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.timezone import localtime

from sekisho.planes import BY_SOURCE
from sekisho.response.holidays import is_holiday

register = template.Library()
_WEEKDAYS = "月火水木金土日"


@register.filter
def day(value: date | None) -> str:
    """2026年11月24日（火）; 2026年11月23日（月・祝）."""
    if value is None:
        return "—"
    weekday = _WEEKDAYS[value.weekday()] + ("・祝" if is_holiday(value) else "")
    return f"{value.year}年{value.month}月{value.day}日（{weekday}）"


@register.filter
def plain_day(value: date | None) -> str:
    """2026年11月24日, as a field holds it."""
    return "" if value is None else f"{value.year}年{value.month}月{value.day}日"


@register.filter
def moment(value: datetime | None) -> str:
    """2026年11月24日（火）9:10."""
    if value is None:
        return "—"
    local = localtime(value)
    return f"{day(local.date())}{local.hour}:{local.minute:02d}"


@register.filter
def as_day(value: datetime | None) -> date | None:
    """The day of a moment, where the office is."""
    return None if value is None else localtime(value).date()


@register.filter
def read_moment(value: str) -> datetime | None:
    """A moment that was kept as ISO 8601; None when it is none."""
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None


@register.filter
def number(value: Any) -> str:
    """1,281."""
    return "—" if value is None else f"{value:,}"


@register.filter
def said(evidence: Any) -> Sequence[tuple[str, str]]:
    """What a cited record says, with its days as days are said here; a text that only looks like a day stays as written."""
    kept = isinstance(evidence, Mapping)  # as it stands in the table
    source, told = (evidence["source"], evidence["told"]) if kept else (evidence.source, evidence.told)
    days = {column.heading for column in BY_SOURCE[source].schema.columns if column.cell is date}
    return [(heading, _as_day(value) if heading in days else value) for heading, value in told]


def _as_day(value: str) -> str:
    with suppress(ValueError):
        return day(date.fromisoformat(value))
    return value
