"""十年を超える特権。

見つけること: 同じ人が10年以上、特権を持ち続けている。
なぜ: 長年の一人依存は、本人のほかに誰も作業を確かめない状態を生んだ（C-01）。
根拠: 点検項目 INS-08（分掌・交替）。10年は自社の目安。
是正: 担当を分けるか替え、その人の特権の操作を別の人が確かめる。
例: 物語 C-01 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-01", "privileged_for_ten_years")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['AC-1'])
"""

from collections.abc import Iterator

from sekisho.declared import RosterEntry
from sekisho.observed import Account
from sekisho.period import months_after
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.people import newest_extract, only, rosters, works_of
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import ContractKind, Severity, Strength, Ternary

GROUND = Ground(
    rule="INS-08",
    title="十年を超える特権",
    severity=Severity.MEDIUM,
    strength=Strength.OWN_POLICY,
    anchors=("C-01",),
    compares=("roster", "account_list"),
    remedy="担当を分けるか替え、その人の特権での操作を別の人が確かめてください。",
)

MONTHS = 120


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per privileged account of type A work, as of the day of the extract.

    Without a day of grant, a person who is on the roster for less than ten years cannot have held it longer in this work.
    """
    named_in = rosters(snapshot)
    for account in newest_extract(snapshot):
        works = works_of(account, snapshot) if account.privileged is Ternary.YES and account.person else ()
        if not any(edge.contract_kind is ContractKind.A for edge in works):
            continue
        about, named = only(works), named_in.entries(works, account.person or "")
        since, distinct = account.privileged_since, (account.system or "", account.account)
        if since and months_after(since, MONTHS) <= account.listed_on:
            yield conflicts(account.party, about, account, *named, distinct=distinct, account=account)
        elif since or _is_new(named, account):
            yield agrees(account.party, about, account, *named)
        else:
            yield cannot_tell(account.party, about, account, *named, distinct=distinct, account=account)


def _is_new(named: list[RosterEntry], account: Account) -> bool:
    started = min((entry.starts_on for entry in named), default=None)
    return started is not None and months_after(started, MONTHS) > account.listed_on


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: who has held which privilege since when."""
    account = verdict.facts["account"]
    held = f"{snapshot.name(verdict.party)}の要員{account.person}の特権ID「{account.account}」"
    if account.privileged_since:
        return f"{held}は{day(account.privileged_since)}から10年以上、同じ人が持ち続けています。"
    return f"{held}は付与日の記録がなく、持ち続けた年数が分かりません。ID一覧に特権の付与日を入れてもらってください。"
