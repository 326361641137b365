"""Stored findings: what was found, in which state it is, and since when."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sekisho.finding import Evidence, Finding
from sekisho.terms import Outcome, Plane, Severity, Strength
from sekisho_site.records.models import ReconcileRun, StoredFinding


def open_findings(party: str | None = None) -> Iterator[Finding]:
    """The findings that stand, of all parties or of one, in the order of rule and party."""
    stored = StoredFinding.objects.exclude(state="resolved").order_by("rule", "party", "fingerprint")
    for row in stored.filter(party=party) if party else stored:
        yield finding_of(row)


def newest_merged_day(party: str | None) -> date | None:
    """The newest day for which any finding of this scope (one party; None: all) was brought up to date."""
    runs = ReconcileRun.objects.filter(merged=True)
    runs = runs.filter(party__isnull=True) | runs.filter(party=party) if party else runs
    newest = runs.order_by("-as_of").first()
    return newest.as_of if newest else None


def finding_of(row: StoredFinding) -> Finding:
    """The finding that a stored row tells."""
    return Finding(
        check=row.check_id,
        rule=row.rule,
        title=row.title,
        severity=Severity(row.severity),
        strength=Strength(row.strength),
        anchors=tuple(row.anchors),
        outcome=Outcome(row.outcome),
        party=row.party,
        entrustment=row.entrustment,
        chain=tuple(row.chain),
        evidence=tuple(_evidence(item) for item in row.evidence),
        explanation=row.explanation,
        remedy=row.remedy,
        fingerprint=row.fingerprint,
    )


def _evidence(item: dict[str, Any]) -> Evidence:
    day = date.fromisoformat(item["fact_date"]) if item["fact_date"] else None
    told = tuple((heading, value) for heading, value in item["told"])
    return Evidence(**{**item, "plane": Plane(item["plane"]), "fact_date": day, "told": told})
