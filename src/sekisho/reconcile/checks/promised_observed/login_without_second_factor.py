"""多要素でないログイン。

見つけること: 「多要素認証を使う」と回答した相手に、多要素認証なしで成功したログインがある。
なぜ: 認証の弱さは、共用の基盤を通じた侵入につながった（C-03）。
根拠: 点検項目 ACC-04、様式3-1。自社の上乗せ。
是正: 例外の経路（保守用・緊急用のIDなど）を確かめ、多要素認証を効かせる。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "login_without_second_factor")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-004', '不一致', ['A-26-E-005/ACC-04', 'L-1052'])
"""

from collections import defaultdict
from collections.abc import Iterator

from sekisho.observed import Login
from sekisho.promised import Answer
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.answers import Replies
from sekisho.reconcile.joins.people import only, outermost, works_of
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import listing
from sekisho.terms import Outcome, Severity, Strength, Ternary

GROUND = Ground(
    rule="ACC-04",
    title="多要素でないログイン",
    severity=Severity.HIGH,
    strength=Strength.OWN_POLICY,
    anchors=("FORM 3-1", "N Q3-1", "C-03"),
    compares=("answer_sheet", "idp_log"),
    remedy="例外の経路（保守用・緊急用のIDなど）を確かめ、多要素認証を効かせてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per answer 'yes' that log-ins stand beside; log-ins after the day of the answer count."""
    replies = Replies(snapshot, "ACC-04")
    logins: dict[str, list[Login]] = defaultdict(list)
    answers: dict[str, Answer] = {}
    for login in snapshot.all(Login):
        works = works_of(login, snapshot)
        answer = replies.yes(login.party, only(works)) if works else None
        if answer and login.last_on >= answer.answered_on:
            logins[answer.key].append(login)
            answers[answer.key] = answer
    for key, seen in logins.items():
        answer = answers[key]
        about = snapshot.edge(answer.entrustment)
        without = [login for login in seen if login.multi_factor is Ternary.NO]
        unread = [login for login in seen if login.multi_factor is Ternary.UNKNOWN]
        if without:
            yield conflicts(answer.party, about, answer, *outermost(without), logins=without)
        elif unread:
            yield cannot_tell(answer.party, about, answer, *outermost(unread), logins=unread)
        else:
            yield agrees(answer.party, about)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: the answer and the accounts whose log-ins contradict it."""
    name = snapshot.name(verdict.party)
    accounts = listing(sorted({login.account for login in verdict.facts["logins"]}))
    if verdict.outcome is Outcome.CONFLICTS:
        return f"{name}は「多要素認証を使う」と回答していますが、多要素認証なしのログインがあります（ID: {accounts}）。"
    return (
        f"{name}は「多要素認証を使う」と回答していますが、ログインの記録（ID: {accounts}）から認証の方法が分かりません。"
        "認証の方法を含む記録を求めてください。"
    )
