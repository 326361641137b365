"""選定の確認より前の承諾。

見つけること: 再委託を承諾した日が、再委託先のチェックシートの最初の回答日より前である。または回答がない。
なぜ: 委託先と同じ選定の確認を再委託先にも及ぼさないと、弱い相手にデータが渡る。
根拠: 点検項目 SUB-05、GL3-4-4(1)・(3)、要件 S-37。
是正: 再委託先にチェックシートの回答を求め、結果を見て承諾を見直す。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "consent_before_selection_check")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-038', '不一致', ['A-26-E-050/EDU-02', 'CN-050'])
"""

from collections.abc import Iterator, Mapping

from sekisho.promised import Answer
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.consenting import consented_companies
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Reply, Severity, Strength

GROUND = Ground(
    rule="SUB-05",
    title="選定の確認より前の承諾",
    severity=Severity.MEDIUM,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4(1)", "GL3-4-4(3)", "N Q2-5", "B 2-5"),
    compares=("registry", "consent_register", "answer_sheet"),
    remedy="再委託先にチェックシートの回答を求め、結果を見て承諾を見直してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per company with a dated consent in force under a handling entrustment; the newest decision counts."""
    answered = _first_answers(snapshot)
    for upper, who, consents in consented_companies(snapshot):
        consent = next((consent for consent in reversed(consents) if consent.decided_on), None)
        if consent is None or consent.decided_on is None:
            continue
        party, first = who if who in snapshot.parties else upper.entrustee, answered.get(who)
        if first is None:
            yield cannot_tell(party, upper, consent, distinct=(who,), consent=consent)
        elif first.answered_on > consent.decided_on:
            yield conflicts(party, upper, consent, first, distinct=(who,), consent=consent, first=first)
        else:
            yield agrees(party, upper)


def _first_answers(snapshot: Snapshot) -> Mapping[str, Answer]:
    """The first real answer of each party."""
    first: dict[str, Answer] = {}
    for answer in snapshot.all(Answer):
        if answer.reply is not Reply.UNANSWERED:
            known = first.get(answer.party)
            if known is None or answer.answered_on < known.answered_on:
                first[answer.party] = answer
    return first


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: day of consent and of the first answer."""
    consent, upper = verdict.facts["consent"], verdict.about
    under = f"（{snapshot.name(upper.entrustee)}の再委託先）" if upper else ""
    given = f"「{consent.sub_entrustee}」{under}への再委託を{day(consent.decided_on)}に承諾していますが、"
    if "first" in verdict.facts:
        return f"{given}チェックシートの最初の回答は{day(verdict.facts['first'].answered_on)}です。"
    return f"{given}チェックシートの回答がなく、選定の確認が済んでいたか分かりません。回答を求めてください。"
