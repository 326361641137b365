"""承諾より前の再委託。

見つけること: 再委託の開始日、または実際に見えた最初の日が、承諾の日より前である。承諾がない、期限が切れている、
再委託する側・される側の承諾しかない。
なぜ: 承諾簿に記録のない再委託先が、入室し、データを扱っていた（C-04・C-05）。
根拠: R-05、GL3-4-4(3)、N Q2-8、B 2-4・2-8。
是正: 取扱いを止めるか、事後の承諾の可否を判断し、契約違反の簿に載せる。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "handling_before_consent")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-024', '不一致', ['CN-031', 'DE-1311', 'IV-01', 'E-031'])
"""

from collections.abc import Iterator

from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.consenting import carries_my_number, expired_on, first_decided, from_others, sub_entrustments
from sekisho.reconcile.joins.sightings import companies_seen, first_work
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="R-05",
    title="承諾より前の再委託",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4(3)", "N Q2-8", "B 2-4", "B 2-8", "C-04", "C-05"),
    compares=("registry", "consent_register", "invoice", "idp_log", "gate_log", "delivery"),
    remedy="取扱いを止めるか、事後の承諾の可否を判断してください。契約違反の簿に載せてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per sub-entrustment in force and entrustment above it."""
    seen_at = {(seen.edge.key, seen.who): seen for seen in companies_seen(snapshot) if seen.edge and not seen.shared}
    worked = first_work(snapshot)
    for edge, upper, given in sub_entrustments(snapshot):
        granted = from_others(given, upper.entrustee, edge.entrustee)
        if given and not granted:
            if not carries_my_number(edge, snapshot.catalog):  # else it is told by the statute on My Number
                yield conflicts(edge.entrustee, edge, edge, *given, distinct=(upper.key,), reason="own", given=given)
            continue
        seen, work = seen_at.get((upper.key, edge.entrustee)), worked.get(edge.key)
        starts = (edge.starts_on, seen.first_on if seen else None, work[0] if work else None)
        start = min((known for known in starts if known), default=None)
        decided, expired = first_decided(granted), expired_on(granted, snapshot.as_of)
        if start and decided and start >= decided and expired is None:
            yield agrees(edge.entrustee, edge)
            continue
        distinct = (upper.key,)
        observed = ((*seen.cited,) if seen else ()) + ((work[1],) if work else ())
        cites = (edge, *granted, *observed)
        if start and not granted:
            yield conflicts(edge.entrustee, edge, *cites, distinct=distinct, start=start, reason="none")
        elif start is None or decided is None:
            yield cannot_tell(edge.entrustee, edge, *cites, distinct=distinct, start=start)
        elif start < decided:
            yield conflicts(edge.entrustee, edge, *cites, distinct=distinct, start=start, decided=decided, reason="late")
        else:
            yield conflicts(edge.entrustee, edge, *cites, distinct=distinct, expired=expired, reason="expired")


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: who began when, and what is missing of the consent."""
    facts = verdict.facts
    who = snapshot.name(verdict.party)
    reason = facts.get("reason")
    if reason == "own":
        givers = listing(dict.fromkeys(snapshot.name(consent.giver) for consent in facts["given"]))
        return f"{who}への再委託の承諾は{givers}のものだけで、再委託の当事者でない会社の承諾の記録がありません。"
    if reason == "none":
        return f"{who}への再委託は{day(facts['start'])}に始まっていますが、承諾の記録がありません。"
    if reason == "late":
        return f"{who}への再委託は{day(facts['start'])}に始まっていますが、承諾は{day(facts['decided'])}です。"
    if reason == "expired":
        return f"{who}への再委託は続いていますが、承諾の期限は{day(facts['expired'])}まででした。"
    missing = "開始日も、実際に見えた記録もない" if facts["start"] is None else "承諾の日付がない"
    return f"{who}への再委託は、{missing}ため、承諾が先だったか分かりません。日付を確かめて入れてください。"
