"""契約が求める書面でない承諾。

見つけること: 契約は再委託に事前の書面の承諾を求めるのに、承諾が書面でない。
なぜ: 口頭の承諾では、相手・項目・国の範囲を後で確かめられない。
根拠: R-05、GL3-4-4(3)、B 2-4・2-8（CL-11）。
是正: 承諾を書面にし、範囲を書く。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "consent_not_written")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-035', '不一致', ['K-009/CL-11', 'CN-046', 'E-046'])
"""

from collections.abc import Iterator

from sekisho.promised import ClauseState
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.clause_states import clause_states
from sekisho.reconcile.joins.consenting import sub_entrustments, unexpired
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import ClauseStatus, Severity, Strength, Ternary

GROUND = Ground(
    rule="R-05",
    title="契約が求める書面でない再委託の承諾",
    severity=Severity.HIGH,
    strength=Strength.CONTRACT,
    anchors=("GL3-4-4(3)", "B 2-4", "B 2-8", "CL-11"),
    compares=("registry", "consent_register", "contract", "clause_finding"),
    remedy="承諾を書面にし、相手・業務・項目・国の範囲を書いてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per consented sub-entrustment whose upper contract asks for writing."""
    clauses = clause_states(snapshot)
    for edge, upper, given in sub_entrustments(snapshot):
        granted = unexpired(given, snapshot.as_of)
        clause = clauses.found(clauses.contracts(upper), "CL-11") if granted else None
        if clause is None or not _asks_for_writing(clause):
            continue
        cites = (edge, clause, *granted)
        written = {consent.written for consent in granted}
        if Ternary.YES in written:
            yield agrees(edge.entrustee, edge)
        elif Ternary.UNKNOWN in written:
            yield cannot_tell(edge.entrustee, edge, *cites, distinct=(upper.key,))
        else:
            yield conflicts(edge.entrustee, edge, *cites, distinct=(upper.key,))


def _asks_for_writing(clause: ClauseState) -> bool:
    """CL-11 is the prior consent in writing; a recorded level says it more exactly."""
    by_level = clause.level == "prior_written_consent"
    return clause.status is ClauseStatus.PRESENT and (by_level or clause.level is None)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: the contract asks for writing, and how the consent was given."""
    unknown = verdict.outcome is verdict.outcome.CANNOT_TELL
    told = "承諾が書面かの記録がありません。書面を確かめて入れてください" if unknown else "承諾は書面ではありません"
    return f"{snapshot.name(verdict.party)}への再委託には契約上、事前の書面の承諾が要りますが、{told}。"
