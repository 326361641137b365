"""覚書のない種別Aの委託。

見つけること: 個別契約（種別A）の委託に、個人データの取扱いの覚書が結ばれていない。
なぜ: 基本の契約だけでは、措置・再委託・把握の約束が相手に及ばない。
根拠: 要件 S-19、B 1-2（種別Aは覚書を加える）。GL3-4-4(2) の契約は「望ましい」、覚書は自社の決まり。
是正: 覚書を結ぶ。結ぶまでの扱いを止めるか、代わりの措置を決める。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "type_a_without_memorandum")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-007', '不一致', ['K-027', 'E-027'])
"""

from collections.abc import Iterator

from sekisho.promised import Contract
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.clause_states import ClauseStates
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import ContractKind, MemorandumState, Outcome, Severity, Strength

GROUND = Ground(
    rule="S-19",
    title="覚書のない種別Aの委託",
    severity=Severity.HIGH,
    strength=Strength.OWN_POLICY,
    anchors=("GL3-4-4(2)", "B 1-2"),
    compares=("registry", "contract"),
    remedy="個人データの取扱いの覚書を結んでください。結ぶまでの扱いを止めるか、代わりの措置を決めてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per handling entrustment of type A, at every tier; a contract that has ended promises nothing any more."""
    contracts = ClauseStates(snapshot)
    for edge in snapshot.handling:
        if edge.contract_kind is not ContractKind.A:
            continue
        held = contracts.contracts(edge)
        if any(_is_signed(contract, snapshot) for contract in held):
            yield agrees(edge.entrustee, edge)
        elif not held or any(contract.memorandum is MemorandumState.UNKNOWN for contract in held):
            yield cannot_tell(edge.entrustee, edge, edge, *held, held=held)
        else:
            yield conflicts(edge.entrustee, edge, edge, *held, held=held)


def _is_signed(contract: Contract, snapshot: Snapshot) -> bool:
    in_time = contract.memorandum_on is None or contract.memorandum_on <= snapshot.as_of
    return contract.memorandum is MemorandumState.SIGNED and in_time


def _state(contract: Contract) -> str:
    return contract.memorandum.label + (f" {day(contract.memorandum_on)}" if contract.memorandum_on else "")


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: the state of the memorandum of the contracts."""
    work, facts = f"{snapshot.name(verdict.party)}への委託（種別A）", verdict.facts
    if verdict.outcome is Outcome.CONFLICTS:
        states = "、".join(sorted({_state(contract) for contract in facts["held"]}))
        return f"{work}に、個人データの取扱いの覚書が結ばれていません（記録: {states}）。"
    if facts["held"]:
        return f"{work}の覚書の状態が「不明」で、結ばれているか分かりません。契約書を確かめて状態を入れてください。"
    return f"{work}の今の契約の記録がなく、覚書が結ばれているか分かりません。契約と覚書を登録してください。"
