"""終わらない例外。

見つけること: 時限の例外が、代わりの措置または新たな承認なしに延長された、2回以上延長された、期限の後も実態が合わない、
申請者と承認者が同じである。
なぜ: 一度の延長が続くうちに、制限のないままの端末から送信が起きた（C-02。延長は1回だった）。
根拠: R-08、点検項目 ORG-08、GL10-3(5)（評価と見直しは義務、例外の期限と承認は自社）。
是正: 期限を切って止めるか、代わりの措置を入れる。
例: 物語 C-02 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-02", "endless_exception")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['W-1'])
"""

from collections.abc import Iterator
from typing import Any

from sekisho.declared import ExceptionWaiver
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.item_observations import observations, told
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="R-08",
    title="終わらない例外",
    severity=Severity.MEDIUM,
    strength=Strength.OWN_POLICY,
    anchors=("GL10-3(5)", "C-02"),
    compares=("exception_register", "sign", "onsite_inspection", "inspection_item"),
    remedy="例外を期限を切って止めるか、代わりの措置を入れてください。申請と承認は別の人が行ってください。",
)
_HEAVY = frozenset({"INS-01", "INS-02", "INS-03", "INS-04", "INS-05"})


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per exception. The last day itself is still within its term."""
    seen = observations(snapshot)
    for waiver in snapshot.all(ExceptionWaiver):
        until = max(waiver.expires_on, waiver.extended_to or waiver.expires_on)
        after = [
            one
            for one in seen.get((waiver.party, waiver.check_item), ())
            if one.last_on > until and one.concerns(waiver.entrustment)
        ]
        against = [one for one in after if not one.fits]
        about, distinct = snapshot.edge(waiver.entrustment), (waiver.key,)
        severity = Severity.HIGH if waiver.check_item in _HEAVY else None
        faults = (*_faults(waiver), *(("observed",) if against else ()))
        cites = (waiver, *(record for one in after for record in one.records))
        if faults:
            facts: dict[str, Any] = {"waiver": waiver, "faults": faults, "against": against, "until": until}
            yield conflicts(waiver.party, about, *cites, distinct=distinct, severity=severity, **facts)
        elif snapshot.as_of <= until or any(one.bears_out for one in after):
            yield agrees(waiver.party, about)
        else:
            yield cannot_tell(waiver.party, about, waiver, distinct=distinct, severity=severity, waiver=waiver, until=until)


def _faults(waiver: ExceptionWaiver) -> list[str]:
    """What is wrong with the exception itself: an extension needs both a measure instead and a new approval."""
    bare = waiver.extensions >= 1 and not (waiver.compensating and waiver.extension_approver)
    faults = {
        "bare": bare,
        "repeated": waiver.extensions >= 2,
        "own": waiver.requester in (waiver.approver, waiver.extension_approver),
    }
    return [name for name, found in faults.items() if found]


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which exception, and what keeps it from ending."""
    facts = verdict.facts
    waiver: ExceptionWaiver = facts["waiver"]
    item = f"{waiver.check_item}「{snapshot.catalog.name_of('check_item', waiver.check_item)}」"
    place = f"{snapshot.name(verdict.party)}の例外{waiver.key}（{item}）"
    if "faults" not in facts:
        return (
            f"{place}は{day(facts['until'])}で期限が切れましたが、その後の実態の記録がなく、終わったか分かりません。"
            "立入りか走査で確かめてください。"
        )
    reasons = {
        "bare": "代わりの措置または新たな承認がないまま延長されています",
        "repeated": f"{waiver.extensions}回延長されています",
        "own": "申請者と承認者が同じです",
        "observed": f"期限{day(facts['until'])}の後も、記録に{listing(told(facts['against'], snapshot))}があります",
    }
    return f"{place}は、{'。また、'.join(text for name, text in reasons.items() if name in facts['faults'])}。"
