"""責任者のいない主管部署。

見つけること: 委託の主管部署に、今の責任者の記録がない。または委託に主管部署の記録がない。
なぜ: 委託先の監督を担う人が決まっていなければ、把握は続かない。
根拠: 要件 S-79。体制の整備は GL10-3(1) の義務、責任者を置くことは例示。
是正: 部署の責任者を決めて責任体制に登録し、委託に主管部署を入れる。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "department_without_responsible_person")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-000', '不一致', ['AP-08', 'E-011', 'E-060'])
"""

from collections import defaultdict
from collections.abc import Iterator

from sekisho.declared import Appointment, Entrustment
from sekisho.period import Period
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import listing
from sekisho.terms import AppointmentRole, Severity, Strength

GROUND = Ground(
    rule="S-79",
    title="責任者のいない主管部署",
    severity=Severity.MEDIUM,
    strength=Strength.RECOMMENDED,
    anchors=("GL10-3(1)", "N policy"),
    compares=("registry", "appointment"),
    remedy="部署の責任者を決めて責任体制に登録し、委託に主管部署を入れてください。",
)

MOST_CITED = 10


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per department that owns entrustments of the carrier; one per such entrustment without a department."""
    owned: dict[str, list[Entrustment]] = defaultdict(list)
    for edge in snapshot.handling:
        if edge.is_sub_entrustment:
            continue
        if edge.department is None:
            yield cannot_tell(edge.entrustee, edge, edge)
        else:
            owned[edge.department].append(edge)
    holders = snapshot.by(Appointment, "department")
    for department, edges in owned.items():
        carrier = snapshot.carrier or edges[0].entruster
        if any(_is_responsible(held, snapshot) for held in holders[department]):
            yield agrees(carrier)
        else:
            former = [held for held in holders[department] if held.role is AppointmentRole.RESPONSIBLE_PERSON]
            cited = (*edges[:MOST_CITED], *former)
            yield conflicts(carrier, None, *cited, distinct=(department,), department=department, edges=edges, former=former)


def _is_responsible(held: Appointment, snapshot: Snapshot) -> bool:
    in_office = Period.through(held.starts_on, held.ends_on).holds(snapshot.as_of)
    return held.role is AppointmentRole.RESPONSIBLE_PERSON and in_office


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which department, how many entrustments it owns."""
    if "department" not in verdict.facts:
        return f"{snapshot.name(verdict.party)}への委託に主管部署がなく、責任者がいるか分かりません。部署を入れてください。"
    key, edges = verdict.facts["department"], verdict.facts["edges"]
    name = snapshot.departments[key].name if key in snapshot.departments else key
    told = "前の責任者の後任の記録がありません" if verdict.facts["former"] else "責任者の記録がありません"
    return f"{name}は{len(edges)}件の委託（{listing(edge.key for edge in edges)}）の主管ですが、{told}。"
