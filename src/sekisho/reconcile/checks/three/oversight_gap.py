"""把握の空白。

見つけること: 委託先の取扱いを最後に確かめてから、契約の頻度（なければ1年）を過ぎている。
なぜ: 契約のときに確かめただけで、その後の状況を見ていなければ、監督していることにならない（C-03）。
根拠: R-01、GL3-4-4 事例1、B 2-9、N Q2-10。12か月は応当日で数え、応当日がなければ月末とする。
是正: 書面の報告を求め、リスクが高ければ立入る。契約の頻度を見直す。
例: 物語 C-03 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-03", "oversight_gap")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['K-1', 'E-1'])
"""

from collections.abc import Iterator

from sekisho.period import months_after, terms_overdue
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.clause_states import clause_states
from sekisho.reconcile.joins.oversight import oversight
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="R-01",
    title="把握の空白",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4 事例1", "B 2-9", "N Q2-10", "C-03"),
    compares=("contract", "annual_report", "onsite_inspection", "sub_supervision"),
    remedy="書面の報告を求め、リスクが高ければ立入ってください。契約の頻度を見直してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per entrustment in force; a grade heavier for every 12 months beyond the day on which it was due."""
    looks, clauses = oversight(snapshot), clause_states(snapshot)
    for edge in snapshot.handling:
        look = looks.last(edge)
        last = max((known for known in (look[0] if look else None, edge.starts_on) if known), default=None)
        if last is None:
            yield cannot_tell(edge.entrustee, edge, edge)
            continue
        contracts = clauses.contracts(edge)
        agreed = [contract.report_months for contract in contracts if contract.report_months]
        months = min((snapshot.policy.oversight_months, *agreed))
        if not terms_overdue(last, snapshot.as_of, months):
            yield agrees(edge.entrustee, edge)
            continue
        due = months_after(last, months)
        severity = GROUND.severity.raised(terms_overdue(due, snapshot.as_of))
        cites = (edge, *contracts, *((look[1],) if look else ()))
        yield conflicts(edge.entrustee, edge, *cites, severity=severity, look=look, last=last, due=due)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: when it was last looked at, and when the next look was due."""
    who = snapshot.name(verdict.party)
    if "due" not in verdict.facts:
        return (
            f"{who}への委託の開始日も、取扱いを確かめた記録もないため、いつまでに確かめるべきか分かりません。"
            "開始日を入れてください。"
        )
    since = "最後に確かめたのは" if verdict.facts["look"] else "確かめた記録がなく、委託の開始は"
    return f"{who}の取扱いを{since}{day(verdict.facts['last'])}です。期限の{day(verdict.facts['due'])}を過ぎています。"
