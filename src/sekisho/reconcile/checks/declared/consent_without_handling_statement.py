"""扱い方の書面のない承諾。

見つけること: 再委託を承諾したのに、再委託先の扱い方を示す書面を受け取った記録がない。または承諾より後に受け取った。
なぜ: 扱い方を知らずに承諾すると、再委託先が何をするかを後から確かめる物差しがない。
根拠: 要件 S-55、B 2-8（契約時に扱い方の書面を得る）。自社の決まり。
是正: 扱い方の書面を求め、内容を見て承諾の範囲を確かめ直す。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "consent_without_handling_statement")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-037', '不一致', ['CN-048', 'E-039'])
"""

from collections.abc import Iterator

from sekisho.declared import Consent
from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import ConsentDecision, Severity, Strength

GROUND = Ground(
    rule="S-55",
    title="扱い方の書面のない承諾",
    severity=Severity.MEDIUM,
    strength=Strength.OWN_POLICY,
    anchors=("B 2-8", "SUB-03"),
    compares=("registry", "consent_register"),
    remedy="再委託先の扱い方を示す書面を求め、内容を見て承諾の範囲を確かめ直してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per consent in force under a handling entrustment."""
    handling = {edge.key: edge for edge in snapshot.handling}
    for consent in snapshot.by(Consent, "decision")[ConsentDecision.GRANTED]:
        upper = handling.get(consent.upper)
        if upper is None or (consent.expires_on and consent.expires_on < snapshot.as_of):
            continue
        party = snapshot.names.find(consent.sub_entrustee) or upper.entrustee
        stated = consent.statement_on if consent.statement_on and consent.statement_on <= snapshot.as_of else None
        if stated and (consent.decided_on is None or stated <= consent.decided_on):
            yield agrees(party, upper)
        else:
            distinct = (consent.sub_entrustee,)
            yield conflicts(party, upper, upper, consent, distinct=distinct, consent=consent, stated=stated)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which consent, whether the statement is missing or late."""
    consent, stated = verdict.facts["consent"], verdict.facts["stated"]
    upper = snapshot.name(verdict.about.entrustee) if verdict.about else ""
    given = f"{upper}から「{consent.sub_entrustee}」への再委託を {day(consent.decided_on)} に承諾していますが、"
    if stated:
        return f"{given}扱い方の書面を受け取ったのは、それより後の {day(stated)} です。"
    return f"{given}扱い方の書面を受け取った記録がありません。"
