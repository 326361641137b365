"""名簿にない人の入室。

見つけること: 取扱区域に入った人が、その業務の取扱者名簿にない（または着任日より前・離任日より後に入っている）。
なぜ: 無承諾の協力会社の人や、社外の人のフロア入室から持出しが起きた（C-04、C-05）。
根拠: 点検項目 FAC-02。入退室管理の方法は GL10-5(1) の例示。
是正: その人の所属会社と入室の理由を確かめ、名簿に載せるか、入館証を止める。
例: 物語 C-04 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-04", "door_entry_outside_roster")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['DE-3'])
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from sekisho.declared import Entrustment, RosterEntry
from sekisho.observed import DoorEntry
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.people import Leavers, of_carrier, only, outermost, outside_roster, persons_seen, rosters
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="FAC-02",
    title="名簿にない人の入室",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL10-5(1)", "B 2-9A", "C-04", "C-05"),
    compares=("roster", "gate_log"),
    remedy="その人の所属会社と入室の理由を確かめ、名簿に載せるか、入館証を止めてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per person who entered, the carrier's own people (visiting to inspect) left out."""
    named_in, leavers = rosters(snapshot), Leavers(snapshot)
    unknown: dict[tuple[str, Entrustment | None, str], list[DoorEntry]] = defaultdict(list)
    for seen in persons_seen(snapshot):
        entries = [use for use in seen.uses if isinstance(use, DoorEntry) and not of_carrier(use, snapshot)]
        about = only(seen.works)
        if not entries:
            continue
        if seen.person is None:
            unknown[seen.party, about, "person"] += entries
            continue
        named = named_in.entries(seen.works, seen.person)
        outside = outside_roster(seen, entries, named, leavers)
        if not outside:
            yield agrees(seen.party, about)
        elif named or named_in.kept_for(seen.works):
            cited = (*named, *outermost(outside))
            yield conflicts(
                seen.party, about, *cited, distinct=(seen.person,), person=seen.person, named=named, entries=outside
            )
        else:
            unknown[seen.party, about, "roster"] += outside
    for (party, about, lacking), untold in unknown.items():
        yield cannot_tell(party, about, *outermost(untold), distinct=(lacking,), lacking=lacking, entries=untold)


def _state(named: Sequence[RosterEntry], first: date) -> str:
    if not named:
        return "取扱者名簿にないまま"
    return "名簿の着任日より前に" if first < min(entry.starts_on for entry in named) else "名簿の離任日より後に"


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: who entered how often outside the roster, or what is missing to tell."""
    name, facts = snapshot.name(verdict.party), verdict.facts
    times = len(facts["entries"])
    if "person" in facts:
        first = min(entry.entered_on for entry in facts["entries"])
        state = _state(facts["named"], first)
        return f"{name}の区域に、要員{facts['person']}が{state}{times}回入っています（最初は{day(first)}）。"
    if facts["lacking"] == "person":
        return f"{name}の区域への入室{times}件に要員番号がなく、名簿と照らせません。番号の記入を求めてください。"
    return f"{name}の区域に{times}件の入室がありますが、取扱者名簿がなく、照らせません。名簿の提出を求めてください。"
