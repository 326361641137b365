"""申告の後の調査の不足。

見つけること: 漏えいを疑う申告を受けて3日（自社の定め）を過ぎても、当事者以外による調査が始まっていない。調べたのが当事者だけ。
「漏えいなし」の結論なのに、申告の会社・システム・期間を覆わない、または元のログに当たっていない。
なぜ: 当事者だけの調査が「漏えいなし」と答え、持ち出しが続いた（C-01・C-08）。
根拠: R-13、GL3-5-2(1)〜(3)。事実の調査は義務、3日と「当事者以外」は自社。「おそれ」を知った日として、報告の期限が動く。
是正: 独立の調査を始め、証拠を保全し、申告者どうしを突き合わせる。
例: 物語 C-01 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-01", "complaint_not_investigated")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['CP-1', 'V-1'])
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sekisho.declared import Investigation
from sekisho.observed import Complaint
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.inquests import Fault, concerned, faults, late_after
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="R-13",
    title="申告の後の調査の不足",
    severity=Severity.CRITICAL,
    strength=Strength.DUTY,
    anchors=("GL3-5-2(1)", "GL3-5-2(2)", "GL3-5-2(3)", "C-01", "C-08"),
    compares=("complaint", "investigation"),
    remedy="独立の調査を始め、証拠を保全し、申告者どうしを突き合わせてください。報告の期限を申告の日から数えてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per complaint; one investigation that meets every demand is enough."""
    by_complaint = snapshot.by(Investigation, "complaint")
    for complaint in snapshot.all(Complaint):
        made = by_complaint[complaint.key]
        party = complaint.parties[0] if complaint.parties else snapshot.carrier or ""
        works = snapshot.entrusted(party)
        about = works[0] if len(works) == 1 else None
        found = _lacking(complaint, made, snapshot)
        if Fault.NOT_DUE in found:
            continue
        if not found:
            yield agrees(party, about)
        elif set(found) <= {Fault.OPEN, Fault.VAGUE}:
            yield cannot_tell(party, about, complaint, *made, distinct=(complaint.key,), complaint=complaint, faults=found)
        else:
            # who investigates is left open by the guideline
            strength = Strength.OWN_POLICY if found == [Fault.INSIDERS] else None
            told: dict[str, Any] = {"strength": strength, "complaint": complaint, "faults": found}
            yield conflicts(party, about, complaint, *made, distinct=(complaint.key,), **told)


def _lacking(complaint: Complaint, made: Sequence[Investigation], snapshot: Snapshot) -> list[Fault]:
    """What is missing, the heaviest first; nothing when one investigation meets every demand."""
    found = [faults(complaint, one, concerned(complaint, one, snapshot), snapshot.as_of) for one in made]
    if any(not one for one in found):
        return []
    if not found:
        late = late_after(complaint, snapshot.policy.investigation_days) < snapshot.as_of
        return [Fault.NONE_BEGUN if late else Fault.NOT_DUE]
    everything = set().union(*found)
    if not all(Fault.INSIDERS in one for one in found):
        everything.discard(Fault.INSIDERS)
    told: list[Fault] = [fault for fault in (Fault.INSIDERS, Fault.NARROW, Fault.NO_ORIGINALS) if fault in everything]
    open_ends: list[Fault] = [fault for fault in (Fault.VAGUE, Fault.OPEN) if fault in everything]
    return told or open_ends


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: when it was told, and what the investigation lacks."""
    complaint: Complaint = verdict.facts["complaint"]
    head = f"{day(complaint.received_on)}に受けた申告{complaint.key}（{complaint.complainant.label}）について、"
    days = snapshot.policy.investigation_days
    told = {
        Fault.NONE_BEGUN: f"{days}日を過ぎても当事者以外による調査が始まっていません",
        Fault.INSIDERS: "調べたのは当事者だけです",
        Fault.NARROW: "「漏えいなし」の結論が、申告の会社・システム・期間を覆っていません",
        Fault.NO_ORIGINALS: "「漏えいなし」の結論が、元のログに当たっていません",
        Fault.VAGUE: "関係しそうな会社もシステムも書かれておらず、調査が足りるか分かりません。申告者に尋ねて絞ってください",
        Fault.OPEN: "調査の結論または元のログに当たったかの記録がなく、まだ分かりません。調査の記録を確かめてください",
    }
    return f"{head}{'。また、'.join(told[fault] for fault in verdict.facts['faults'])}。"
