"""A step in the life of a finding as the log tells it: one hash over its words, and how it left the finding.

Knows the columns. The words themselves stay in the table: a leaf is handed out to others, and notes may speak of people.
"""

import hashlib
from typing import Any

from sekisho.evidence import canonical
from sekisho_site.records.models import FindingStep, StoredFinding


def step_hash(step: FindingStep) -> str:
    """SHA-256 of the canonical form of everything that a step says."""
    told = {
        "step": step.step,
        "stage_before": step.stage_before,
        "stage_after": step.stage_after,
        "note": step.note,
        "addressee": step.addressee,
        "due_date": step.due_date,
        "files": step.files,
    }
    return hashlib.sha256(canonical(told)).hexdigest()


def left_by_people(finding: StoredFinding) -> dict[str, Any]:
    """What people decided of a finding, as leaves tell it after every step."""
    return {
        "stage": finding.stage,
        "addressee": finding.addressee,
        "due_date": _day(finding.due_date),
        "accepted_until": _day(finding.accepted_until),
    }


def untouched() -> dict[str, Any]:
    """What nobody has decided anything of."""
    return left_by_people(StoredFinding())


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
