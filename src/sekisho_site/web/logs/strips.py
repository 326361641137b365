"""A log's days as a strip of bars (SVG, without a script): heights of volumes, hatched days of which something is missing.

Knows scales. Refuses to judge which days lack something: the rows say it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

_STEP, _BAR, _HEIGHT, _TOP = 12, 9, 48, 6
_LABEL = 20


@dataclass(frozen=True, slots=True)
class DayBar:
    """One day: where its bar stands, how high it is, and what is said of it. ``gap``: it cannot be judged."""

    day: date
    x: int
    y: int
    height: int
    events: int
    unreadable: int
    gap: bool
    why: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Everything that the template draws of one log."""

    id: str
    party_name: str
    party: str
    log: str
    bars: Sequence[DayBar]
    ticks: Sequence[tuple[int, str]]
    width: int
    height: int = _TOP + _HEIGHT + _LABEL
    floor: int = _TOP + _HEIGHT
    top: int = _TOP
    across: int = _BAR
    full: int = _HEIGHT

    @property
    def gaps(self) -> int:
        """How many days cannot be judged."""
        return sum(bar.gap for bar in self.bars)

    @property
    def events(self) -> int:
        """All events of these days."""
        return sum(bar.events for bar in self.bars)

    @property
    def unreadable(self) -> int:
        """All lines of these days that could not be read."""
        return sum(bar.unreadable for bar in self.bars)

    @property
    def said(self) -> str:
        """The finding in one sentence."""
        gaps = f"{self.gaps}日は欠けがあり、判定できません。" if self.gaps else "欠けは見当たりません。"
        return f"{len(self.bars)}日で{self.events:,}行が届きました。{gaps}"


def strip_of(  # noqa: PLR0913, PLR0917  (what a strip is made of)
    name: str, party_name: str, party: str, log: str, days: Sequence[date], volumes: Mapping[date, Any]
) -> Strip:
    """The strip of one log; days without a row are days on which nothing arrived and nothing was due."""
    most = max((row.events for row in volumes.values()), default=0)
    bars = [_bar(place, day, volumes.get(day), most) for place, day in enumerate(days)]
    ticks = [(bar.x, f"{bar.day.month}月{bar.day.day}日") for bar in bars if bar.day.weekday() == 0][::2]
    return Strip(name, party_name, party, log, bars, ticks, len(days) * _STEP + _STEP * 2)


def _bar(place: int, day: date, row: Any, most: int) -> DayBar:
    events = row.events if row is not None else 0
    height = max(2, round(_HEIGHT * events / most)) if events and most else 0
    unreadable, gap, why = (row.unreadable, row.gap, row.why) if row is not None else (0, False, "")
    return DayBar(day, place * _STEP + 2, _TOP + _HEIGHT - height, height, events, unreadable, gap, why)
