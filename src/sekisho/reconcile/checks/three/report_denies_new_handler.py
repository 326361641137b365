"""「取扱者の変わりなし」と名簿の変わり。

見つけること: 年次報告で取扱者に変わりがないとした期間に、名簿の着任・離任か、退職・異動の届がある。
なぜ: 人の入れ替わりが報告されないと、権限と入館証の外し忘れに気づけない。
根拠: 要件 S-52、年次報告の項目 A-2（B 2-9）。契約上の報告義務。
是正: 入れ替わった人の権限・入館証・研修・誓約を確かめ、報告を直してもらう。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "report_denies_new_handler")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-020', '不一致', ['AR-2025-E-021/A-2', 'R-1214'])
"""

from collections.abc import Iterator

from sekisho.declared import Entrustment, RosterEntry
from sekisho.observed import Departure
from sekisho.period import Period
from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.joins.reports import claims_of_no_change
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="S-52",
    title="「取扱者の変わりなし」と名簿の変わり",
    severity=Severity.MEDIUM,
    strength=Strength.CONTRACT,
    anchors=("B 2-9", "N Q2-9"),
    compares=("roster", "annual_report", "employment_record"),
    remedy="入れ替わった人の権限・入館証・研修・誓約を確かめ、報告を直してもらってください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per claim on A-2 about an entrustment with a roster; its first handlers are no change."""
    rosters, departures = snapshot.by(RosterEntry, "entrustment"), snapshot.by(Departure, "person")
    for edge, claim in claims_of_no_change(snapshot, "A-2"):
        named = rosters[edge.key]
        if not named:
            continue
        span = Period.through(claim.period_from, claim.period_to)
        changed = [entry for entry in named if _came(entry, edge, span) or (entry.ends_on and span.holds(entry.ends_on))]
        left = [
            departure
            for person in sorted({entry.person for entry in named})
            for departure in departures[person]
            if departure.party == edge.entrustee and span.holds(departure.left_on)
        ]
        if changed or left:
            persons = sorted({e.person for e in changed} | {d.person for d in left})
            yield conflicts(edge.entrustee, edge, claim, *changed, *left, claim=claim, persons=persons)
        else:
            yield agrees(edge.entrustee, edge)


def _came(entry: RosterEntry, edge: Entrustment, span: Period) -> bool:
    is_first_team = edge.starts_on is not None and entry.starts_on <= edge.starts_on
    return span.holds(entry.starts_on) and not is_first_team


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: the claim, its period, whose entries changed."""
    claim, persons = verdict.facts["claim"], verdict.facts["persons"]
    return (
        f"{snapshot.name(verdict.party)}は{day(claim.period_from)}から{day(claim.period_to)}までの報告で"
        f"取扱者に変わりがないとしていますが、この間に{len(persons)}人（{listing(persons)}）の着任・離任・退職があります。"
    )
