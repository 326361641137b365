"""Correlations over what comes in bit by bit: happenings are kept by group, touched windows judged again, stretches told.

Knows the tables ``happening``, ``grp`` and ``stretch``. Refuses to know events and files, and what a window is worth
(``sekisho.engines.incremental``). Everything here happens inside the transaction of a batch.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sekisho.detection.alert import Match, RuleAlert
from sekisho.detection.event import EventRef, Scalar
from sekisho.detection.plan import Correlation, RuleBook
from sekisho.detection.revision import ToldFinding, revised, stretch_finding_id, withdrawn
from sekisho.engines.incremental import (
    Happening,
    Span,
    Window,
    counted_value,
    events_of,
    firing,
    group_of,
    grows_only,
    stretches,
    takes,
    widened,
)
from sekisho.engines.reference.values import text_of
from sekisho_site.watching.findings import Findings
from sekisho_site.watching.forgetting import Horizon

_Stretch = tuple[Span, str]


class Correlating:
    """The correlations of one book over one store. ``take`` matches, then ``settle`` what they touched."""

    def __init__(self, database: sqlite3.Connection, book: RuleBook, findings: Findings, horizon: Horizon) -> None:
        self._database, self._book, self._findings, self._horizon = database, book, findings, horizon
        self._asking: defaultdict[str, list[Correlation]] = defaultdict(list)
        for correlation in book.correlations:
            for rule in correlation.rules:
                self._asking[rule].append(correlation)
        self._inner = {correlation.id for correlation in book.correlations}
        self._touched: defaultdict[str, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))

    def take(self, match: Match, key: str, only: str | None = None) -> None:
        """Keep a match where correlations ask for its rule; ``key`` is the identity of its event. ``only``: for that one."""
        if match.time is None or self._horizon.is_late(match.time):
            return
        for correlation in self._asking.get(match.rule, ()):
            if only is None or correlation.id == only:
                told = [(match.time, match.ref)]
                self._keep(correlation, match.rule, match.time, match.values, key, told)

    def _keep(  # noqa: PLR0913, PLR0917
        self,
        correlation: Correlation,
        rule: str,
        time: int,
        values: Mapping[str, Scalar],
        ident: str,
        told: Sequence[tuple[int, EventRef]],
    ) -> None:
        group = group_of(correlation, rule, values)
        if group is None or not takes(correlation, rule, values):
            return
        grp = _group_key(group)
        row = (correlation.id, grp, time, rule, ident, _dump(counted_value(correlation, rule, values)), _dump_told(told))
        added = self._database.execute("INSERT OR IGNORE INTO happening VALUES (?, ?, ?, ?, ?, ?, ?)", row).rowcount
        if added:
            self._touched[correlation.id][grp].add(time)
            self._note_subject(correlation, grp, _dump([time, json.loads(row[-1]), rule]), group)

    def _note_subject(self, correlation: Correlation, grp: str, first: str, group: Sequence[Scalar]) -> None:
        """The subject is written as the group's first event writes it."""
        where = (correlation.id, grp)
        known = self._database.execute("SELECT first, subject FROM grp WHERE correlation = ? AND grp = ?", where).fetchone()
        if known and json.loads(known[0]) <= json.loads(first):
            return
        subject = _dump(dict(zip(correlation.group_by, group, strict=True)))
        self._database.execute("INSERT OR REPLACE INTO grp VALUES (?, ?, ?, ?)", (*where, first, subject))
        if known and known[1] != subject:
            asked = "SELECT first_end, last_end FROM stretch WHERE correlation = ? AND grp = ?"
            for span in self._database.execute(asked, where).fetchall():
                self._touched[correlation.id][grp].update(span)

    def settle(self) -> None:
        """Judge every window that was touched, inner correlations before outer ones, and tell what changed."""
        for correlation in self._book.correlations:
            for grp, times in sorted(self._touched.pop(correlation.id, {}).items()):
                for span in _spans(times, correlation.timespan):
                    self._judge(correlation, grp, span)

    def _judge(self, correlation: Correlation, grp: str, touched: Span) -> None:
        span, near = self._reach(correlation, grp, touched)
        appends = self._is_plain(correlation) and grows_only(correlation) and len(near) == 1 and near[0][0].last < touched.first
        if appends:
            span = touched
        windows = firing(correlation, self._happenings(correlation, grp, span), span)
        subject = self._subject(correlation, grp)
        if correlation.id in self._asking:
            self._tell_outer(correlation, grp, span, windows, subject)
        cut = list(stretches(correlation.timespan, windows))
        if appends:
            old, id = near[0]
            if cut and cut[0][0].end - correlation.timespan <= old.last:
                self._append(correlation, grp, old, id, cut.pop(0))
            near = []
        self._write(correlation, grp, subject, near, cut)

    def _is_plain(self, correlation: Correlation) -> bool:
        """Whether everything that it counts happens at the moment of its one event."""
        return self._inner.isdisjoint(correlation.rules)

    def _reach(self, correlation: Correlation, grp: str, touched: Span) -> tuple[Span, list[_Stretch]]:
        """The touched span with the stretches that its windows may join, and these stretches."""
        span, timespan = touched, correlation.timespan
        asked = (
            "SELECT first_end, last_end, finding FROM stretch"
            " WHERE correlation = ? AND grp = ? AND last_end >= ? AND first_end <= ?"
        )
        while True:
            rows = self._database.execute(asked, (correlation.id, grp, span.first - timespan, span.last + timespan)).fetchall()
            known = {Span(first, last): id for first, last, id in rows}
            wider, joined = widened(span, timespan, known)
            if wider == span:
                return span, [(each, known[each]) for each in joined]
            span = wider

    def _happenings(self, correlation: Correlation, grp: str, span: Span) -> Iterator[Happening]:
        asked = "SELECT rule, time, value, told FROM happening WHERE correlation = ? AND grp = ? AND time BETWEEN ? AND ?"
        where = (correlation.id, grp, span.first - correlation.timespan, span.last)
        for rule, time, value, told in self._database.execute(asked, where):
            yield Happening(rule, time, json.loads(value), _told(told), rule in self._inner)

    def _subject(self, correlation: Correlation, grp: str) -> Mapping[str, Scalar]:
        asked = "SELECT subject FROM grp WHERE correlation = ? AND grp = ?"
        found: Mapping[str, Scalar] = json.loads(self._database.execute(asked, (correlation.id, grp)).fetchone()[0])
        return found

    def _tell_outer(
        self, inner: Correlation, grp: str, span: Span, windows: Sequence[Window], subject: Mapping[str, Scalar]
    ) -> None:
        """Let outer correlations know which windows fire now: new ones come, those that fire no longer go.

        Nothing that is still taken can change a window that ends before the horizon.
        """
        since = max(span.first, self._horizon.at) if self._horizon.at is not None else span.first
        firing_now = {window.end: _dump_told(events_of([window])) for window in windows if window.end >= since}
        for outer in self._asking[inner.id]:
            group = group_of(outer, inner.id, subject)
            if group is None:
                continue
            where = (outer.id, _group_key(group), since, span.last, inner.id, grp)
            held = "WHERE correlation = ? AND grp = ? AND time BETWEEN ? AND ? AND rule = ? AND ident = ?"
            before = dict(self._database.execute(f"SELECT time, told FROM happening {held}", where).fetchall())  # noqa: S608
            for end, told in before.items():
                if firing_now.get(end) != told:
                    self._database.execute(f"DELETE FROM happening {held}", (*where[:2], end, end, *where[4:]))  # noqa: S608
                    self._touched[outer.id][where[1]].add(end)
            for end, told in firing_now.items():
                if before.get(end) != told:
                    self._keep(outer, inner.id, end, subject, grp, _told(told))

    def _append(self, correlation: Correlation, grp: str, old: Span, id: str, windows: Sequence[Window]) -> None:
        """A stretch goes on: nothing that it held has changed."""
        self._database.execute(
            "UPDATE stretch SET last_end = ? WHERE correlation = ? AND grp = ? AND first_end = ?",
            (windows[-1].end, correlation.id, grp, old.first),
        )
        before = self._findings.get(id)
        if before is None or before.alert.last is None:
            return
        alert = before.alert
        held = set(alert.events)
        further = [(time, ref) for time, ref in events_of(windows) if time > old.last and ref not in held]
        told = RuleAlert(
            rule=alert.rule,
            title=alert.title,
            level=alert.level,
            subject=alert.subject,
            first=alert.first,
            last=max([before.alert.last, *(time for time, _ in further)]),
            count=max(alert.count, *(window.value for window in windows)),
            events=(*alert.events, *dict.fromkeys(ref for _, ref in further)),
        )
        self._put(revised(before, id, told))

    def _write(
        self,
        correlation: Correlation,
        grp: str,
        subject: Mapping[str, Scalar],
        near: Sequence[_Stretch],
        cut: Sequence[Sequence[Window]],
    ) -> None:
        """Put the stretches that are there now in the place of those that were."""
        where = (correlation.id, grp)
        for span, _ in near:
            self._database.execute(
                "DELETE FROM stretch WHERE correlation = ? AND grp = ? AND first_end = ?", (*where, span.first)
            )
        now: dict[str, tuple[Span, Sequence[Window]]] = {}
        for windows in cut:
            # inner windows that are apart may look back to one event: then their own moments tell the stretches apart
            first = events_of(windows)[0][0] if self._is_plain(correlation) else windows[0].end
            now[stretch_finding_id(correlation.id, [grp], first)] = (Span(windows[0].end, windows[-1].end), windows)
        for id, (span, _) in now.items():
            self._findings.confirm(id)
            self._database.execute("INSERT INTO stretch VALUES (?, ?, ?, ?, ?)", (*where, span.first, span.last, id))
        if correlation.silent:
            return
        gone = [(span, found) for span, id in near if id not in now and (found := self._findings.get(id))]
        for id, (span, windows) in now.items():
            joined = [found for old, found in gone if old.first <= span.last and span.first <= old.last]
            self._put(revised(self._findings.get(id), id, _alert(correlation, subject, windows), joined))
        for old, found in gone:
            heir = next((id for id, (span, _) in now.items() if old.first <= span.last and span.first <= old.last), None)
            self._put(withdrawn(found, heir))

    def _put(self, finding: ToldFinding | None) -> None:
        if finding:
            self._findings.put(finding)


def _alert(correlation: Correlation, subject: Mapping[str, Scalar], windows: Sequence[Window]) -> RuleAlert:
    events = events_of(windows)
    return RuleAlert(
        rule=correlation.id,
        title=correlation.title,
        level=correlation.level,
        subject=subject,
        first=events[0][0],
        last=events[-1][0],
        count=max(window.value for window in windows),
        events=tuple(dict.fromkeys(ref for _, ref in events)),
    )


def _spans(times: Iterable[int], timespan: int) -> list[Span]:
    """The spans in which windows end that hold one of the moments; those that overlap are one.

    >>> _spans([1, 3, 20], 5)
    [Span(first=1, last=8), Span(first=20, last=25)]
    """
    spans: list[Span] = []
    for time in sorted(times):
        if spans and time <= spans[-1].last:
            spans[-1] = Span(spans[-1].first, time + timespan)
        else:
            spans.append(Span(time, time + timespan))
    return spans


def _group_key(group: Sequence[Scalar]) -> str:
    return _dump([text_of(value) for value in group])


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _dump_told(told: Iterable[tuple[int, EventRef]]) -> str:
    return json.dumps([[time, ref.file, ref.line] for time, ref in told], ensure_ascii=False)


def _told(written: str) -> tuple[tuple[int, EventRef], ...]:
    return tuple((time, EventRef(file, line)) for time, file, line in json.loads(written))
