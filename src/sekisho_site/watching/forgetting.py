"""What watching may forget: how far behind the newest event others may still come, and what no such event can change.

Knows the newest moment, the horizon behind it and how many events came later than that. Refuses to forget findings and events:
the ones stay here, the others in the store. Why it changes nothing within the tolerance: docs/adr/0015.
"""

import sqlite3
from collections.abc import Iterable

from sekisho.detection.event import Event
from sekisho.detection.plan import Correlation, RuleBook
from sekisho_site.watching.state import read_meta, transaction, write_meta

_SECOND = 1_000_000
#: Forgetting looks at everything once; it is worth it after so much time of events (microseconds).
STEP = 86_400 * _SECOND
_LATE, _NEWEST, _HORIZON = "late", "newest", "horizon"


class Horizon:
    """Behind ``at`` (microseconds since 1970, UTC; None: nothing is forgotten yet) windows are closed for good."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self.at = self._number(_HORIZON)
        self._newest = self._number(_NEWEST)

    @property
    def late(self) -> int:
        """How many events came after their windows were closed: kept and judged one by one, but in no window."""
        return self._number(_LATE) or 0

    def is_late(self, time: int | None) -> bool:
        """Whether the windows of a moment are closed."""
        return time is not None and self.at is not None and time < self.at

    def meet(self, events: Iterable[Event]) -> None:
        """Remember the newest moment and count what came late; within a transaction."""
        times = [event.time for event in events if event.time is not None]
        late = sum(map(self.is_late, times))
        if late:
            write_meta(self._database, _LATE, str(self.late + late))
        if times and (self._newest is None or max(times) > self._newest):
            self._newest = max(times)
            write_meta(self._database, _NEWEST, str(self._newest))

    def open(self) -> None:
        """All that the store kept is judged again: no window is closed, and nothing was late; within a transaction."""
        self._database.execute("DELETE FROM meta WHERE key IN (?, ?)", (_LATE, _HORIZON))
        self.at = None

    def forget(self, book: RuleBook, now: float, tolerance: int) -> bool:
        """Close the windows that end more than ``tolerance`` seconds behind the newest event; whether there was anything to do.

        A moment after ``now`` (seconds since 1970) is a wrong clock somewhere: it closes nothing.
        """
        if self._newest is None:
            return False
        horizon = min(self._newest, int(now * _SECOND)) - tolerance * _SECOND
        if self.at is not None and horizon < self.at + STEP:
            return False
        with transaction(self._database):
            for correlation in book.correlations:
                _let_go(self._database, correlation, horizon)
            self._database.execute("DELETE FROM seen WHERE time < ?", (horizon,))
            write_meta(self._database, _HORIZON, str(horizon))
        self.at = horizon
        return True

    def _number(self, key: str) -> int | None:
        told = read_meta(self._database, key)
        return None if told is None else int(told)


def _let_go(database: sqlite3.Connection, correlation: Correlation, horizon: int) -> None:
    """Delete what no event from the horizon on can touch: its windows do not look back to it, nor a stretch that they join.

    The groups themselves stay: their first event says how the group is written.
    """
    timespan, name = correlation.timespan, correlation.id
    asked = "SELECT DISTINCT grp FROM happening WHERE correlation = ? AND time < ?"
    for (grp,) in database.execute(asked, (name, horizon - timespan)).fetchall():
        needed = horizon - timespan
        spans = "SELECT first_end, last_end FROM stretch WHERE correlation = ? AND grp = ? ORDER BY last_end DESC"
        for first_end, last_end in database.execute(spans, (name, grp)).fetchall():
            if last_end < needed:
                break
            needed = min(needed, first_end - timespan)  # it may go on, and is then cut anew as a whole
        database.execute("DELETE FROM happening WHERE correlation = ? AND grp = ? AND time < ?", (name, grp, needed))
        database.execute("DELETE FROM stretch WHERE correlation = ? AND grp = ? AND last_end < ?", (name, grp, needed))
