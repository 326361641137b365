"""共用のID。

見つけること: 同じIDが別の場所から同時に使われている、または一つのIDに同じ時に複数の人がいる。
なぜ: 管理者アカウントの共用は、誰の操作かを分からなくし、長年の持出しを隠した（C-01）。
根拠: 点検項目 ACC-02。識別と認証は GL10-6(2) の義務、一人一つのIDはその前提としての読み。
是正: IDを人ごとに分け、共用の間に行われた操作を確かめる。
例: 物語 C-01 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-01", "shared_account")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['L-1'])
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from sekisho.observed import Account, Login
from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.joins.people import newest_extract, outermost
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import listing
from sekisho.terms import Severity, Strength, Ternary

GROUND = Ground(
    rule="ACC-02",
    title="共用のID",
    severity=Severity.HIGH,
    strength=Strength.DUTY,
    anchors=("GL10-6(2)", "N Q3-1", "C-01"),
    compares=("account_list", "idp_log"),
    remedy="IDを人ごとに分け、共用の間に行われた操作を確かめてください。",
)

Use = Account | Login


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per account of a party and system; a privileged account that is shared is critical."""
    uses: dict[tuple[str, str | None, str], list[Use]] = defaultdict(list)
    listed: list[Use] = [*newest_extract(snapshot), *snapshot.all(Login)]
    for use in listed:
        uses[use.party, use.system, use.account].append(use)
    for (party, system, account), seen in uses.items():
        tied = [use.entrustment for use in sorted(seen, key=lambda use: (_span(use), use.key)) if use.entrustment]
        about = snapshot.edge(tied[0] if tied else None)  # the first stays the first
        times = sum(use.concurrent for use in seen if isinstance(use, Login))
        persons = _at_once(seen)
        if times or len(persons) > 1:
            severity = Severity.CRITICAL if any(use.privileged is Ternary.YES for use in seen) else None
            distinct = (system or "", account)
            showing = [use for use in seen if use.person in persons or (isinstance(use, Login) and use.concurrent)]
            yield conflicts(
                party,
                about,
                *outermost(showing),
                distinct=distinct,
                severity=severity,
                account=account,
                times=times,
                persons=persons,
            )
        elif any(isinstance(use, Login) and use.person for use in seen):  # a list alone does not show who uses an account
            yield agrees(party, about)


def _at_once(uses: Sequence[Use]) -> list[str]:
    """The persons of uses that lie next to each other in time and overlap; handing an account on is not sharing it."""
    if len({use.person for use in uses if use.person}) < 2:
        return []
    spans = sorted((*_span(use), use.person) for use in uses if use.person)
    together: set[str] = set()
    reach: tuple[date, str] | None = None
    for first, last, person in spans:
        if reach and first <= reach[0] and person != reach[1]:
            together |= {reach[1], person}
        if reach is None or last >= reach[0]:
            reach = (last, person)
    return sorted(together)


def _span(use: Use) -> tuple[date, date]:
    return (use.listed_on, use.listed_on) if isinstance(use, Account) else (use.first_on, use.last_on)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which account, how it was seen in several hands."""
    facts = verdict.facts
    told = []
    if facts["times"]:
        told.append(f"別の場所からの同時ログインが{facts['times']}回")
    if facts["persons"]:
        told.append(f"同じ時期に複数の要員（{listing(facts['persons'])}）の利用が")
    name = snapshot.name(verdict.party)
    return f"{name}のID「{facts['account']}」に、{'、'.join(told)}あります。一人一つのIDになっていません。"
