"""点検の少ないグループ会社。

見つけること: 親会社・連結子会社の委託先への1年の点検の回数が、ほかの委託先の中央値より少ない。
なぜ: 二つの大きな漏えいの当事者は子会社だった（C-01）。身内の会社への点検は緩みやすい。
根拠: 要件 S-09、様式2-11。同じ監督をするという自社の決まり。
是正: ほかの委託先と同じ回数と方法で点検する。
例: 物語 C-03 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-03", "group_company_supervised_less")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['G-1'])
"""

from collections import defaultdict
from collections.abc import Iterator
from statistics import median_low

from sekisho.declared import GroupMembership
from sekisho.observed import Inspection
from sekisho.period import months_after
from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="S-09",
    title="点検の少ないグループ会社",
    severity=Severity.LOW,
    strength=Strength.OWN_POLICY,
    anchors=("FORM 2-11", "B 2-11", "C-01"),
    compares=("registry", "group_list", "onsite_inspection"),
    remedy="グループ会社も、ほかの委託先と同じ回数と方法で点検してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per group company that handles data, against the median of the others; none when there are no others."""
    seen: dict[str, list[Inspection]] = defaultdict(list)
    for inspection in snapshot.all(Inspection):
        on = inspection.completed_on
        if (
            on
            and months_after(on, snapshot.policy.oversight_months) >= snapshot.as_of
            and inspection.examiner != inspection.party
        ):
            seen[inspection.party].append(inspection)
    parties = sorted({edge.entrustee for edge in snapshot.handling})
    others = [len(seen.get(party, ())) for party in parties if party not in snapshot.group]
    usual = median_low(others) if others else 0
    memberships = snapshot.by(GroupMembership, "party")
    for party in parties:
        if party in snapshot.group and others and _for_a_year(party, snapshot):
            own = seen.get(party, [])
            if len(own) < usual:
                yield conflicts(party, None, *memberships[party], *own, own=len(own), usual=usual)
            else:
                yield agrees(party)


def _for_a_year(party: str, snapshot: Snapshot) -> bool:
    """Whether the party has been entrusted long enough for a year's examinations to be due."""
    months = snapshot.policy.oversight_months
    return any(e.starts_on is None or months_after(e.starts_on, months) <= snapshot.as_of for e in snapshot.entrusted(party))


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: both numbers."""
    own, usual = verdict.facts["own"], verdict.facts["usual"]
    return (
        f"グループ会社の{snapshot.name(verdict.party)}への、この1年の点検は{own}回です。"
        f"グループでない委託先の中央値の{usual}回より少なくなっています。"
    )
