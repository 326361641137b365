"""連鎖を通した通知の時間。

見つけること: 事故の通知の時限を、末端から当社まで足すと、社内目標（既定72時間）を超える。
なぜ: 速報の目安は段ごとに、その者が知った時から数える。段が増えるほど、当社が知るのは遅れる。
根拠: 点検項目 INC-02、GL3-5-3-5。違法とは限らず、合計を抑えるのは自社の目標。
是正: 下位の契約の時限を縮めるか、当社へも同時に知らせる定めを置く。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "notice_time_total")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-040', '不一致', ['K-003', 'K-033', 'K-047', 'K-051', 'E-003', 'E-033', 'E-047', 'E-051'])
"""

from collections.abc import Iterator

from sekisho.declared import Entrustment
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.clause_states import ClauseStates, clause_states
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="INC-02",
    title="連鎖を通した通知の時間",
    severity=Severity.MEDIUM,
    strength=Strength.OWN_POLICY,
    anchors=("GL3-5-3-5",),
    compares=("registry", "contract"),
    remedy="下位の契約の時限を縮めるか、当社へも同時に知らせる定めを置いてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per handling entrustment: the hours along its path, told at the tier where the target is passed."""
    contracts = clause_states(snapshot)
    hours: dict[str, int | None] = {edge.key: _hours(edge, contracts) for edge in snapshot.handling}
    for edge in snapshot.handling:
        own = hours[edge.key]
        if own is None:
            held = contracts.contracts(edge)
            yield cannot_tell(edge.entrustee, edge, edge, *held, held=bool(held))
            continue
        path = snapshot.chain.path(edge.key)
        stated = [hours.get(step.key) for step in path[:-1]]
        above = sum(filter(None, stated))
        limit = snapshot.policy.first_notice_hours
        if above <= limit < above + own:
            cited = (*path, *(contract for step in path for contract in contracts.contracts(step)))
            yield conflicts(edge.entrustee, edge, *cited, total=above + own, steps=len(path), limit=limit)
        elif above + own <= limit and None not in stated:
            yield agrees(edge.entrustee, edge)


def _hours(edge: Entrustment, contracts: ClauseStates) -> int | None:
    stated = [contract.notice_hours for contract in contracts.contracts(edge) if contract.notice_hours is not None]
    return min(stated, default=None)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: the total of hours, over how many tiers, against the target."""
    name, facts = snapshot.name(verdict.party), verdict.facts
    if "total" in facts:
        return (
            f"{name}で起きた事故が当社に届くまで、契約の時限を{facts['steps']}段足すと最長{facts['total']}時間で、"
            f"社内目標の{facts['limit']}時間を超えます。"
        )
    missing = "契約に通知の時限が書かれていないか、読み取れていません" if facts["held"] else "契約の記録がありません"
    return f"{name}への委託の{missing}。事故が当社に届くまでの時間を数えられないので、時限を確かめてください。"
