"""過去の約束の未履行。

見つけること: 当局の文書・再発防止策・改善指示の後の約束が、期限を過ぎても完了の証跡がない、または完了の申告に実態が反する。
なぜ: 数年前の指導で求められた監査と認証の強化が、済んでいなかった（C-03）。
根拠: R-10、法147条・148条、B 2-9。完了の申告だけでは一致にしない。
強さは約束の出所による（当局の文書は当局、改善指示は契約、再発防止策は自社）。
是正: 経営へ報告し、期限を引き直し、代わりの措置を入れる。
例: 物語 C-03 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-03", "commitment_unkept")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-0', '不一致', ['CM-1'])
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sekisho.promised import Commitment
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.item_observations import Observation, observations, told
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.terms import CommitmentSource, Severity, Strength

GROUND = Ground(
    rule="R-10",
    title="過去の約束の未履行",
    severity=Severity.HIGH,
    strength=Strength.AUTHORITY,
    anchors=("法147条", "法148条", "B 2-9", "C-03"),
    compares=("commitment", "sign", "onsite_inspection", "inspection_item"),
    remedy="経営へ報告し、期限を引き直し、それまでの代わりの措置を入れてください。",
)

#: An authority's document weighs otherwise than the carrier's instruction, or what the party set itself after an incident.
STRENGTHS = {
    CommitmentSource.AUTHORITY: Strength.AUTHORITY,
    CommitmentSource.INSTRUCTION: Strength.CONTRACT,
    CommitmentSource.PREVENTION: Strength.OWN_POLICY,
}


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per commitment that is due or said to be done. The due day itself is in time."""
    seen = observations(snapshot)
    for promise in snapshot.all(Commitment):
        done = promise.completed_on if promise.completed_on and promise.completed_on <= snapshot.as_of else None
        proved = promise.proved_on is not None and promise.proved_on <= snapshot.as_of
        after = _after(promise, seen.get((promise.party, promise.check_item or ""), ()))
        against = [one for one in after if not one.fits]
        severity = Severity.CRITICAL if promise.origin is CommitmentSource.AUTHORITY else None
        weight: dict[str, Any] = {"severity": severity, "strength": STRENGTHS[promise.origin]}
        cites = (promise, *(record for one in after for record in one.records))
        facts: dict[str, Any] = {"promise": promise, "against": against, "done": done}
        if against and (done or proved):
            yield conflicts(promise.party, None, *cites, distinct=(promise.key,), **weight, **facts)
        elif proved or (done and any(one.bears_out for one in after)):
            yield agrees(promise.party)
        elif done:
            yield cannot_tell(promise.party, None, promise, distinct=(promise.key,), **weight, **facts)
        elif snapshot.as_of > promise.due_on:
            yield conflicts(promise.party, None, *cites, distinct=(promise.key,), **weight, **facts)


def _after(promise: Commitment, seen: Sequence[Observation]) -> list[Observation]:
    """What was observed for the item after it was said, or proved, to be done."""
    done = max((known for known in (promise.completed_on, promise.proved_on) if known), default=None)
    return [one for one in seen if done and one.last_on > done]


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: what was promised for when, and what is missing or speaks against it."""
    facts = verdict.facts
    promise: Commitment = facts["promise"]
    place = f"{snapshot.name(verdict.party)}の約束「{promise.subject}」（{promise.origin.label}、期限{day(promise.due_on)}）"
    if facts["against"]:
        return f"{place}は完了とされていますが、その後の記録に{listing(told(facts['against'], snapshot))}があります。"
    if facts["done"]:
        return (
            f"{place}は{day(facts['done'])}に完了と申告されていますが、本人以外が確かめた証跡がありません。"
            "証跡を求めるか、立入りで確かめてください。"
        )
    return f"{place}は、期限を過ぎても完了の証跡がありません。"
