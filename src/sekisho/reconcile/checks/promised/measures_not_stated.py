"""安全管理措置の内容を示していない。

見つけること: 契約・覚書の全文に、安全管理措置の条項（CL-08）がない、または5区分のどれかが欠ける、「努める」だけである。
なぜ: 内容を示さなければ、委託先が何をするかを確かめようがない。
根拠: R-02、GL3-4-4 事例2・(2)、N Q2-7-1。
是正: 覚書を差し替える。拒む相手は文書の該当箇所を記録し、欠けを人が判断する。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "measures_not_stated")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-014', '不一致', ['K-015/CL-08', 'K-015'])
"""

from collections.abc import Iterator

from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.clause_states import clause_states
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import listing
from sekisho.terms import ClauseStatus, ControlDivision, Severity, Strength

GROUND = Ground(
    rule="R-02",
    title="安全管理措置の内容を示していない契約",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4 事例2", "GL3-4-4(2)", "N Q2-7-1", "CL-08"),
    compares=("contract", "clause_finding"),
    remedy="覚書を差し替えてください。拒む相手は文書の該当箇所を記録し、欠けを認めるかを判断してください。",
)
_ALL = tuple(ControlDivision)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per entrustment with a contract. Present without named divisions was read as covering all five."""
    clauses = clause_states(snapshot)
    for edge in snapshot.handling:
        contracts = clauses.contracts(edge)
        if not contracts:
            continue
        states = clauses.states(contracts, "CL-08")
        present = [state for state in states if state.status is ClauseStatus.PRESENT]
        named = {division for state in states for division in state.divisions}
        missing = tuple(division for division in _ALL if division not in named)
        cites = (*contracts, *states)
        if present and (not missing or not named):
            yield agrees(edge.entrustee, edge)
        elif not clauses.read(contracts) or any(state.status is ClauseStatus.CANNOT_TELL for state in states):
            yield cannot_tell(edge.entrustee, edge, *cites)
        elif not any(state.status in (ClauseStatus.PRESENT, ClauseStatus.WEAK) for state in states):
            yield conflicts(edge.entrustee, edge, *cites, missing=None)
        else:
            yield conflicts(edge.entrustee, edge, *cites, severity=Severity.MEDIUM, missing=missing if named else ())


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: the clause is not there, or which divisions are missing."""
    who = snapshot.name(verdict.party)
    if "missing" not in verdict.facts:
        return (
            f"{who}との契約は全文が読めていないため、安全管理措置の内容を示しているか分かりません。"
            "全文を読んで条項を登録してください。"
        )
    missing = verdict.facts["missing"]
    if missing is None:
        return f"{who}との契約の全文に、安全管理措置の条項がありません。"
    if not missing:
        return f"{who}との契約の安全管理措置の条項は、弱い定め（「努める」だけなど）にとどまっています。"
    lacking = listing(f"{division.label}安全管理措置" for division in missing)
    return f"{who}との契約の安全管理措置の条項に、{lacking}が見当たりません。"
