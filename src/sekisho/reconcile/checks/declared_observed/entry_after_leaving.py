"""離れた人の入室。

見つけること: 退職・離任の届がある人が、離れた日より後に取扱区域へ入っている。名簿で着任し直した人の入室は数えない。
なぜ: 入館証が生きたままの人の立入りから、無断の持出しが起きた（C-04）。
根拠: 点検項目 FAC-03（入館証・鍵・暗証の当日の失効）。自社の上乗せ。
是正: 入館証を失効させ、離れた日より後の入室の理由を確かめる。
例: 物語 C-04 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-04", "entry_after_leaving")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['LV-1', 'DE-3'])
"""

from collections.abc import Iterator

from sekisho.observed import Departure, DoorEntry
from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.people import Leavers, outermost
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="FAC-03",
    title="離れた人の入室",
    severity=Severity.HIGH,
    strength=Strength.OWN_POLICY,
    anchors=("C-04",),
    compares=("roster", "employment_record", "gate_log"),
    remedy="入館証を失効させ、離れた日より後の入室の理由を確かめてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per departure: conflicts when the person entered on a later day without having come back."""
    entries, leavers = snapshot.by(DoorEntry, "person"), Leavers(snapshot)
    for left in snapshot.all(Departure):
        places = leavers.places(left)
        late = [e for e in entries[left.person] if e.party in places and leavers.gone(left, e.entered_on)]
        if late:
            tied = min((e.entrustment for e in late if e.entrustment), default=None)
            yield conflicts(
                left.party, snapshot.edge(tied), left, *outermost(late), distinct=(left.person,), left=left, late=late
            )
        else:
            yield agrees(left.party, None, left)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: who, when they left, when they entered."""
    left, late = verdict.facts["left"], verdict.facts["late"]
    last = max(entry.entered_on for entry in late)
    return (
        f"{snapshot.name(verdict.party)}の要員 {left.person} は {day(left.left_on)} に離れましたが、"
        f"その後 {len(late)} 回の入室があります（最後は {day(last)}）。"
    )
