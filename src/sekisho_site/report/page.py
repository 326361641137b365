"""Turns a reconciliation into one HTML file that can be mailed, printed and kept.

Knows how findings are grouped and shown. Judges nothing: every word of a finding comes from its check.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from sekisho.finding import Evidence, Finding
from sekisho.reconcile import Reconciliation, Snapshot
from sekisho.reconcile.checks import all_checks
from sekisho.reconcile.wording import day
from sekisho.terms import Outcome, Plane, Severity

_ENGINE = Engine(dirs=[str(Path(__file__).parent / "templates")], autoescape=True)

#: More than this would make a page no browser enjoys; the page then says how many are left out and where they are.
MOST_SHOWN = 2000


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a cited record came from: the received file, the place in it, and the file's SHA-256."""

    file: str
    place: str
    sha256: str


Origins = Mapping[tuple[str, str], Origin]


def render_report(result: Reconciliation, snapshot: Snapshot, origins: Origins, *, title: str) -> str:
    """The page of one reconciliation. ``origins`` maps (record source, key) to where the record came from."""
    shown = result.findings[:MOST_SHOWN]
    cards = [_card(number, finding, snapshot, origins) for number, finding in enumerate(shown, 1)]
    return _ENGINE.get_template("report.html").render(
        Context(
            {
                "title": title,
                "carrier": snapshot.name(snapshot.carrier) if snapshot.carrier else "",
                "as_of": day(result.as_of),
                "known_at": f"{result.known_at:%Y-%m-%d %H:%M}" if result.known_at else "",
                "catalog": snapshot.catalog.version,
                "counts": _counts(result),
                "compared": any(result.count(outcome) for outcome in Outcome),
                "grades": _grades(result.findings),
                "checks": _checks(result),
                "parties": _parties(shown, snapshot),
                "conflicts": [card for card in cards if card["outcome"] is Outcome.CONFLICTS],
                "unknowns": [card for card in cards if card["outcome"] is Outcome.CANNOT_TELL],
                "left_out": len(result.findings) - len(shown),
                "severities": list(Severity),
            },
            use_l10n=False,
        )
    )


def _counts(result: Reconciliation) -> list[dict[str, Any]]:
    total = sum(result.count(outcome) for outcome in Outcome) or 1
    return [
        {
            "code": outcome.value,
            "label": outcome.label,
            "count": f"{result.count(outcome):,}",
            "share": f"{100 * result.count(outcome) / total:.1f}",
        }
        for outcome in Outcome
    ]


def _grades(findings: Sequence[Finding]) -> list[tuple[str, int]]:
    counted = Counter(f.severity for f in findings if f.outcome is Outcome.CONFLICTS)
    return [(grade.label, counted[grade]) for grade in Severity]


def _checks(result: Reconciliation) -> list[dict[str, Any]]:
    return [
        {
            "rule": check.ground.rule,
            "title": check.ground.title,
            "strength": check.ground.strength.label,
            "outcomes": [result.outcomes[check.id].get(outcome, 0) for outcome in Outcome],
        }
        for check in all_checks()
        if any(result.outcomes.get(check.id, {}).values())
    ]


def _parties(findings: Sequence[Finding], snapshot: Snapshot) -> list[dict[str, Any]]:
    """Parties with findings, heaviest first, with a count per grade and of what cannot be told."""
    conflicts: dict[str, Counter[Severity]] = defaultdict(Counter)
    unknown: Counter[str] = Counter()
    first: dict[str, int] = {}
    first_of: dict[tuple[str, Severity | None], int] = {}
    for number, finding in enumerate(findings, 1):
        first.setdefault(finding.party, number)
        if finding.outcome is Outcome.CONFLICTS:
            conflicts[finding.party][finding.severity] += 1
            first_of.setdefault((finding.party, finding.severity), number)
        else:
            unknown[finding.party] += 1
            first_of.setdefault((finding.party, None), number)
    order = sorted(first, key=lambda party: ([-conflicts[party][grade] for grade in Severity], -unknown[party], party))
    return [
        {
            "key": party,
            "name": snapshot.name(party),
            "group": party in snapshot.group,
            "grades": [(conflicts[party][grade], first_of.get((party, grade))) for grade in Severity],
            "unknown": (unknown[party], first_of.get((party, None))),
            "first": first[party],
        }
        for party in order
    ]


def _card(number: int, finding: Finding, snapshot: Snapshot, origins: Origins) -> dict[str, Any]:
    planes = [(plane, [_cited(item, origins) for item in finding.cited(plane)]) for plane in Plane]
    return {
        "number": number,
        "finding": finding,
        "outcome": finding.outcome,
        "party": snapshot.name(finding.party),
        "chain": [snapshot.name(party) for party in finding.chain],
        "planes": [(plane, cited) for plane, cited in planes if cited],
        "missing": [plane.label for plane, cited in planes if not cited],
    }


def _cited(item: Evidence, origins: Origins) -> dict[str, Any]:
    return {
        "heading": item.heading,
        "fact_date": day(item.fact_date) if item.fact_date else "",
        "columns": item.told,
        "origin": origins.get((item.source, item.key)),
    }
