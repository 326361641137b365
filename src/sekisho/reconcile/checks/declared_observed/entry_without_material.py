"""教材を確かめる前の入場。

見つけること: 当社内で働く委託の人が、入場前の教材確認の記録なしに当社の区域へ入っている。
なぜ: 当社の区域に入る前に、守ることを読んでもらう約束になっている。
根拠: 要件 S-42、B 2-6（種別A、当社内の作業）。自社の上乗せ。
是正: 教材の確認を済ませてもらい、入館証を渡す手順に確認を入れる。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "entry_without_material")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-005', '不一致', ['DE-1571'])
"""

from collections import defaultdict
from collections.abc import Iterator

from sekisho.declared import Entrustment, Site
from sekisho.observed import DoorEntry
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.courses import Materials
from sekisho.reconcile.joins.people import of_carrier, only, outermost, persons_seen
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import DeliveryMode, Severity, Strength, Ternary

GROUND = Ground(
    rule="S-42",
    title="教材を確かめる前の入場",
    severity=Severity.MEDIUM,
    strength=Strength.OWN_POLICY,
    anchors=("B 2-6",),
    compares=("registry", "site", "gate_log", "training_record"),
    remedy="教材の確認を済ませてもらい、入館証を渡す手順に教材の確認を入れてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per person of an entrustment inside the carrier who entered a site of the carrier (or an unnamed one)."""
    elsewhere = {site.key for site in snapshot.all(Site) if site.party != snapshot.carrier}
    materials = Materials(snapshot)
    unknown: dict[tuple[str, Entrustment], list[DoorEntry]] = defaultdict(list)
    for seen in persons_seen(snapshot):
        about, person = only(seen.works), seen.person
        if about is None or person is None or not _is_inside(about):
            continue
        visits = [use for use in seen.uses if isinstance(use, DoorEntry) and not of_carrier(use, snapshot)]
        entries = [entry for entry in visits if entry.site not in elsewhere]
        early = [entry for entry in entries if not materials.read_by(person, entry.entered_on)]
        if early and materials.kept_by(seen.party):
            yield conflicts(seen.party, about, *outermost(early), distinct=(person,), person=person, entries=early)
        elif early:
            unknown[seen.party, about] += early
        elif entries:
            yield agrees(seen.party, about)
    for (party, edge), untold in unknown.items():
        yield cannot_tell(party, edge, *outermost(untold), entries=untold)


def _is_inside(edge: Entrustment) -> bool:
    return edge.delivery is DeliveryMode.ON_PREMISES or edge.resident is Ternary.YES


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: who entered since when without the confirmation."""
    name, facts = snapshot.name(verdict.party), verdict.facts
    if "person" in facts:
        first = day(min(entry.entered_on for entry in facts["entries"]))
        return f"{name}の要員{facts['person']}は{first}に当社の区域に入っていますが、それより前の教材確認の記録がありません。"
    persons = len({entry.person for entry in facts["entries"]})
    return f"{name}の{persons}人が当社の区域に入っていますが、教材確認の記録がなく、照らせません。提出を求めてください。"
