"""直したはずの指摘の再発。

見つけること: 点検で不適合だった項目が、改善の完了の申告の後の点検で、ふたたび不適合になっている。
なぜ: 完了の申告だけで閉じると、直っていないことが次の事故まで見えない。
根拠: 点検項目 ORG-07。見直しと改善は GL10-3(5) の義務、期限・担当・完了確認は手法。
是正: 前の是正の中身を確かめ直し、期限と確かめ方を決めて改善を求める。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "corrected_issue_found_again")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence][:2]
('P-007', '不一致', ['CM-05', 'IN-008-2025-03-10-onsite/FAC-07'])
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from sekisho.observed import Inspection, InspectionItem
from sekisho.promised import Commitment
from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.joins.item_observations import is_independent
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import ItemResult, Severity, Strength

GROUND = Ground(
    rule="ORG-07",
    title="直したはずの指摘の再発",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL10-3(5)", "B 2-9"),
    compares=("commitment", "onsite_inspection", "inspection_item"),
    remedy="前の是正の中身を確かめ直し、期限と確かめ方を決めて、あらためて改善を求めてください。",
)


Look = tuple[date, Inspection, InspectionItem]


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per completed commitment on an item that deviated before, and work looked at again: the last look counts."""
    seen = _looks(snapshot)
    for promise in snapshot.all(Commitment):
        item, done = promise.check_item, promise.completed_on
        if item is None or done is None:
            continue
        looks = seen.get((promise.party, item), [])
        before = [look for look in looks if look[0] <= done and look[2].result is ItemResult.DEVIATES]
        after = {look[1].entrustment: look for look in looks if look[0] > done and _tells(look)}
        for on, found, found_item in after.values():
            same = [look for look in before if _may_be_same(look[1], found)]
            about = snapshot.edge(found.entrustment)
            if same and found_item.result is ItemResult.DEVIATES:
                _, was, was_item = same[-1]
                cited = (promise, was, was_item, found, found_item)
                yield conflicts(promise.party, about, *cited, distinct=(item,), promise=promise, on=on)
            elif same:
                yield agrees(promise.party, about)


def _tells(look: Look) -> bool:
    """Whether a look says that the item is met or not; that it is met can only be seen on the spot."""
    _, inspection, item = look
    return item.result is ItemResult.DEVIATES or (item.result is ItemResult.CONFORMS and is_independent(inspection))


def _may_be_same(was: Inspection, found: Inspection) -> bool:
    return None in (was.entrustment, found.entrustment) or was.entrustment == found.entrustment


def _looks(snapshot: Snapshot) -> Mapping[tuple[str, str], list[Look]]:
    """What others than the party itself saw, by party and check item, in the order of days."""
    inspections = {i.key: i for i in snapshot.all(Inspection) if i.examiner != i.party}
    seen: dict[tuple[str, str], list[Look]] = defaultdict(list)
    for item in snapshot.all(InspectionItem):
        inspection = inspections.get(item.inspection)
        if inspection and inspection.completed_on:
            seen[inspection.party, item.check_item].append((inspection.completed_on, inspection, item))
    for looks in seen.values():
        looks.sort(key=lambda look: (look[0], look[2].key))
    return seen


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which item, when it was said to be done, when it was found again."""
    promise = verdict.facts["promise"]
    return (
        f"{snapshot.name(verdict.party)}は「{promise.subject}」を{day(promise.completed_on)}に完了と申告しましたが、"
        f"{day(verdict.facts['on'])}の点検で、同じ項目{promise.check_item}がふたたび不適合でした。"
    )
