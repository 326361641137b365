"""Stories told as operation logs, to see what the own rules find in them, and when.

Knows which stories have logs and makes them anew each time: nothing of them is kept. Refuses to judge: engines do, and
``found`` says on which day.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.stories.logs import c01, c02, quiet_year
from sekisho.stories.logs.workday import Row


@dataclass(frozen=True, slots=True)
class LogStory:
    """Logs of one story. ``people`` work there at full size; with fewer the story is the same, its office smaller."""

    name: str
    first: date
    last: date
    people: int
    days: Callable[[int], Iterator[list[Row]]]

    def rows(self, people: int | None = None) -> Iterator[Row]:
        """Every event in order of time."""
        for day in self.days(people or self.people):
            yield from day

    def files(self, people: int | None = None) -> Iterator[tuple[str, bytes]]:
        """The logs as JSON Lines, one file a month, by name."""
        month, lines = "", bytearray()
        for row in self.rows(people):
            if (now := str(row["timestamp"])[:7]) != month:
                if lines:
                    yield f"{self.name}-{month}.jsonl", bytes(lines)
                month, lines = now, bytearray()
            lines += json.dumps(row, ensure_ascii=False).encode() + b"\n"
        if lines:
            yield f"{self.name}-{month}.jsonl", bytes(lines)


LOG_STORIES: Mapping[str, LogStory] = {
    told.NAME: LogStory(told.NAME, told.FIRST, told.LAST, people, told.days)
    for told, people in ((c01, 12), (c02, 40), (quiet_year, 200))
}
