"""着任より後の事前確認。

見つけること: 名簿の取扱者の事前確認日が着任日より後、または事前確認の記録がない。
なぜ: だれが扱うかを始める前に確かめる約束で、所属の偽りは始まってからでは見つけにくい（C-05）。
根拠: 要件 S-44、B 2-7-2・2-9A（取扱者の事前確認）。自社の上乗せ。
是正: 着任済みの人を確かめ直し、確認より先に着任させない手順にする。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "confirmed_after_start")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-008', '不一致', ['R-1094'])
"""

from collections.abc import Iterator

from sekisho.declared import RosterEntry
from sekisho.period import months_after
from sekisho.reconcile.check import Ground, Verdict, cannot_tell, conflicts
from sekisho.reconcile.joins.people import handlers_today
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="S-44",
    title="着任より後の事前確認",
    severity=Severity.LOW,
    strength=Strength.OWN_POLICY,
    anchors=("B 2-7-2", "B 2-9A", "C-05"),
    compares=("roster",),
    remedy="着任済みの人の所属と資格を確かめ直し、確認より先に着任させない手順にしてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """Per handling entrustment with handlers of today: late confirmations conflict, missing ones cannot be told.

    A roster in order is the party's own word and agrees with nothing.

    A late confirmation is told for the year of supervision that begins with the start: it cannot be mended.
    """
    today = handlers_today(snapshot)
    for edge in snapshot.handling:
        handlers = today.get(edge.key, ())
        late = [entry for entry in handlers if _is_late(entry, snapshot)]
        missing = [entry for entry in handlers if entry.confirmed_on is None]
        if late:
            yield conflicts(edge.entrustee, edge, *late, distinct=("late",), entries=late)
        if missing:
            yield cannot_tell(edge.entrustee, edge, *missing, distinct=("missing",), entries=missing)


def _is_late(entry: RosterEntry, snapshot: Snapshot) -> bool:
    is_recent = months_after(entry.starts_on, snapshot.policy.oversight_months) >= snapshot.as_of
    return is_recent and entry.confirmed_on is not None and entry.confirmed_on > entry.starts_on


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: whose confirmation is late or missing."""
    entries = verdict.facts["entries"]
    people = f"{snapshot.name(verdict.party)}の取扱者{len(entries)}人（{listing(entry.person for entry in entries)}）"
    if verdict.distinct == ("late",):
        return f"{people}は、事前確認の日が着任日より後です。"
    return f"{people}には事前確認の記録がありません。確認した日を名簿に入れるか、確認してください。"
