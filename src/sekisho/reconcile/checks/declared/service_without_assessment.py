"""判定のない外部サービス。

見つけること: クラウド・外部サービス・利用契約の形の委託に、委託に当たるかどうかの判定の記録がない。または始めた後に判定した。
なぜ: 利用契約だから委託でないと決めつけたことが、把握の空白を生んだ（C-01、C-10）。
根拠: 要件 S-14、N Q2-1。委託かどうかは名前でなく実態で決まる（GL3-4-4※1）。事前の判定の記録は自社の決まり。
是正: 五つの問いで判定し、日付・判定者・規約の版とともに残す。判定までは委託として扱う。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "service_without_assessment")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-018', '不一致', ['E-019'])
"""

from collections.abc import Iterator

from sekisho.declared import ServiceAssessment
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Outcome, Severity, Strength, Ternary

GROUND = Ground(
    rule="S-14",
    title="判定のない外部サービス",
    severity=Severity.HIGH,
    strength=Strength.OWN_POLICY,
    anchors=("GL3-4-4※1", "N Q2-1", "B 2-1", "C-01", "C-10"),
    compares=("registry", "external_service_assessment"),
    remedy="五つの問いで判定し、日付・判定者・規約の版とともに残してください。判定までは委託として扱ってください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per active service entrustment. One that is supervised as handling data lacks only the paper: low."""
    assessments = snapshot.by(ServiceAssessment, "entrustment")
    for edge in snapshot.active:
        if not edge.form.is_service:
            continue
        first = min(assessments[edge.key], key=lambda a: (a.decided_on, a.key), default=None)
        severity = Severity.LOW if edge.handles_personal_data is Ternary.YES else None
        if first is None:
            yield conflicts(edge.entrustee, edge, edge, severity=severity, first=None)
        elif edge.starts_on and first.decided_on > edge.starts_on:
            yield conflicts(edge.entrustee, edge, edge, first, severity=Severity.LOW, first=first)
        elif edge.starts_on is None:
            yield cannot_tell(edge.entrustee, edge, edge, first, severity=Severity.LOW, first=first)
        else:
            yield agrees(edge.entrustee, edge)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: no decision, or one made after the start."""
    edge, first = verdict.about, verdict.facts["first"]
    work = f"{snapshot.name(verdict.party)}の{edge.form.label if edge else '外部サービス'}"
    if verdict.outcome is Outcome.CANNOT_TELL:
        return (
            f"{work}の開始日がなく、判定（{day(first.decided_on)}）が使い始める前だったか分かりません。開始日を入れてください。"
        )
    if first:
        started = day(edge.starts_on if edge else None)
        return f"{work}は{started}に使い始めましたが、委託に当たるかの最初の判定は{day(first.decided_on)}です。"
    return f"{work}を使っていますが、委託に当たるかどうかの判定の記録がありません。"
