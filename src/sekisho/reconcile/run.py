"""Run the checks over a snapshot: verdicts become findings; what agrees is counted.

Knows how a verdict is raised by the flags of the data and how records are cited. Refuses to know any single rule.
The result does not depend on the order of records or checks.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sekisho.declared import Entrustment
from sekisho.finding import Evidence, Finding, fingerprint
from sekisho.reconcile.check import Check, Verdict
from sekisho.reconcile.checks import all_checks
from sekisho.reconcile.collector import collector_at_rest
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import told
from sekisho.record import Record
from sekisho.terms import Outcome, Severity


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The result of one run: findings (heaviest first) and how many comparisons had each outcome, per check."""

    as_of: date
    known_at: datetime | None
    findings: tuple[Finding, ...]
    outcomes: Mapping[str, Mapping[Outcome, int]] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> int:
        """How many comparisons had this outcome."""
        return sum(per_check.get(outcome, 0) for per_check in self.outcomes.values())

    def as_json(self) -> dict[str, Any]:
        """The JSON form of the command-line contract."""
        return {
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "findings": [finding.as_json() for finding in self.findings],
            "agreed": self.count(Outcome.AGREES),
            "conflicts": self.count(Outcome.CONFLICTS),
            "cannot_tell": self.count(Outcome.CANNOT_TELL),
        }


def reconcile(snapshot: Snapshot, checks: Iterable[Check] | None = None) -> Reconciliation:
    """Compare the three records of ``snapshot`` by every check (or the given ones).

    A check that yields the same finding twice counts it once; conflicts win over cannot tell.
    """
    with collector_at_rest():
        return _reconcile(snapshot, checks if checks is not None else all_checks())


def _reconcile(snapshot: Snapshot, checks: Iterable[Check]) -> Reconciliation:
    outcomes: dict[str, Counter[Outcome]] = {}
    findings: dict[str, Finding] = {}
    citing = _Citing(snapshot)
    for check in checks:
        counted = outcomes[check.id] = Counter()
        agreed = 0
        for verdict in check.check(snapshot):
            if verdict.outcome is Outcome.AGREES:
                agreed += 1
                continue
            finding = _finding(check, verdict, snapshot, citing)
            known = findings.get(finding.fingerprint)
            if known is None or _rank(finding) < _rank(known):
                findings[finding.fingerprint] = finding
        counted[Outcome.AGREES] = agreed
    for finding in findings.values():
        outcomes[finding.check][finding.outcome] += 1
    return Reconciliation(snapshot.as_of, snapshot.known_at, tuple(sorted(findings.values(), key=_rank)), outcomes)


_GRADES = {severity: place for place, severity in enumerate(Severity)}


def _rank(finding: Finding) -> tuple[Any, ...]:
    return (
        finding.outcome is not Outcome.CONFLICTS,
        _GRADES[finding.severity],
        not finding.rule.startswith("R-"),  # the numbered rules before the check items
        finding.rule,
        finding.party,
        finding.entrustment or "",
        finding.fingerprint,
        finding.explanation,
    )


class _Citing:
    """Records as they are cited, each put into words once; several findings often rest on the same contract."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._cited: dict[tuple[str, str], Evidence] = {}

    def evidence(self, records: Iterable[Record]) -> tuple[Evidence, ...]:
        """The records in the order of sources and keys."""
        return tuple(self._of(record) for record in sorted(records, key=_citing_order))

    def _of(self, record: Record) -> Evidence:
        place = _citing_order(record)
        known = self._cited.get(place)
        if known is None:
            known = self._cited[place] = _evidence(record, self._snapshot)
        return known


def _citing_order(record: Record) -> tuple[str, str]:
    return record.schema.source, record.key


def _evidence(record: Record, snapshot: Snapshot) -> Evidence:
    schema = record.schema
    heading = f"{schema.sheet} {record.key}"
    return Evidence(schema.plane, schema.source, record.key, record.fact_date, heading, told(record, snapshot))


def _finding(check: Check, verdict: Verdict, snapshot: Snapshot, citing: _Citing) -> Finding:
    edge = verdict.about
    severity = verdict.severity or check.ground.severity
    if edge is not None and snapshot.catalog.is_sensitive(edge.items, snapshot.policy.designated_carrier):
        severity = severity.raised()
    return Finding(
        check=check.id,
        rule=check.ground.rule,
        title=check.ground.title,
        severity=severity,
        strength=verdict.strength or check.ground.strength,
        anchors=check.ground.anchors,
        outcome=verdict.outcome,
        party=verdict.party,
        entrustment=edge.key if edge else None,
        chain=_chain(verdict.party, edge, snapshot),
        evidence=citing.evidence(verdict.cites),
        explanation=check.explain(verdict, snapshot),
        remedy=check.ground.remedy,
        fingerprint=fingerprint(check.id, verdict.party, edge.key if edge else None, verdict.distinct),
    )


def _chain(party: str, edge: Entrustment | None, snapshot: Snapshot) -> tuple[str, ...]:
    if edge is None or edge.key not in snapshot.chain.edges:
        return (snapshot.carrier, party) if snapshot.carrier and snapshot.carrier != party else (party,)
    chain = snapshot.chain.parties(edge.key)
    return chain if party in chain else (*chain, party)
