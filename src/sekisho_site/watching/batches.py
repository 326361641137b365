"""One batch, one transaction: what is new of a file is kept, judged and told, and how far the file is read is written down.

Knows the order of these steps. Refuses to know files (``reading``), windows (``correlating``) and Parquet (``flushing``).
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sekisho.detection.alert import RuleAlert
from sekisho.detection.event import Event, EventRef, Unreadable
from sekisho.detection.plan import RuleBook
from sekisho.detection.revision import event_finding_id, revised, withdrawn
from sekisho.engines.columns.matching import Matches
from sekisho_site.watching.correlating import Correlating
from sekisho_site.watching.findings import Findings
from sekisho_site.watching.fingerprint import fingerprint
from sekisho_site.watching.following import Sources
from sekisho_site.watching.forgetting import Horizon
from sekisho_site.watching.reading import Taken
from sekisho_site.watching.state import read_meta, transaction, write_meta

_AT_ONCE = 10_000


class Batches:
    """The one writer of findings in a store. ``matches`` says what the rules of the book find in events."""

    def __init__(
        self, database: sqlite3.Connection, book: RuleBook, sources: Sources, findings: Findings, matches: Matches
    ) -> None:
        self._database, self._book, self._sources, self._findings = database, book, sources, findings
        self._matches = matches
        self._rules = {rule.id: rule for rule in book.rules}
        self.horizon = Horizon(database)
        self._correlating = Correlating(database, book, findings, self.horizon)

    def keep(self, taken: Taken) -> None:
        """Keep and judge what was taken of one file, and how far it is read: all of it, or nothing when we die."""
        with transaction(self._database):
            if taken.first:
                self._database.execute("DELETE FROM unreadable WHERE source = ? AND passing", (taken.source.id,))
            items = self._fresh(taken)
            events = [item for item in items if isinstance(item, Event)]
            self._journal(taken.layout, items)
            self._tell_unreadable(taken)
            self.horizon.meet(events)
            self._judge(events)
            self._correlating.settle()
            self._sources.write(taken.source)

    def _fresh(self, taken: Taken) -> list[Event | Unreadable]:
        """Without what was taken before: of files that are read whole anything that was there, of all files known ids."""
        items = list(taken.items)
        if taken.digests:
            added = "INSERT OR IGNORE INTO taken VALUES (?, ?)"
            new = [self._database.execute(added, (taken.source.id, digest)).rowcount for digest in taken.digests]
            items = [item for item, fresh in zip(items, new, strict=True) if fresh]
        return [item for item in items if not isinstance(item, Event) or item.id is None or self._is_new(item.id, item.time)]

    def _is_new(self, id: str, time: int | None) -> bool:
        digest = hashlib.blake2b(id.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        return bool(self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (digest, time)).rowcount)

    def _journal(self, layout: str, items: Iterable[Event | Unreadable]) -> None:
        """Events wait here until they are written as Parquet."""
        self._database.executemany(
            "INSERT INTO journal (layout, file, line, time, id, fields, why) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (layout, item.ref.file, item.ref.line, None, None, None, item.why)
                if isinstance(item, Unreadable)
                else (layout, item.ref.file, item.ref.line, item.time, item.id, json.dumps(dict(item.fields)), None)
                for item in items
            ),
        )

    def _tell_unreadable(self, taken: Taken) -> None:
        """Told for good, or (``passing``) until the file goes on; of a file that is read whole all of them pass."""
        whole = taken.source.whole
        told = [(item, whole) for item in taken.items if isinstance(item, Unreadable)]
        self._database.executemany(
            "INSERT INTO unreadable (source, file, line, why, passing) VALUES (?, ?, ?, ?, ?)",
            [
                (taken.source.id, item.ref.file, item.ref.line, item.why, passing)
                for item, passing in (*told, *((item, True) for item in taken.passing))
            ],
        )

    def _judge(self, events: Sequence[Event]) -> None:
        keys = {event.ref: _key(event) for event in events}
        for match in self._matches(events):
            rule, key = self._rules[match.rule], keys[match.ref]
            if not rule.silent:
                id = event_finding_id(rule.id, key)
                self._findings.confirm(id)
                if not self._findings.has(id):
                    alert = RuleAlert(rule.id, rule.title, rule.level, {}, match.time, match.time, 1, (match.ref,))
                    if told := revised(self._findings.get(id), id, alert):
                        self._findings.put(told)
            self._correlating.take(match, key)

    def judge_again_if_rules_changed(self, events: Iterable[Event]) -> bool:
        """Hold all events that are kept to the rules when these are not those of the last time; whether they were.

        Findings end as a first run with these rules would have told them; those that no longer hold are withdrawn.
        """
        now = fingerprint(self._book)
        known = read_meta(self._database, "rules")
        if known == now:
            return False
        with transaction(self._database):
            if known is not None:
                self._judge_again(iter(events))
            write_meta(self._database, "rules", now)
        return known is not None

    def _judge_again(self, events: Iterator[Event]) -> None:
        for table in ("happening", "grp", "stretch"):
            self._database.execute(f"DELETE FROM {table}")  # noqa: S608
        self.horizon.open()
        with self._findings.confirming() as confirmed:
            while batch := list(islice(events, _AT_ONCE)):
                self._judge(batch)
            self._correlating.settle()
            for id in sorted(self._findings.standing_ids() - confirmed):
                found = self._findings.get(id)
                if found:
                    self._findings.put(withdrawn(found))


def journalled(database: sqlite3.Connection, upto: int | None = None) -> Iterator[Event]:
    """The events that are not written as Parquet yet, in order."""
    asked = "SELECT file, line, time, id, fields FROM journal WHERE why IS NULL AND seq <= ? ORDER BY seq"
    for file, line, time, id, fields in database.execute(asked, (2**62 if upto is None else upto,)):
        yield Event(EventRef(file, line), time, json.loads(fields), id)


def _key(event: Event) -> str:
    """By which an event is the same when it is judged again: its own id, else where and when it stands.

    A file of the same name may have stood there before; without a time what the event says tells them apart.
    """
    if event.id is not None:
        return f"id\n{event.id}"
    place = f"{event.ref.file}\n{event.ref.line}"
    if event.time is not None:
        return f"{place}\n{event.time}"
    said = json.dumps(dict(event.fields), sort_keys=True).encode()
    return f"{place}\n{hashlib.blake2b(said, digest_size=16).hexdigest()}"
