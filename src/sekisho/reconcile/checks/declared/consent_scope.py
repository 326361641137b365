"""承諾の範囲を外れた再委託。

見つけること: 再委託のデータ項目または国が、承諾した項目・国の範囲に入っていない。
なぜ: 承諾は相手・項目・国を見て与える。範囲が広がれば、別の承諾が要る。
根拠: R-05、GL3-4-4(3)、B 2-4・2-8。
是正: 範囲の外の取扱いを止めるか、改めて承諾の可否を判断する。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "consent_scope")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-033', '不一致', ['CN-043', 'E-043'])
"""

from collections.abc import Iterator

from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.joins.consenting import sub_entrustments, unexpired
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import countries, items
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="R-05",
    title="承諾の範囲を外れた再委託",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4(3)", "B 2-4", "B 2-8"),
    compares=("registry", "consent_register"),
    remedy="範囲の外の取扱いを止めるか、改めて承諾の可否を判断してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per sub-entrustment and entrustment above it that has a consent in force. An empty scope limits nothing."""
    for edge, upper, given in sub_entrustments(snapshot):
        granted = unexpired(given, snapshot.as_of)
        if not granted:
            continue
        beyond = _beyond(edge.items, [consent.items for consent in granted])
        abroad = _beyond(tuple(sorted(edge.countries)), [consent.countries for consent in granted])
        if beyond or abroad:
            yield conflicts(edge.entrustee, edge, edge, *granted, distinct=(upper.key,), beyond=beyond, abroad=abroad)
        else:
            yield agrees(edge.entrustee, edge)


def _beyond(handled: tuple[str, ...], scopes: list[tuple[str, ...]]) -> tuple[str, ...]:
    """What is handled outside every scope."""
    if not all(scopes):
        return ()
    allowed = {code for scope in scopes for code in scope}
    return tuple(code for code in handled if code not in allowed)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which items and countries are outside the consent."""
    beyond, abroad = verdict.facts["beyond"], verdict.facts["abroad"]
    told = []
    if beyond:
        told.append(f"データ項目「{items(beyond, snapshot)}」")
    if abroad:
        told.append(f"国「{countries(abroad, snapshot)}」")
    return f"{snapshot.name(verdict.party)}への再委託は、{'と'.join(told)}が承諾の範囲に入っていません。"
