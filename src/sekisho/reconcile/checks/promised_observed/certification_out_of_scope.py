"""範囲外・期限切れの認証。

見つけること: 「認証の範囲に入っている」と回答した相手の認証が、登録簿では業務・拠点の範囲外か、期限切れである。
なぜ: 認証は範囲と期限があって初めて意味を持つ。それだけで選定の確認に代わらない。
根拠: 点検項目 ORG-11、B 2-9B。GL3-4-4(1) の確認方法の一つ（推奨）。
是正: 範囲と期限を相手に確かめ、回答を直してもらい、認証に頼らない方法で確かめる。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "certification_out_of_scope")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-010', '不一致', ['A-26-E-011/ORG-11', 'CF-03'])
"""

from collections.abc import Iterator, Sequence

from sekisho.observed import Certification
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.answers import Replies
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Reply, Severity, Strength, Ternary

GROUND = Ground(
    rule="ORG-11",
    title="範囲外・期限切れの認証",
    severity=Severity.MEDIUM,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4(1)", "B 2-9B"),
    compares=("answer_sheet", "certification_register"),
    remedy="範囲と期限を相手に確かめて回答を直してもらい、認証に頼らない方法で措置を確かめてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per answer 'yes': some certificate in force must cover the work; the newest look at the register counts."""
    register = snapshot.by(Certification, "party")
    for answer in Replies(snapshot, "ORG-11"):
        if answer.reply is not Reply.YES:
            continue
        about = snapshot.edge(answer.entrustment)
        newest = {entry.scheme: entry for entry in sorted(register[answer.party], key=lambda c: (c.checked_on, c.key))}
        entries = [newest[scheme] for scheme in sorted(newest)]
        in_force = [entry for entry in entries if entry.valid_to is None or entry.valid_to >= snapshot.as_of]
        if any(entry.covers_work is Ternary.YES and entry.valid_to for entry in in_force):
            yield agrees(answer.party, about)
        elif not entries or any(entry.covers_work is not Ternary.NO for entry in in_force):
            yield cannot_tell(answer.party, about, answer, *entries, entries=entries)
        else:
            yield conflicts(answer.party, about, answer, *entries, entries=entries, faults=_faults(entries, snapshot))


def _faults(entries: Sequence[Certification], snapshot: Snapshot) -> list[str]:
    return [
        f"{entry.scheme}は{day(entry.valid_to)}に期限切れ"
        if entry.valid_to and entry.valid_to < snapshot.as_of
        else f"{entry.scheme}は業務・拠点が範囲外"
        for entry in entries
    ]


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: the answer, and what the public register says."""
    name, facts = snapshot.name(verdict.party), verdict.facts
    claim = f"{name}は「認証の範囲に業務と拠点が入っている」と回答していますが、"
    if "faults" in facts:
        return f"{claim}登録簿では、{'、'.join(facts['faults'])}です。"
    if facts["entries"]:
        return f"{claim}登録簿を見た記録に範囲か有効期限が書かれておらず、照らせません。登録の範囲と期限を確かめてください。"
    return f"{claim}認証機関の登録簿を見た記録がなく、照らせません。公開の登録簿で範囲と期限を確かめてください。"
