"""名簿にない人のID。

見つけること: ID一覧の持ち主、またはログインした人が、その業務の取扱者名簿にない（または着任より前・離任より後に使っている）。
なぜ: 名簿にない人がデータに届くのは、知らされていない要員や再委託の最初の印になる（C-05）。
根拠: 点検項目 ORG-02。役割と範囲の明確化は GL10-3(1) の例示、届出は契約・自社。
是正: その人の所属会社と業務を確かめ、名簿に載せるか、IDを止める。
例: 物語 C-08 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-08", "account_outside_roster")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '判定不能', ['AC-1'])
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sekisho.declared import Entrustment, RosterEntry
from sekisho.observed import Account, Login
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.people import (
    Leavers,
    of_carrier,
    only,
    outermost,
    outside_roster,
    persons_seen,
    rosters,
    use_days,
)
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="ORG-02",
    title="名簿にない人のID",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL10-3(1)", "GL3-4-3", "B 2-7-2", "B 2-9A", "C-05"),
    compares=("roster", "account_list", "idp_log"),
    remedy="その人の所属会社と業務を確かめ、名簿に載せるか、IDを止めてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per person seen, the carrier's own people left out.

    Where there is no roster, or no holder is recorded, one per party and entrustment.
    """
    named_in, leavers = rosters(snapshot), Leavers(snapshot)
    unknown: dict[tuple[str, Entrustment | None, str], list[Account | Login]] = defaultdict(list)
    for seen in persons_seen(snapshot):
        uses = [use for use in seen.uses if isinstance(use, Account | Login) and not of_carrier(use, snapshot)]
        about = only(seen.works)
        if not uses:
            continue
        if seen.person is None:
            unknown[seen.party, about, "holder"] += uses
            continue
        named = named_in.entries(seen.works, seen.person)
        outside = outside_roster(seen, uses, named, leavers)
        if not outside:
            yield agrees(seen.party, about)
        elif named or named_in.kept_for(seen.works):
            cited = (*named, *outermost(outside))
            facts: dict[str, Any] = {"person": seen.person, "named": named, "uses": outside}
            yield conflicts(seen.party, about, *cited, distinct=(seen.person,), **facts)
        else:
            unknown[seen.party, about, "roster"] += outside
    for (party, about, lacking), traces in unknown.items():
        yield cannot_tell(party, about, *outermost(traces), distinct=(lacking,), lacking=lacking, traces=traces)


def _state(named: Sequence[RosterEntry], uses: Sequence[Account | Login]) -> str:
    if not named:
        return "IDがありますが、取扱者名簿にありません"
    if min(day for use in uses for day in use_days(use)) < min(entry.starts_on for entry in named):
        return "名簿の着任日より前にIDを使っています"
    return "名簿の離任日の後もIDが使われているか、残っています"


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: the person outside the roster, or what is missing to tell."""
    name, facts = snapshot.name(verdict.party), verdict.facts
    if "person" in facts:
        return f"{name}の業務で、要員{facts['person']}は{_state(facts['named'], facts['uses'])}。"
    accounts = listing(sorted({trace.account for trace in facts["traces"]}))
    if facts["lacking"] == "holder":
        return f"{name}の業務のID（{accounts}）の持ち主が分からず、名簿と照らせません。要員番号の記入を求めてください。"
    return f"{name}の業務にID（{accounts}）がありますが、取扱者名簿がなく、照らせません。名簿の提出を求めてください。"
