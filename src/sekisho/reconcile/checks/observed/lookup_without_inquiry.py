"""問合せのない参照。

見つけること: 当社システムの画面から、問合せの受付と結びつかない顧客の参照がある。
なぜ: 見えるのは問合せ中の顧客だけ、という約束の外の参照は、のぞき見や持出しの跡になる。
根拠: 要件 S-04、B 1-1①（問合せ中の顧客だけ）、点検項目 ACC-07。自社の上乗せ。
是正: 参照した人と理由を確かめ、画面で見える範囲を絞る。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "lookup_without_inquiry")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-020', '不一致', ['SG-10'])
"""

from collections import defaultdict
from collections.abc import Iterator

from sekisho.declared import Entrustment
from sekisho.observed import Sign
from sekisho.reconcile.check import Ground, Verdict, conflicts
from sekisho.reconcile.joins.people import only, outermost, works_of
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="S-04",
    title="問合せのない参照",
    severity=Severity.MEDIUM,
    strength=Strength.OWN_POLICY,
    anchors=("B 1-1①", "ACC-07"),
    compares=("sign",),
    remedy="参照した人と理由を確かめ、画面で見える範囲を問合せ中の顧客に絞ってください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per party and entrustment; whoever read the log has already held it against the inquiries received."""
    found: dict[tuple[str, Entrustment | None], list[Sign]] = defaultdict(list)
    for sign in snapshot.by(Sign, "sign")["lookup_without_inquiry"]:
        works = works_of(sign, snapshot)
        if works:
            found[sign.party, only(works)].append(sign)
    for (party, about), signs in found.items():
        yield conflicts(party, about, *outermost(signs), signs=signs)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: how often, by which accounts, since when."""
    signs = verdict.facts["signs"]
    by = listing(sorted({sign.subject for sign in signs if sign.subject})) or "IDの記録なし"
    first, times = day(min(sign.first_on for sign in signs)), sum(sign.count for sign in signs)
    return f"{snapshot.name(verdict.party)}の業務で、問合せの受付と結びつかない参照が{times}回あります（{by}、最初は{first}）。"
