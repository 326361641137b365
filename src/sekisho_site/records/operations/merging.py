"""The life of findings between runs: opened, standing, resolved; one that comes back is opened again.

Knows a finding by its fingerprint. Refuses to judge: what a run found is given, what it no longer found is resolved, and
whether a finding that people ended opens again is told by ``sekisho.response.life``.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import count
from typing import Any

from django.db.models import Max

from sekisho.evidence import canonical
from sekisho.finding import Evidence, Finding
from sekisho.reconcile import Reconciliation
from sekisho.response.life import Stage, Step, reopens, transition
from sekisho.terms import Outcome
from sekisho_site.records.models import ReconcileRun, StoredFinding
from sekisho_site.records.operations.handling import take_steps_of_run
from sekisho_site.records.operations.ledger import Ledger
from sekisho_site.records.operations.webhooks import Event, note_event

#: By fingerprint the hash of all that a finding tells.
Hashes = Mapping[str, str]

_ROWS_AT_ONCE = 5_000
_KNOWN = (
    "fingerprint",
    "state",
    "content_hash",
    "outcome",
    "severity",
    "times_opened",
    "opened_on",
    "opened_run",
    "year",
    "serial",
    "stage",
    "accepted_until",
)
#: What people decided of a finding; a run leaves it alone.
_OF_PEOPLE = {"year", "serial", "stage", "owner", "addressee", "due_date", "accepted_until"}
_CHANGING = [
    field.name for field in StoredFinding._meta.concrete_fields if not field.primary_key and field.name not in _OF_PEOPLE
]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is stored of a finding, as far as merging needs it."""

    fingerprint: str
    state: str
    content_hash: str
    outcome: str
    severity: str
    times_opened: int
    opened_on: date
    opened_run: int
    year: int
    serial: int
    stage: str
    accepted_until: date | None


def content_hashes(findings: Iterable[Finding]) -> Hashes:
    """SHA-256 of everything that each finding tells, by fingerprint."""
    return {each.fingerprint: hashlib.sha256(canonical(each.as_json())).hexdigest() for each in findings}


def record_run(ledger: Ledger, result: Reconciliation, hashes: Hashes, *, party: str | None, merged: bool) -> ReconcileRun:
    """Keep that a run was made, what it counted, and one hash over every word of its findings."""
    counts = {outcome: result.count(outcome) for outcome in Outcome}
    run = ReconcileRun.objects.create(
        as_of=result.as_of,
        known_at=result.known_at,
        party=party,
        started_at=ledger.at,
        run_by=ledger.by,
        merged=merged,
        agreed=counts[Outcome.AGREES],
        conflicts=counts[Outcome.CONFLICTS],
        cannot_tell=counts[Outcome.CANNOT_TELL],
        per_check={check: {each.value: count for each, count in per.items()} for check, per in result.outcomes.items()},
    )
    ledger.note(
        "reconciled",
        "reconcile_run",
        str(run.pk),
        as_of=run.as_of,
        known_at=run.known_at,
        party=party,
        merged=merged,
        counts={outcome.value: count for outcome, count in counts.items()},
        findings=hashlib.sha256(canonical(hashes)).hexdigest(),
    )
    return run


def merge_findings(ledger: Ledger, result: Reconciliation, hashes: Hashes, run: ReconcileRun) -> None:
    """Hold the findings of a run against the stored ones, and count on ``run`` what opened, stands and was resolved.

    A run over one party leaves the findings of all others alone. Leaves are written for findings that were opened,
    reopened or resolved, or whose outcome or severity changed; every wording is sealed by the leaf of the run. Findings
    that people closed or accepted open again as ``sekisho.response.life`` says, and those that nobody took up end when
    their mismatch does.
    """
    stored = StoredFinding.objects.filter(party=run.party) if run.party else StoredFinding.objects.all()
    known = {row[0]: _Known(*row) for row in stored.values_list(*_KNOWN)}
    standing = {fingerprint for fingerprint, was in known.items() if was.state != "resolved"}
    rows = []
    reopened: dict[str, str] = {}
    serials = count(_last_serial(run.as_of.year) + 1)
    for finding in result.findings:
        was, now = known.get(finding.fingerprint), hashes[finding.fingerprint]
        if was is None or was.fingerprint not in standing or was.content_hash != now:
            row = _row(finding, now, run, was)
            row.year, row.serial = (was.year, was.serial) if was else (run.as_of.year, next(serials))
            rows.append(row)
            if action := _action(finding, was):
                _note(ledger, action, finding, row, run)
        if was and reopens(Stage(was.stage), was.accepted_until, run.as_of):
            reopened[was.fingerprint] = was.stage
    found = hashes.keys()
    gone = sorted(standing - found)
    for fingerprint in gone:
        ledger.note("resolved", "finding", fingerprint, run=run.pk)
    for portion in _portions(rows):
        StoredFinding.objects.bulk_create(
            portion, update_conflicts=True, unique_fields=["fingerprint"], update_fields=_CHANGING
        )
    for keys in _portions(gone):
        stored.filter(fingerprint__in=keys).update(state="resolved", resolved_run=run, resolved_on=run.as_of)
    stored.exclude(state="resolved").exclude(last_run=run).update(state="standing", last_run=run)
    take_steps_of_run(ledger, transition(Step.REOPEN), reopened)
    take_steps_of_run(ledger, transition(Step.SETTLE), _untouched(known, found))
    note_event(ledger, Event.OPENED, {*(found - standing), *reopened})
    note_event(ledger, Event.CLOSED, gone)
    run.opened, run.standing, run.resolved = len(found - standing), len(found & standing), len(gone)
    run.save(update_fields=["opened", "standing", "resolved"])


def _untouched(known: Mapping[str, _Known], found: Collection[str]) -> dict[str, str]:
    """Of the findings that a run does not have those that nobody took up: they end by themselves, the others with people."""
    sources = transition(Step.SETTLE).sources
    return {each: was.stage for each, was in known.items() if each not in found and Stage(was.stage) in sources}


def _last_serial(year: int) -> int:
    """The last number that was given to a finding of this year."""
    return StoredFinding.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0


def _action(finding: Finding, was: _Known | None) -> str | None:
    """What happened to a finding that is new or reads differently, as the log words it; None when only words changed."""
    if was is None:
        return "opened"
    if was.state == "resolved":
        return "reopened"
    return None if (was.outcome, was.severity) == (finding.outcome.value, finding.severity.value) else "revised"


def _note(ledger: Ledger, action: str, finding: Finding, row: StoredFinding, run: ReconcileRun) -> None:
    ledger.note(
        action,
        "finding",
        finding.fingerprint,
        after=row.content_hash,
        check=finding.check,
        entrustment=finding.entrustment,
        number=row.number,
        outcome=finding.outcome,
        party=finding.party,
        run=run.pk,
        severity=finding.severity,
    )


def _row(finding: Finding, now: str, run: ReconcileRun, was: _Known | None) -> StoredFinding:
    """The finding as this run leaves it."""
    stands = was is not None and was.state != "resolved"
    return StoredFinding(
        fingerprint=finding.fingerprint,
        check_id=finding.check,
        rule=finding.rule,
        title=finding.title,
        severity=finding.severity.value,
        strength=finding.strength.value,
        anchors=list(finding.anchors),
        outcome=finding.outcome.value,
        party=finding.party,
        entrustment=finding.entrustment,
        chain=list(finding.chain),
        evidence=[_stored(item) for item in finding.evidence],
        explanation=finding.explanation,
        remedy=finding.remedy,
        content_hash=now,
        state="standing" if stands else "opened",
        times_opened=1 if was is None else was.times_opened + (not stands),
        opened_on=was.opened_on if was and stands else run.as_of,
        opened_run_id=was.opened_run if was and stands else run.pk,
        last_run=run,
    )


def _stored(item: Evidence) -> dict[str, Any]:
    day = item.fact_date.isoformat() if item.fact_date else None
    return {**asdict(item), "plane": item.plane.value, "fact_date": day}


def _portions(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + _ROWS_AT_ONCE] for start in range(0, len(items), _ROWS_AT_ONCE))
