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
from datetime import date
from typing import Any

from sekisho.declared import Consent
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.consenting import consented_companies
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Outcome, Severity, Strength

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
    """One verdict per company consented to under a handling entrustment; a statement before any consent in force is enough."""
    for upper, who, consents in consented_companies(snapshot):
        party = who if who in snapshot.parties else upper.entrustee
        stated = [_stated(consent, snapshot) for consent in consents]
        dated = [(on, consent.decided_on) for on, consent in zip(stated, consents, strict=True) if on and consent.decided_on]
        newest: dict[str, Any] = {"consent": consents[-1], "stated": stated[-1]}
        if any(on <= decided for on, decided in dated):
            yield agrees(party, upper)
        elif any(stated) and not dated:
            yield cannot_tell(party, upper, upper, *consents, distinct=(who,), **newest)
        else:
            yield conflicts(party, upper, upper, *consents, distinct=(who,), **newest)


def _stated(consent: Consent, snapshot: Snapshot) -> date | None:
    return consent.statement_on if consent.statement_on and consent.statement_on <= snapshot.as_of else None


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which consent, whether the statement is missing or late."""
    consent, stated = verdict.facts["consent"], verdict.facts["stated"]
    upper = snapshot.name(verdict.about.entrustee) if verdict.about else ""
    whose = f"{upper}から「{consent.sub_entrustee}」への再委託"
    if verdict.outcome is Outcome.CANNOT_TELL:
        return f"{whose}の承諾に日付がなく、扱い方の書面が先だったか分かりません。承諾の日付を入れてください。"
    given = f"{whose}を{day(consent.decided_on)}に承諾していますが、"
    if stated:
        return f"{given}扱い方の書面を受け取ったのは、それより後の{day(stated)}です。"
    return f"{given}扱い方の書面を受け取った記録がありません。"
