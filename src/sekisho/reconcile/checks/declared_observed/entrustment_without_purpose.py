"""目的のない委託、目的に要らない項目。

見つけること: 委託に公表した利用目的が結びついていない。または、台帳の項目が目的に要る項目を超えている。
なぜ: 委託は利用目的の達成に必要な範囲に限られ、必要のない個人データは渡さない。
根拠: 要件 S-80、法27条5項1号、GL3-4-4（必要のない個人データを渡さない）。実際の受渡しがあれば R-14 で比べる。
是正: 目的を結び、要る項目を定め、要らない項目を台帳と受渡しから外す。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "entrustment_without_purpose")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-023', '判定不能', ['E-029'])
"""

from collections.abc import Iterator

from sekisho.observed import Delivery
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.purposes import purpose_of
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import items
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="S-80",
    title="目的のない委託、目的に要らない項目",
    severity=Severity.MEDIUM,
    strength=Strength.DUTY,
    anchors=("APPI27-5-1", "GL3-4-4", "N policy"),
    compares=("registry", "purpose", "delivery"),
    remedy="公表した利用目的を結び、その業務に要る項目を定め、要らない項目を台帳と受渡しから外してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per handling entrustment; a sub-entrustment without a purpose of its own serves that of the one above.

    Where data was really handed over, the items are left to R-14, which sees them.
    """
    delivered = snapshot.by(Delivery, "entrustment")
    for edge in snapshot.handling:
        purpose = purpose_of(edge, snapshot)
        if purpose is None:
            yield cannot_tell(edge.entrustee, edge, edge, distinct=("purpose",), purpose=None)
        elif delivered[edge.key] or not edge.items:
            continue
        elif not purpose.needed_items:
            yield cannot_tell(edge.entrustee, edge, edge, purpose, distinct=("items",), purpose=purpose)
        elif excess := [item for item in edge.items if item not in purpose.needed_items]:
            yield conflicts(edge.entrustee, edge, edge, purpose, purpose=purpose, excess=excess)
        else:
            yield agrees(edge.entrustee, edge)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which items exceed which purpose, or what is not on record."""
    work, purpose = f"{snapshot.name(verdict.party)}への委託", verdict.facts["purpose"]
    if purpose is None:
        return f"{work}に公表した利用目的が結びついておらず、目的の範囲内か分かりません。目的番号を入れてください。"
    if "excess" in verdict.facts:
        excess = items(verdict.facts["excess"], snapshot)
        return f"{work}の台帳には、目的「{purpose.name}」に要る項目にない項目（{excess}）があります。"
    return f"{work}の目的「{purpose.name}」に要る項目が定められておらず、渡しすぎか分かりません。要る項目を定めてください。"
