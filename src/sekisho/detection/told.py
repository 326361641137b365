"""An alert as people take it up: what an engine told, with who and what it is about, and by what it is known again.

Knows the three kinds of alerts and the one identity of each. Refuses to know files, and what people make of an alert.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sekisho.detection.event import EventRef, Scalar
from sekisho.terms import Vocabulary


class AlertKind(Vocabulary):
    """How an alert came about."""

    RULE = "rule", "規則"
    BASELINE = "baseline", "いつもとの違い"
    UNDECLARED_SERVICE = "undeclared_service", "申告のない外部サービス"


class AlertLevel(Vocabulary):
    """How much an alert weighs, as the rule says it; the order is the order of work."""

    CRITICAL = "critical", "重大"
    HIGH = "high", "高"
    MEDIUM = "medium", "中"
    LOW = "low", "低"
    INFORMATIONAL = "informational", "参考"

    @property
    def weight(self) -> int:
        """Its place in the order of work: 0 comes first."""
        return list(AlertLevel).index(self)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is not as usual: what was looked at, how it usually is, how it is now. Units are the feature's own."""

    feature: str
    usual: Scalar
    now: Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAlert:
    """One alert. ``rule`` is the id of the rule, empty for the other kinds; ``count`` the fullest window's value, or 1.

    ``party``, ``person``, ``device`` and ``system`` are what the events say, empty where they say nothing. ``measure`` and
    ``sign`` are those of the rule. ``detail`` holds what only one kind has (``domain``, ``bytes_out``, ``users``, ``score``,
    ``rank``, ``day``). ``known_as`` is the engine's own name of the alert, if it gives one.
    ``withdrawn``: late events showed that it does not hold.
    """

    kind: AlertKind
    title: str
    level: AlertLevel
    rule: str = ""
    subject: Mapping[str, Scalar] = field(default_factory=dict, hash=False)
    first: datetime | None = None
    last: datetime | None = None
    count: float = 1
    events: tuple[EventRef, ...] = ()
    party: str = ""
    person: str = ""
    device: str = ""
    system: str = ""
    measure: str = ""
    sign: str = ""
    explanation: str = ""
    notes: str = ""
    reasons: tuple[Reason, ...] = ()
    detail: Mapping[str, Scalar] = field(default_factory=dict, hash=False)
    known_as: str = ""
    withdrawn: bool = False

    @property
    def group(self) -> str:
        """SHA-256 of what stays the same however often the alert is revised: kind, rule and subject; what it is *about*."""
        about: list[object] = [self.kind.value, self.rule, sorted(self.subject.items()), self.party]
        if self.kind is AlertKind.UNDECLARED_SERVICE:
            about.append(self.detail.get("domain"))
        elif self.kind is AlertKind.BASELINE:
            about.append(self.detail.get("day"))
        elif not self.subject and len(self.events) == 1:  # a rule of single events: the event is what it is about
            about.append([self.events[0].file, self.events[0].line])
        return _digest(about)

    @property
    def identity(self) -> str:
        """SHA-256 by which the alert is known again when it is told as it was told before.

        Of a correlation late events may move the first and the last moment: who keeps alerts compares ``group`` and the span.
        """
        if self.known_as:
            return _digest([self.kind.value, "known as", self.known_as])
        if self.kind is AlertKind.RULE and (self.subject or len(self.events) != 1):
            return _digest([self.group, None if self.first is None else self.first.isoformat()])
        return self.group


def _digest(told: object) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()
