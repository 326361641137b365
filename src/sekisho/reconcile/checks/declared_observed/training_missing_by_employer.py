"""受講の欠けた所属会社。

見つけること: 一つの委託の取扱者を所属会社ごとに見ると、受講した人が一人もいない会社がある。
なぜ: 派遣・再委託先の人が研修から漏れる。派遣社員の行為による持出しが続いた（C-01、C-08）。
根拠: 点検項目 EDU-06。派遣社員の教育は GL3-4-3・GL10-4 の義務、再委託先の要員の確認は推奨。
是正: その会社の要員にも同じ研修を受けさせ、結果を会社別に示してもらう。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "training_missing_by_employer")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-016', '不一致', ['R-1173', 'TR-1171-0'])
"""

from collections import defaultdict
from collections.abc import Iterator

from sekisho.declared import RosterEntry
from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.joins.courses import courses
from sekisho.reconcile.joins.identities import identities
from sekisho.reconcile.joins.people import handlers_today
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import ContractKind, Severity, Strength

GROUND = Ground(
    rule="EDU-06",
    title="受講の欠けた所属会社",
    severity=Severity.MEDIUM,
    strength=Strength.DUTY,
    anchors=("GL3-4-3", "GL10-4", "C-01", "C-08"),
    compares=("roster", "training_record"),
    remedy="その会社の要員にも同じ研修を受けさせ、結果を所属会社別に示してもらってください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per employer of an entrustment of type A in which handlers of several employers work and some are trained."""
    taken, today, company = courses(snapshot), handlers_today(snapshot), identities(snapshot)
    for edge in snapshot.handling:
        handlers = today.get(edge.key, ())
        if edge.contract_kind is not ContractKind.A or len(handlers) < 2:
            continue
        teams: dict[str, list[RosterEntry]] = defaultdict(list)
        for entry in handlers:
            teams[company.of(entry.employer).who].append(entry)
        trained = {employer for employer, team in teams.items() if any(taken.first(entry.person) for entry in team)}
        if len(teams) < 2 or not trained:
            continue  # without any course on record the whole entrustment is told by EDU-02
        for employer, team in teams.items():
            if employer in trained:
                yield agrees(edge.entrustee, edge)
            else:
                everyone = snapshot.by(RosterEntry, "entrustment")[edge.key]
                others = [course for entry in everyone if (course := taken.first(entry.person))]
                yield conflicts(edge.entrustee, edge, *team, others[0], distinct=(employer,), team=team)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which employer's people are not trained."""
    team = verdict.facts["team"]
    return (
        f"{snapshot.name(verdict.party)}の委託で、「{team[0].employer}」所属の取扱者{len(team)}人には受講の記録がありません。"
        "同じ委託のほかの会社の取扱者には受講の記録があります。"
    )
