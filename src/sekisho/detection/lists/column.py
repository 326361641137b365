"""A column that a list answers: what it asks of an event, and its answer.

Knows how an event is asked: fields as text, its moment on the clock of Japan, cut to what the list can tell apart. Refuses to
know any list.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias

from sekisho.detection.event import Value

#: Microseconds by which a list tells moments apart.
HOUR = 3_600_000_000
DAY = 24 * HOUR
#: Japan's clock is so far ahead of UTC, all year.
AHEAD = 9 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: What a list is asked: the fields it wants (empty: missing), and the moment in Japan without an offset (None: unknown).
Asked: TypeAlias = tuple[tuple[str, ...], datetime | None]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """The column ``name``, filled where the log itself carries nothing.

    ``fields`` of the event are asked, none of them filled by a list; ``grain`` is ``HOUR`` or ``DAY``: events that agree in
    the fields and in that part of their moment have one answer. ``answer`` gives None where no list can say.
    """

    name: str
    fields: tuple[str, ...]
    answer: Callable[[tuple[str, ...], datetime | None], str | None]
    grain: int = DAY

    def slot(self, time: int) -> int:
        """The number of the hour or day, in Japan, in which a moment (µs since 1970, UTC) lies."""
        return (time + AHEAD) // self.grain

    def told(self, fields: tuple[str, ...], slot: int | None) -> str | None:
        """The answer for what events of one slot (None: without a time) hold in the fields. Categories have no case."""
        if "category" in self.fields:
            place = self.fields.index("category")
            fields = (*fields[:place], fields[place].lower(), *fields[place + 1 :])
        return self.answer(fields, None if slot is None else _moment(slot * self.grain))


@lru_cache(maxsize=2**14)  # the same few days and hours come back in every batch
def _moment(microseconds: int) -> datetime | None:
    """The moment as the clock shows it; None when no calendar has it."""
    try:
        return (_EPOCH + timedelta(microseconds=microseconds)).replace(tzinfo=None)
    except OverflowError:
        return None


def text_of(value: Value) -> str:
    """A value as a list is asked for it: text without blanks around it, of several the first that is any; empty: none.

    >>> text_of(" M-1001 "), text_of(12), text_of(None), text_of([None, "", "a", "b"]), text_of(True)
    ('M-1001', '12', '', 'a', 'true')
    """
    if isinstance(value, list):
        return next((text for each in value if (text := text_of(each))), "")
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).strip()
