"""Findings and results of runs for tests."""

from datetime import date, datetime

from sekisho.finding import Evidence, Finding, fingerprint
from sekisho.reconcile import Reconciliation
from sekisho.terms import Outcome, Plane, Severity, Strength
from sekisho_site.records.operations.ledger import open_ledger
from sekisho_site.records.operations.merging import content_hashes, merge_findings, record_run

KNOWN_AT = datetime.fromisoformat("2026-05-01T09:00:00+09:00")


def finding(party="P-1", distinct="", **told):
    """A finding about a party; ``distinct`` tells it from others of the same check."""
    cited = Evidence(
        Plane.OBSERVED, "gate_log", "DE-1", date(2026, 4, 1), "入退室 DE-1", (("要員番号", "M-1001"), ("回数", "2"))
    )
    values = {
        "check": "entry_after_leaving",
        "rule": "FAC-03",
        "title": "離れた人の入室",
        "severity": Severity.HIGH,
        "strength": Strength.OWN_POLICY,
        "anchors": ("C-04",),
        "outcome": Outcome.CONFLICTS,
        "party": party,
        "entrustment": None,
        "chain": ("P-0", party),
        "evidence": (cited,),
        "explanation": "離れた後に入室があります。",
        "remedy": "入館証を失効させてください。",
        "fingerprint": fingerprint("entry_after_leaving", party, None, (distinct,)),
    }
    return Finding(**values | told)


def result(*findings, as_of=date(2026, 5, 1), known_at=KNOWN_AT):
    """A run that found these and in which one comparison agreed."""
    counts = {Outcome.AGREES: 1}
    for each in findings:
        counts[each.outcome] = counts.get(each.outcome, 0) + 1
    return Reconciliation(as_of, known_at, findings, {"entry_after_leaving": counts})


def merged(*findings, by="M-77", at=KNOWN_AT, party=None):
    """A run that found these, kept with everything that follows from it. Needs the fixtures ``db`` and ``home``."""
    told = result(*findings, as_of=at.date())
    with open_ledger(by=by, at=at) as ledger:
        hashes = content_hashes(told.findings)
        run = record_run(ledger, told, hashes, party=party, merged=True)
        merge_findings(ledger, told, hashes, run)
    return run
