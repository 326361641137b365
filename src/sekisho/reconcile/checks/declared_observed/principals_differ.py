"""台帳と合わない本人の数。

見つけること: 一度の受渡しの件数が、台帳にある本人の数を1割より多く超えている。
なぜ: 台帳の数が小さいと、事故のときの報告の要否（1,000人超など）と本人への通知を誤る。
根拠: 点検項目 ORG-04（GL10-3(3) の取扱状況を確認する手段の整備は義務、5項目の台帳は例示）。1割は自社の幅。
是正: 渡した件数の内訳を確かめ、台帳の数を直すか、渡しすぎを止める。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "principals_differ")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-013', '不一致', ['DV-901', 'E-014'])
"""

from collections.abc import Iterator

from sekisho.observed import Delivery
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="ORG-04",
    title="台帳と合わない本人の数",
    severity=Severity.LOW,
    strength=Strength.DUTY,
    anchors=("GL10-3(3)",),
    compares=("registry", "delivery"),
    remedy="渡した件数の内訳を確かめ、台帳の本人の数を直すか、渡しすぎを止めてください。",
)

TOLERATED_PERCENT = 110


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per handling entrustment with counted deliveries; fewer persons than registered are no mismatch."""
    delivered = snapshot.by(Delivery, "entrustment")
    for edge in snapshot.handling:
        counted = [(delivery.principals, delivery) for delivery in delivered[edge.key] if delivery.principals is not None]
        if not counted:
            continue
        count, largest = max(counted, key=lambda pair: (pair[0], pair[1].key))
        if edge.principals is None:
            yield cannot_tell(edge.entrustee, edge, edge, largest, delivery=largest)
        elif count * 100 > edge.principals * TOLERATED_PERCENT:
            yield conflicts(edge.entrustee, edge, edge, largest, delivery=largest, registered=edge.principals)
        else:
            yield agrees(edge.entrustee, edge)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: both numbers and the day."""
    name, delivery = snapshot.name(verdict.party), verdict.facts["delivery"]
    handed = f"{day(delivery.delivered_on)}に{delivery.principals:,}件を渡しています"
    if "registered" in verdict.facts:
        return f"{name}への委託の台帳では本人の数は{verdict.facts['registered']:,}人ですが、{handed}。"
    return f"{name}への委託では{handed}が、台帳に本人の数がなく、照らせません。本人の数を入れてください。"
