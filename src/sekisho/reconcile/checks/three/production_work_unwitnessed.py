"""立会いのない本番作業。

見つけること: 保守の委託先の特権ログインに、立会いの記録が結びつかない。
なぜ: 保守の人が一人で本番に入れることが、持出しを長く見えなくした（C-01）。
根拠: 点検項目 INS-07、B 2-9A（当社内の本番サーバ作業の立会い）。自社の上乗せ。
是正: 作業の録画か操作ログを事後に確かめ、次の作業から立会いを付ける。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "production_work_unwitnessed")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-005', '不一致', ['A-26-E-006/INS-07', 'L-9001'])
"""

from collections import defaultdict
from collections.abc import Iterator

from sekisho.declared import Entrustment
from sekisho.observed import Login
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.answers import Replies
from sekisho.reconcile.joins.approvals import Approvals, days_of
from sekisho.reconcile.joins.people import only, outermost, works_of
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import ApprovalKind, ContractKind, Outcome, Severity, Strength, Ternary, WorkCategory

GROUND = Ground(
    rule="INS-07",
    title="立会いのない本番作業",
    severity=Severity.MEDIUM,
    strength=Strength.OWN_POLICY,
    anchors=("B 2-9A", "S-48", "C-01"),
    compares=("registry", "work_approval", "answer_sheet", "idp_log"),
    remedy="作業の録画か操作ログを事後に確かめて記録し、次の作業から立会いを付けてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per account used for maintenance of type A; unknown while attendance was neither recorded nor answered."""
    attendance, replies = Approvals(snapshot, ApprovalKind.WITNESS), Replies(snapshot, "INS-07")
    alone: dict[tuple[Entrustment, str, str], list[Login]] = defaultdict(list)
    for login in snapshot.by(Login, "privileged")[Ternary.YES]:
        about = only(works_of(login, snapshot))
        if about is None or about.work is not WorkCategory.MAINTENANCE or about.contract_kind is not ContractKind.A:
            continue
        found = attendance.covering_login(login)
        if found:
            yield agrees(login.party, about, login, *found)
        else:
            alone[about, login.system or "", login.account].append(login)
    for (about, system, account), logins in alone.items():
        party = logins[0].party
        answer = replies.yes(party, about)
        cited = (*outermost(logins), answer) if answer else outermost(logins)
        if answer or attendance.kept_by(party):
            yield conflicts(party, about, *cited, distinct=(system, account), logins=logins, answer=answer)
        else:
            yield cannot_tell(party, about, *cited, distinct=(system, account), logins=logins, answer=None)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: account and days, and what was answered."""
    name, logins = snapshot.name(verdict.party), verdict.facts["logins"]
    work = f"ID「{logins[0].account}」の本番作業（{days_of(logins)}）"
    if verdict.outcome is Outcome.CANNOT_TELL:
        return f"{name}の{work}と照らす立会いの記録が一件もありません。立会いまたは録画と事後確認の記録を集めてください。"
    answered = "「立会いがある」と回答していますが、" if verdict.facts["answer"] else ""
    return f"{name}は{answered}{work}に、立会いの記録が結びつきません。"
