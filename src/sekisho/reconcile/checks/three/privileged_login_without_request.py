"""申請のない特権ログイン。

見つけること: 特権でのログインに、本人以外が承認した申請が結びつかない。
なぜ: 申請なしに使えるシステム管理者アカウントから、長年の持出しが起きた（C-01）。
根拠: 点検項目 ACC-03（特権IDの申請・貸出・作業記録・事後確認）。自社の上乗せ。
是正: その日の作業の理由と操作の中身を確かめ、申請のない特権の貸出しを止める。
例: 物語 C-01 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-01", "privileged_login_without_request")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['A-2023-04-20/ACC-03', 'L-1'])
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
from sekisho.terms import ApprovalKind, Outcome, Severity, Strength, Ternary

GROUND = Ground(
    rule="ACC-03",
    title="申請のない特権ログイン",
    severity=Severity.HIGH,
    strength=Strength.OWN_POLICY,
    anchors=("GL10-6(1)", "C-01"),
    compares=("work_approval", "answer_sheet", "idp_log"),
    remedy="その日の作業の理由と操作の中身を確かめ、申請のない特権の貸出しを止めてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per account with privileged log-ins in handled work (and one per record that a request covers).

    Without any request on record and without the answer that requests are made, the requests may simply not have been
    handed in: that cannot be told.
    """
    requests = Approvals(snapshot, ApprovalKind.PRIVILEGED, ApprovalKind.REMOTE)
    replies = Replies(snapshot, "ACC-03")
    bare: dict[tuple[str, Entrustment | None, str, str], list[Login]] = defaultdict(list)
    for login in snapshot.by(Login, "privileged")[Ternary.YES]:
        works = works_of(login, snapshot)
        found = requests.covering_login(login) if works else []
        if found:
            yield agrees(login.party, only(works), login, *found)
        elif works:
            bare[login.party, only(works), login.system or "", login.account].append(login)
    for (party, about, system, account), logins in bare.items():
        answer = replies.yes(party, about)
        cited = (*outermost(logins), answer) if answer else outermost(logins)
        if answer or requests.kept_by(party):
            yield conflicts(party, about, *cited, distinct=(system, account), logins=logins, answer=answer)
        else:
            yield cannot_tell(party, about, *cited, distinct=(system, account), logins=logins, answer=None)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: account and days, and what was answered."""
    name, logins = snapshot.name(verdict.party), verdict.facts["logins"]
    seen = f"ID「{logins[0].account}」の特権でのログイン（{days_of(logins)}）"
    if verdict.outcome is Outcome.CANNOT_TELL:
        return f"{name}の{seen}と照らす申請を一件も受け取っていません。特権IDの申請簿の提出を求めてください。"
    answered = "「申請を伴う」と回答していますが、" if verdict.facts["answer"] else ""
    return f"{name}は{answered}{seen}に、本人以外が承認した申請が見つかりません。"
