"""扱う人自身による点検。

見つけること: 点検した人が、その委託の取扱者名簿にいる人である。
なぜ: 自分の仕事を自分で点検しても、不適合は見つからない。
根拠: 点検項目 ORG-06（GL10-3(5) の把握・評価・見直しは義務、点検・監査は例示）、N Q2-10。
是正: 別の部署か外部の人が点検し直す。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "inspected_by_worker")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-012', '不一致', ['IN-902', 'R-1131'])
"""

from collections.abc import Iterator

from sekisho.observed import Inspection
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.people import rosters, works_of
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="ORG-06",
    title="扱う人自身による点検",
    severity=Severity.MEDIUM,
    strength=Strength.RECOMMENDED,
    anchors=("GL10-3(5)", "N Q2-10"),
    compares=("roster", "onsite_inspection"),
    remedy="別の部署か外部の人が点検し直してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per completed inspection whose examiner is a known person; without a roster it cannot be told."""
    named_in = rosters(snapshot)
    for inspection in snapshot.all(Inspection):
        person, on = inspection.examiner_person, inspection.completed_on
        works = works_of(inspection, snapshot) if person and on else ()
        if person is None or on is None or not works:
            continue
        about, distinct = snapshot.edge(inspection.entrustment), (inspection.key,)
        named = [entry for entry in named_in.entries(works, person) if entry.period.holds(on)]
        if named:
            yield conflicts(inspection.party, about, inspection, *named, distinct=distinct, inspection=inspection)
        elif named_in.kept_for(works):
            yield agrees(inspection.party, about)
        else:
            yield cannot_tell(inspection.party, about, inspection, distinct=("roster",), inspection=inspection)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: who examined their own work when."""
    name, inspection = snapshot.name(verdict.party), verdict.facts["inspection"]
    done = f"{name}の{day(inspection.completed_on)}の{inspection.method.label}（{inspection.key}）"
    if verdict.cites[1:]:
        return f"{done}をした要員{inspection.examiner_person}は、その業務の取扱者名簿にいる人です。"
    return f"{done}をした人が取扱者かどうか、名簿がなく分かりません。名簿の提出を求めてください。"
