"""渡しすぎ。

見つけること: 実際に渡したデータ・見せた画面の項目に、その業務に要る項目の一覧にないものがあり、理由の承認もない。
なぜ: 業務に要らない個人データを渡せば、漏れたときの被害だけが増える。
根拠: R-14、GL3-4-4（必要のない個人データを渡さない）、B 1-1①。
是正: 項目を削り、画面を絞り、渡した分を消去させる。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "excess_items")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-013', '不一致', ['DV-901', 'U-05', 'E-014'])
"""

from collections.abc import Iterator

from sekisho.declared import Entrustment
from sekisho.observed import Delivery
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.purposes import purpose_of
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, items, listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="R-14",
    title="要らない項目の受渡し",
    severity=Severity.MEDIUM,
    strength=Strength.DUTY,
    anchors=("GL3-4-4", "B 1-1①"),
    compares=("purpose", "registry", "delivery"),
    remedy="渡す項目を削り、画面を絞ってください。すでに渡した分は消去させてください。",
)
_HEAVY = frozenset({"secrecy_of_communications", "special_care", "card"})


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per entrustment whose data was really seen being handed over or shown."""
    for key, deliveries in snapshot.by(Delivery, "entrustment").items():
        edge = snapshot.edge(key)
        if edge is None:
            continue
        purpose = purpose_of(edge, snapshot)
        needed = purpose.needed_items if purpose else ()
        over = [d for d in deliveries if needed and not d.approved_reason and not set(d.items) <= set(needed)]
        unmatched = [d for d in deliveries if d.unmatched_columns or not d.items]
        basis = (edge, *((purpose,) if purpose else ()))
        if over:
            excess = tuple(dict.fromkeys(code for d in over for code in d.items if code not in needed))
            severity = _severity(edge, excess, snapshot)
            yield conflicts(edge.entrustee, edge, *basis, *over, severity=severity, excess=excess, over=over)
        elif not needed:
            yield cannot_tell(edge.entrustee, edge, *basis, *deliveries[:1], unmatched=())
        elif unmatched:
            columns = tuple(dict.fromkeys(name for d in unmatched for name in d.unmatched_columns or ("項目の記録なし",)))
            yield cannot_tell(edge.entrustee, edge, *basis, *unmatched, unmatched=columns)
        else:
            yield agrees(edge.entrustee, edge)


def _severity(edge: Entrustment, excess: tuple[str, ...], snapshot: Snapshot) -> Severity | None:
    """High when the excess itself is of the heavy kinds; a registered item of that kind already raises the finding."""
    raised = snapshot.catalog.is_sensitive(edge.items, snapshot.policy.designated_carrier)
    heavy = not _HEAVY.isdisjoint(snapshot.catalog.flags(excess))
    return Severity.HIGH if heavy and not raised else None


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which items are too many, or what keeps one from telling."""
    facts = verdict.facts
    who = snapshot.name(verdict.party)
    if "excess" in facts:
        last = day(max(d.delivered_on for d in facts["over"]))
        excess = items(facts["excess"], snapshot)
        return f"{who}に{last}までに渡した項目のうち「{excess}」は、業務に要る項目の一覧にありません。"
    if facts["unmatched"]:
        return (
            f"{who}に渡したデータの列「{listing(facts['unmatched'])}」を項目に結べず、渡しすぎか分かりません。"
            "列の意味を確かめて結んでください。"
        )
    return f"{who}の業務に要る項目の一覧がなく、渡しすぎか分かりません。目的に要る項目を登録してください。"
