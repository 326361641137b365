"""Findings as lines of JSON: the whole set, or one line for each revision as it comes.

Knows the file that a person named. Refuses to know why findings change. A line that was appended stays the last word on its
id until a later line has the same id; whoever begins anew reads the file from its start.
"""

import json
from collections.abc import Iterator, Mapping
from sqlite3 import Connection
from typing import TextIO

from sekisho.detection.plan import Correlation, Rule, RuleBook
from sekisho_site.watching.findings import Findings, unreadable


class Lines:
    """The lines of one store's findings under one book of rules."""

    def __init__(self, database: Connection, findings: Findings, book: RuleBook) -> None:
        self._database, self._findings = database, findings
        self._beside = {rule.id: _beside(rule) for rule in book.rules} | {each.id: _beside(each) for each in book.correlations}
        self._changes = self._unreadable = 0

    def all(self) -> Iterator[str]:
        """Every line that could not be read, and every finding that stands; what is told later comes after these."""
        self._changes = self._findings.last_change()
        for seq, line in unreadable(self._database):
            self._unreadable = seq
            yield _line(line.as_json())
        for finding in self._findings.standing():
            yield _line({**finding.as_json(), **self._beside.get(finding.alert.rule, {})})

    def further(self) -> Iterator[str]:
        """What changed since the last time."""
        for seq, line in unreadable(self._database, self._unreadable):
            self._unreadable = seq
            yield _line(line.as_json())
        for number, finding in self._findings.changed_since(self._changes):
            self._changes = number
            yield _line({**finding.as_json(), **self._beside.get(finding.alert.rule, {})})

    def news(self) -> int:
        """How many findings changed since the last time, without their lines."""
        before, self._changes = self._changes, self._findings.last_change()
        return self._changes - before

    def counts(self) -> tuple[int, int]:
        """How many findings stand, and how many lines could not be read."""
        standing = self._database.execute("SELECT count(*) FROM finding WHERE state = 'standing'").fetchone()[0]
        return standing, self._database.execute("SELECT count(*) FROM unreadable").fetchone()[0]


def _beside(rule: Rule | Correlation) -> dict[str, str]:
    return {name: value for name, value in (("measure", rule.measure), ("sign", rule.sign)) if value}


def _line(told: Mapping[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False) + "\n"


class Following:
    """Lines appended to a file or a stream: all that stands first, then each change."""

    def __init__(self, lines: Lines, stream: TextIO) -> None:
        self._lines, self._stream = lines, stream
        self._write(lines.all())

    def go_on(self) -> None:
        """Append what changed."""
        self._write(self._lines.further())

    def _write(self, lines: Iterator[str]) -> None:
        for line in lines:
            self._stream.write(line)
        self._stream.flush()
