"""A finding: one mismatch of two records, or one comparison that cannot be made, with its ground and its remedy.

Knows what is told about a mismatch and how it is recognised again. Refuses to know how it was found.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sekisho.terms import Outcome, Plane, Severity, Strength


@dataclass(frozen=True, slots=True)
class Evidence:
    """A reference to one record that a finding rests on.

    ``source`` is the record kind's id, ``key`` the row's number, ``fact_date`` the day of the fact, ``heading`` the
    record's name, ``told`` what it says: (column heading, value as people read it).
    """

    plane: Plane
    source: str
    key: str
    fact_date: date | None
    heading: str
    told: tuple[tuple[str, str], ...]

    @property
    def summary(self) -> str:
        """One Japanese line of what the record says."""
        return f"{self.heading}：{'、'.join(f'{name}＝{value}' for name, value in self.told)}"

    def as_json(self) -> dict[str, Any]:
        """The JSON form of the command-line contract."""
        day = self.fact_date.isoformat() if self.fact_date else None
        return {"record": self.source, "key": self.key, "fact_date": day, "summary": self.summary, "told": dict(self.told)}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reconcile tells about one party and, usually, one entrustment.

    ``rule`` is the stable id of the ground (R-07, FAC-03, L-XBR-5 …), ``check`` the name of the check's module, ``chain``
    the party keys from the carrier down to ``party``. ``outcome`` is never ``agrees``.
    """

    check: str
    rule: str
    title: str
    severity: Severity
    strength: Strength
    anchors: tuple[str, ...]
    outcome: Outcome
    party: str
    entrustment: str | None
    chain: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    explanation: str
    remedy: str
    fingerprint: str

    def cited(self, plane: Plane) -> tuple[Evidence, ...]:
        """The evidence of one of the three records."""
        return tuple(item for item in self.evidence if item.plane is plane)

    def as_json(self) -> dict[str, Any]:
        """The JSON form of the command-line contract: ``severity`` has three grades, ``grade`` the full four."""
        severity = Severity.HIGH if self.severity is Severity.CRITICAL else self.severity
        cited: Mapping[str, list[dict[str, Any]]] = {
            plane.value: [item.as_json() for item in self.cited(plane)] for plane in Plane
        }
        return {
            "check": self.check,
            "rule": self.rule,
            "title": self.title,
            "severity": severity.value,
            "grade": self.severity.value,
            "strength": self.strength.value,
            "anchors": list(self.anchors),
            "outcome": self.outcome.value,
            "party": self.party,
            "entrustment": self.entrustment,
            "chain": list(self.chain),
            **cited,
            "explanation": self.explanation,
            "remedy": self.remedy,
            "fingerprint": self.fingerprint,
        }


def fingerprint(check: str, party: str, entrustment: str | None, distinct: tuple[str, ...]) -> str:
    """The identity of a finding across runs: the check, whom it is about and what tells it apart; never a date or wording."""
    parts = (check, party, entrustment or "", *distinct)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
