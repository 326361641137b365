"""特定個人情報の再委託を、最初の委託者が許諾していない。

見つけること: 個人番号を含む再委託の承諾が、最初の委託者（当社）のものでない。直上の会社の承諾だけである。
なぜ: 番号法は、何段目の再委託でも最初の委託者の許諾を要件とする。
根拠: R-05、番号法10条、番GL4-2-(1)。
是正: 取扱いを直ちに止め、最初の委託者の許諾を得る。許諾のない期間の取扱いの報告の要否を判断する。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "my_number_consent_giver")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-034', '不一致', ['CN-044', 'E-044'])
"""

from collections.abc import Iterator

from sekisho.reconcile.check import Ground, Verdict, agrees, conflicts
from sekisho.reconcile.joins.consenting import carries_my_number, sub_entrustments, unexpired
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="R-05",
    title="最初の委託者の許諾のない特定個人情報の再委託",
    severity=Severity.CRITICAL,
    strength=Strength.DUTY,
    anchors=("番号法10条", "番号法19条", "番GL4-2-(1)"),
    compares=("registry", "consent_register"),
    remedy="取扱いを直ちに止め、最初の委託者の許諾を得てください。許諾のない期間について報告の要否を判断してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per sub-entrustment with My Number and entrustment above it. No consent in force is told elsewhere (R-05)."""
    for edge, upper, given in sub_entrustments(snapshot):
        if not carries_my_number(edge, snapshot.catalog):
            continue
        granted = unexpired(given, snapshot.as_of)
        original = snapshot.chain.parties(edge.key)[0]
        if any(consent.giver == original for consent in granted):
            yield agrees(edge.entrustee, edge)
        elif granted:
            givers = tuple(dict.fromkeys(consent.giver for consent in granted))
            yield conflicts(edge.entrustee, edge, edge, *granted, distinct=(upper.key,), givers=givers, original=original)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: who consented, and who had to."""
    givers = listing(snapshot.name(giver) for giver in verdict.facts["givers"])
    original = snapshot.name(verdict.facts["original"])
    return (
        f"{snapshot.name(verdict.party)}への再委託は個人番号を含みますが、承諾したのは{givers}です。"
        f"最初の委託者である{original}の許諾の記録がありません。"
    )
