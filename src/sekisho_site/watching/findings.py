"""The findings as they stand: written with their revision, read for the output, and noted for whoever wants to hear of them.

Knows rows. Refuses to know why a finding changed.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sekisho.detection.alert import RuleAlert
from sekisho.detection.event import EventRef, Unreadable
from sekisho.detection.revision import FindingState, ToldFinding
from sekisho_site.watching.notices import note

_COLUMNS = "id, rule, title, level, subject, first, last, count, events, revision, previous, state, replaced_by"


class Findings:
    """The findings of one store, within the transactions of whoever calls. ``channels`` hear of those of their levels."""

    def __init__(self, database: sqlite3.Connection, channels: Sequence[tuple[str, frozenset[str]]] = ()) -> None:
        self._database, self._channels = database, channels
        self._confirmed: set[str] | None = None

    @contextmanager
    def confirming(self) -> Iterator[set[str]]:
        """While everything is judged again: the ids of findings that were seen to hold."""
        self._confirmed = set()
        try:
            yield self._confirmed
        finally:
            self._confirmed = None

    def confirm(self, id: str) -> None:
        """A finding holds, whether or not that is news."""
        if self._confirmed is not None:
            self._confirmed.add(id)

    def get(self, id: str) -> ToldFinding | None:
        """A finding as it was told last."""
        row = self._database.execute(f"SELECT {_COLUMNS} FROM finding WHERE id = ?", (id,)).fetchone()  # noqa: S608
        return _finding(row) if row else None

    def has(self, id: str) -> bool:
        """Whether a finding was told that stands."""
        asked = "SELECT 1 FROM finding WHERE id = ? AND state = 'standing'"
        return self._database.execute(asked, (id,)).fetchone() is not None

    def put(self, finding: ToldFinding) -> None:
        """Write what is told now, with the next number of all changes, and note it for those who want to hear of it."""
        alert = finding.alert
        events = json.dumps([[ref.file, ref.line] for ref in alert.events], ensure_ascii=False)
        self._database.execute(
            "INSERT OR REPLACE INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
            " (SELECT coalesce(max(changed), 0) + 1 FROM finding))",
            (
                finding.id,
                alert.rule,
                alert.title,
                alert.level,
                json.dumps(dict(alert.subject), ensure_ascii=False),
                alert.first,
                alert.last,
                alert.count,
                events,
                finding.revision,
                finding.previous,
                finding.state.value,
                finding.replaced_by,
            ),
        )
        for channel, levels in self._channels:
            if alert.level in levels:
                note(self._database, channel, finding)

    def standing_ids(self) -> set[str]:
        """The ids of all findings that stand."""
        return {id for (id,) in self._database.execute("SELECT id FROM finding WHERE state = 'standing'")}

    def standing(self) -> Iterator[ToldFinding]:
        """All findings that stand, in the order of ``detect``: rule, first time, subject."""
        order = "ORDER BY rule, first IS NULL, first, subject, events"
        for row in self._database.execute(f"SELECT {_COLUMNS} FROM finding WHERE state = 'standing' {order}"):  # noqa: S608
            yield _finding(row)

    def last_change(self) -> int:
        """The number of the last change; 0 before the first."""
        return int(self._database.execute("SELECT coalesce(max(changed), 0) FROM finding").fetchone()[0])

    def changed_since(self, number: int) -> Iterator[tuple[int, ToldFinding]]:
        """What changed after a number, in order, each as it is told now."""
        asked = f"SELECT {_COLUMNS}, changed FROM finding WHERE changed > ? ORDER BY changed"  # noqa: S608
        for row in self._database.execute(asked, (number,)):
            yield row[-1], _finding(row[:-1])


def unreadable(database: sqlite3.Connection, after: int = 0) -> Iterator[tuple[int, Unreadable]]:
    """The lines that could not be read, with the number under which each was written, after a number."""
    for seq, file, line, why in database.execute(
        "SELECT seq, file, line, why FROM unreadable WHERE seq > ? ORDER BY seq", (after,)
    ):
        yield seq, Unreadable(EventRef(file, line), why)


def _finding(row: Sequence[Any]) -> ToldFinding:
    id, rule, title, level, subject, first, last, count, events, revision, previous, state, replaced_by = row
    refs = tuple(EventRef(file, line) for file, line in json.loads(events))
    alert = RuleAlert(rule, title, level, json.loads(subject), first, last, count, refs)
    return ToldFinding(id, alert, revision, previous, FindingState(state), replaced_by)
