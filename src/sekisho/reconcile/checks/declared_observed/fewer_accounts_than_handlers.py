"""取扱者より少ないID。

見つけること: 当社システムの権限を渡す委託で、名簿の取扱者の数よりIDの数が少ない。
なぜ: 一人に一つのIDなら、画面で扱う人の数だけIDがあるはずで、足りなければ共用を疑う（C-01）。
根拠: 点検項目 ACC-02 の兆候。識別と認証は GL10-6(2) の義務、一人一つのIDはその前提としての読み。
是正: IDのない取扱者の仕事の仕方を確かめ、共用があれば人ごとに分ける。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "fewer_accounts_than_handlers")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-028', '不一致', ['AC-1541', 'R-1541', 'R-1542'])
"""

from collections.abc import Iterator

from sekisho.observed import Account
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.people import handlers_today, newest_extract, only, works_of
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import DeliveryMode, Severity, Strength

GROUND = Ground(
    rule="ACC-02",
    title="取扱者より少ないID",
    severity=Severity.MEDIUM,
    strength=Strength.DUTY,
    anchors=("GL10-6(2)", "N Q3-1", "C-01"),
    compares=("registry", "roster", "account_list"),
    remedy="IDのない取扱者がどのように扱っているかを確かめ、共用があればIDを人ごとに分けてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per entrustment reached by accounts: handlers of today against the accounts last extracted.

    Who came after the extract is not asked for: the account cannot be in it yet.
    """
    accounts: dict[str, list[Account]] = {}
    for account in newest_extract(snapshot):
        edge = only(works_of(account, snapshot))
        if edge:
            accounts.setdefault(edge.key, []).append(account)
    today = handlers_today(snapshot)
    for edge in snapshot.handling:
        if edge.delivery is not DeliveryMode.ACCOUNT or edge.key not in today:
            continue  # an empty roster is told where accounts stand beside it
        held = accounts.get(edge.key, [])
        names = {(account.system, account.account) for account in held}
        listed = max((account.listed_on for account in held), default=None)
        handlers = {entry.person: entry for entry in today[edge.key] if listed and entry.starts_on <= listed}
        if not handlers:
            newcomers = {entry.person: entry for entry in today[edge.key]}
            yield cannot_tell(edge.entrustee, edge, *newcomers.values(), handlers=len(newcomers), listed=listed)
        elif len(names) < len(handlers):
            cited = (*handlers.values(), *held)
            yield conflicts(edge.entrustee, edge, *cited, handlers=len(handlers), accounts=len(names))
        else:
            yield agrees(edge.entrustee, edge, *handlers.values(), *held)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: both numbers, or that the account list is missing."""
    name, facts = snapshot.name(verdict.party), verdict.facts
    if "accounts" in facts:
        return (
            f"{name}の名簿には取扱者が{facts['handlers']}人いますが、当社システムのIDは{facts['accounts']}個です。"
            "IDを共用しているか、IDを使わない取扱者がいるかを確かめる必要があります。"
        )
    lacking = f"ID一覧が着任より前（{day(facts['listed'])}）のもので" if facts["listed"] else "この委託のID一覧がなく"
    return (
        f"{name}は当社システムの権限で{facts['handlers']}人が扱う委託ですが、{lacking}、人数と照らせません。"
        "システムからID一覧を抜き出して取り込んでください。"
    )
