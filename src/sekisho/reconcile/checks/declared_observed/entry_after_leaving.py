"""離れた人の入室。

見つけること: 退職・離任の届がある人が、離れた日より後に取扱区域へ入っている。名簿で着任し直した人の入室は数えない。
なぜ: 入館証が生きたままの人の立入りから、無断の持出しが起きた（C-04）。
根拠: 点検項目 FAC-03（入館証・鍵・暗証の当日の失効）。自社の上乗せ。
是正: 入館証を失効させ、離れた日より後の入室の理由を確かめる。
例: 物語 C-04 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-04", "entry_after_leaving")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['LV-1', 'DE-3'])
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sekisho.observed import Departure, DoorEntry
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.people import Leavers, only, outermost, works_of
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="FAC-03",
    title="離れた人の入室",
    severity=Severity.HIGH,
    strength=Strength.OWN_POLICY,
    anchors=("C-04",),
    compares=("roster", "employment_record", "gate_log"),
    remedy="入館証を失効させ、離れた日より後の入室の理由を確かめてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per departure; one per party for people who used to enter, while no later entries are on record there."""
    entries, leavers = snapshot.by(DoorEntry, "person"), Leavers(snapshot)
    recorded_to: dict[str, date] = {}
    for entry in snapshot.all(DoorEntry):
        recorded_to[entry.party] = max(entry.entered_on, recorded_to.get(entry.party, entry.entered_on))
    untold: dict[str, list[Departure]] = defaultdict(list)
    for left in snapshot.all(Departure):
        places = leavers.places(left)
        there = [entry for entry in entries[left.person] if entry.party in places]
        late = [entry for entry in there if leavers.gone(left, entry.entered_on)]
        if late:
            first, *_ = shown = outermost(late)  # the first stays the first: later ones must not move the finding
            about = only(works_of(first, snapshot))
            yield conflicts(left.party, about, left, *shown, distinct=(left.person,), left=left, late=late)
        elif any(recorded_to.get(place, left.left_on) > left.left_on for place in places):
            yield agrees(left.party)
        elif there:
            untold[left.party].append(left)
    for party, departures in untold.items():
        yield cannot_tell(party, None, *outermost(departures), distinct=("unrecorded",), departures=departures)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: who, when they left, when they entered; or that later entries are not on record."""
    if "departures" in verdict.facts:
        persons = listing(sorted({left.person for left in verdict.facts["departures"]}))
        return (
            f"{snapshot.name(verdict.party)}を離れた人（{persons}）の、離れた日より後の入退室記録がなく、入室がないか分かりません。"
            "その後の期間の入退室記録を求めてください。"
        )
    left, late = verdict.facts["left"], verdict.facts["late"]
    last = max(entry.entered_on for entry in late)
    return (
        f"{snapshot.name(verdict.party)}の要員{left.person}は{day(left.left_on)}に離れましたが、"
        f"その後{len(late)}回の入室があります（最後は{day(last)}）。"
    )
