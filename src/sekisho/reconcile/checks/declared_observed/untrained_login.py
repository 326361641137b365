"""未受講の人のログイン。

見つけること: 研修を受けた記録のない人（または受けるより前の人）のIDにログインがある。
なぜ: 扱い方を教わらないまま個人データに届いた人がいる。
根拠: 点検項目 EDU-07（未受講者には利用権を与えない）、B 2-6。自社の上乗せ。
是正: 受講を終えるまでIDを止め、権限を付ける手順に受講の確認を入れる。
例: 物語 C-01 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-01", "untrained_login")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '判定不能', ['L-1'])
"""

from collections import defaultdict
from collections.abc import Iterator

from sekisho.declared import Entrustment
from sekisho.observed import Login
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.courses import courses
from sekisho.reconcile.joins.people import of_carrier, only, outermost, persons_seen
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import ContractKind, Severity, Strength

GROUND = Ground(
    rule="EDU-07",
    title="未受講の人のログイン",
    severity=Severity.MEDIUM,
    strength=Strength.OWN_POLICY,
    anchors=("B 2-6",),
    compares=("registry", "training_record", "idp_log", "account_list"),
    remedy="受講を終えるまでIDを止め、権限を付ける手順に受講の確認を入れてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per person who logged in to work of type A; one per party and entrustment without any course on record."""
    taken = courses(snapshot)
    unknown: dict[tuple[str, Entrustment | None], dict[str, list[Login]]] = defaultdict(dict)
    for seen in persons_seen(snapshot):
        person, about = seen.person, only(seen.works)
        logins = [use for use in seen.uses if isinstance(use, Login) and not of_carrier(use, snapshot)]
        if person is None or not logins or all(edge.contract_kind is ContractKind.B for edge in seen.works):
            continue
        first = taken.first(person)
        early = [login for login in logins if first is None or login.first_on < first.completed_on]
        if not early:
            yield agrees(seen.party, about)
        elif first or taken.kept_by(seen.party):
            cited = (*outermost(early), first) if first else outermost(early)
            yield conflicts(seen.party, about, *cited, distinct=(person,), person=person, first=first, logins=early)
        else:
            unknown[seen.party, about].setdefault(person, []).extend(early)
    for (party, about), untold in unknown.items():
        cited = outermost([login for logins in untold.values() for login in logins])
        yield cannot_tell(party, about, *cited, persons=len(untold))


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: who logged in, when the first course was."""
    name, facts = snapshot.name(verdict.party), verdict.facts
    if "persons" in facts:
        return f"{name}の{facts['persons']}人がログインしていますが、受講実績がなく、照らせません。提出を求めてください。"
    since = day(min(login.first_on for login in facts["logins"]))
    trained = f"初めての受講は{day(facts['first'].completed_on)}です" if facts["first"] else "受講の記録がありません"
    return f"{name}の業務の要員{facts['person']}は{since}からログインしていますが、{trained}。"
