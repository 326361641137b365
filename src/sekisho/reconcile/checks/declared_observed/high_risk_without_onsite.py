"""立入りのない高リスクの委託。

見つけること: コールセンター・販売代理店・印刷発送・保守の委託に、1年以内の立入点検がない。
なぜ: 書面の報告だけでは、フロアの実態（警備、入室、媒体）は分からない（C-04）。
根拠: 要件 S-45、B 2-7-2・2-9（高リスクは現地で確かめる）。方法は GL3-4-4※3 の例示、年1回は自社。
是正: 立入点検を行い、責任者との面談と合わせて記録する。
例: 物語 C-01 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-01", "high_risk_without_onsite")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['E-1'])
"""

from collections import defaultdict
from collections.abc import Iterator

from sekisho.declared import Entrustment
from sekisho.observed import Inspection
from sekisho.period import terms_overdue
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import InspectionMethod, Outcome, Severity, Strength

GROUND = Ground(
    rule="S-45",
    title="立入りのない高リスクの委託",
    severity=Severity.MEDIUM,
    strength=Strength.OWN_POLICY,
    anchors=("B 2-7-2", "B 2-9", "GL3-4-4※3", "C-04"),
    compares=("registry", "onsite_inspection"),
    remedy="立入点検を行い、責任者との面談と合わせて記録してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per handling entrustment of a high-risk kind; due a year after the last visit, else after the start."""
    inspections = snapshot.by(Inspection, "entrustment")
    everywhere: dict[str, list[Inspection]] = defaultdict(list)
    for inspection in inspections[None]:
        everywhere[inspection.party].append(inspection)
    for edge in snapshot.handling:
        if not edge.work.is_high_risk:
            continue
        seen = (*inspections[edge.key], *everywhere.get(edge.entrustee, ()))
        visits = sorted((v for v in seen if _is_visit(v, edge)), key=lambda v: (v.fact_date, v.key))
        last = visits[-1].completed_on if visits else None
        since = last or edge.starts_on
        if since is None:
            yield cannot_tell(edge.entrustee, edge, edge, last=None)
        elif terms_overdue(since, snapshot.as_of, snapshot.policy.oversight_months):
            yield conflicts(edge.entrustee, edge, edge, *visits[-1:], last=last)
        else:
            yield agrees(edge.entrustee, edge)


def _is_visit(inspection: Inspection, edge: Entrustment) -> bool:
    """A completed visit by somebody else than the entrustee."""
    by_another = inspection.examiner != edge.entrustee
    return inspection.method is InspectionMethod.ONSITE and inspection.completed_on is not None and by_another


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which kind of work, when it was last visited."""
    work = verdict.about.work.label if verdict.about else ""
    whose = f"{snapshot.name(verdict.party)}への委託（{work}）"
    if verdict.outcome is Outcome.CANNOT_TELL:
        return (
            f"{whose}には立入点検の記録も開始日もなく、期限を過ぎたか分かりません。開始日を入れ、立入点検を計画してください。"
        )
    last = verdict.facts["last"]
    told = (
        f"最後の立入点検（{day(last)}）から1年の応当日を過ぎています"
        if last
        else "始まって1年を過ぎても立入点検の記録がありません"
    )
    return f"{whose}はリスクが高い業務ですが、{told}。"
