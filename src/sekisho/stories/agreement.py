"""Whether the findings of a story are the expected ones.

Knows the form of ``expected.yaml``: ``conflicts`` lists every finding that should fire (``check`` or ``rule``, ``party``, and
where they matter ``entrustment``, ``cites``, ``first_fired_on``; ``why`` is for the reader), ``cannot_tell`` lists what
must stay undecided, one by one or as ``{check, count}``. A conflict nobody expected is a disagreement as much as a missing one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sekisho.finding import Finding
from sekisho.terms import Outcome


@dataclass(frozen=True, slots=True)
class Agreement:
    """Lines of what is missing and what nobody expected; a story agrees when both are empty."""

    missing: tuple[str, ...]
    unexpected: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing is missing and nothing is unexpected."""
        return not self.missing and not self.unexpected

    def as_json(self) -> dict[str, Any]:
        """The JSON form of the command-line contract."""
        return {"missing": list(self.missing), "unexpected": list(self.unexpected), "agrees": self.agrees}


def compare(expected: Mapping[str, Any], findings: Iterable[Finding], first_days: Mapping[str, date]) -> Agreement:
    """Hold ``findings`` against what the story expects; ``first_days`` is the first day of each fingerprint."""
    missing: list[str] = []
    unexpected: list[str] = []
    findings = list(findings)
    for outcome in (Outcome.CONFLICTS, Outcome.CANNOT_TELL):
        left = [finding for finding in findings if finding.outcome is outcome]
        # The most exact expectation chooses first, so that a loose one does not take its finding.
        for wanted in sorted(expected.get(outcome.value) or [], key=lambda w: (w.get("count", 1), -len(w))):
            for _ in range(wanted.get("count", 1)):
                fitting = next((f for f in left if _fits(f, wanted, first_days)), None)
                if fitting is None:
                    missing.append(f"{outcome.value} {_told(wanted)}")
                else:
                    left.remove(fitting)
        unexpected.extend(f"{outcome.value} {_shown(finding, first_days)}" for finding in left)
    return Agreement(tuple(missing), tuple(unexpected))


def _fits(finding: Finding, wanted: Mapping[str, Any], first_days: Mapping[str, date]) -> bool:
    same = all(getattr(finding, name) == wanted[name] for name in ("check", "rule", "party", "entrustment") if name in wanted)
    cited = {item.key for item in finding.evidence}
    on = wanted.get("first_fired_on")
    return same and cited.issuperset(wanted.get("cites", ())) and (on is None or first_days.get(finding.fingerprint) == on)


def _told(wanted: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in wanted.items() if name not in ("why", "count"))


def _shown(finding: Finding, first_days: Mapping[str, date]) -> str:
    cited = ",".join(item.key for item in finding.evidence)
    day = first_days.get(finding.fingerprint)
    return f"{finding.rule} {finding.check} {finding.party} {finding.entrustment or '-'} [{cited}] {day}: {finding.explanation}"
