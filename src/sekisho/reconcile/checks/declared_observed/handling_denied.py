"""扱わないはずの委託での取扱い。

見つけること: 台帳で「個人データを扱わない」とした委託に、個人データの受渡しや、データのある構成が見つかっている。
なぜ: 委託でないと思い込んだ相手には、選定も契約も把握も行われない（C-01、C-10）。
根拠: L-ENT-1（GL3-4-4※1）。扱わせていれば委託で、監督は法25条の義務。
是正: 委託として登録し直し、選定の確認・覚書・把握を始める。要らないデータなら渡すのをやめて消去する。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "handling_denied")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-035', '不一致', ['DV-059', 'E-059'])
"""

from collections.abc import Iterator

from sekisho.observed import Delivery, Hosting
from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.joins.people import outermost
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Severity, Strength, Ternary

GROUND = Ground(
    rule="L-ENT-1",
    title="扱わないはずの委託での取扱い",
    severity=Severity.HIGH,
    strength=Strength.DUTY,
    anchors=("GL3-4-4※1", "APPI25", "C-01", "C-10"),
    compares=("registry", "delivery", "architecture"),
    remedy="委託として登録し直し、選定の確認・覚書・把握を始めてください。要らないデータなら、渡すのをやめて消去してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per active entrustment that is said not to handle data and at which somebody looked."""
    delivered, hosted = snapshot.by(Delivery, "entrustment"), snapshot.by(Hosting, "entrustment")
    for edge in snapshot.active:
        if edge.handles_personal_data is not Ternary.NO:
            continue
        files = [delivery for delivery in delivered[edge.key] if delivery.items]
        holding = [seen for seen in hosted[edge.key] if seen.holds_personal_data is Ternary.YES]
        without = [seen for seen in hosted[edge.key] if seen.holds_personal_data is Ternary.NO]
        if files or holding:
            cited = (edge, *outermost(files), *outermost(holding))
            yield conflicts(edge.entrustee, edge, *cited, files=files, holding=holding)
        elif without:
            yield agrees(edge.entrustee, edge)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: what was seen, when first."""
    files, holding = verdict.facts["files"], verdict.facts["holding"]
    told = []
    if files:
        told.append(f"個人データの受渡しが{len(files)}回（最初は{day(min(f.delivered_on for f in files))}）")
    if holding:
        told.append(f"個人データのある構成が{len(holding)}件（最初は{day(min(h.seen_on for h in holding))}）")
    work = f"{snapshot.name(verdict.party)}への委託"
    return f"{work}は「個人データを扱わない」と登録されていますが、{'、'.join(told)}見つかっています。"
