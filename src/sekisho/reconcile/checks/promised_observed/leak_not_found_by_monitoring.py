"""監視で拾えなかった流出。

見つけること: 流通の監視の手立てがあると答えているのに、外からの申告で知った流出データがある。
なぜ: 監視で拾えない流通がどこかを知らないと、次も外から告げられるまで分からない。
根拠: 点検項目 INC-05、様式3-4（当局が名指し）。答えるのは委託元（当社）。
是正: 見つかった場所と形を監視の対象に加え、監視の範囲を見直す。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "leak_not_found_by_monitoring")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-000', '不一致', ['A-26-own/INC-05', 'LK-02'])
"""

from collections.abc import Iterator

from sekisho.observed import LeakSample
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.answers import Replies
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Severity, Strength, Ternary

GROUND = Ground(
    rule="INC-05",
    title="監視で拾えなかった流出",
    severity=Severity.MEDIUM,
    strength=Strength.AUTHORITY,
    anchors=("FORM 3-4", "B 3-4"),
    compares=("answer_sheet", "leak_sample"),
    remedy="見つかった場所と形を監視の対象に加え、監視の範囲を見直してください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per leaked file; nothing to compare when the carrier says that it has no monitoring."""
    carrier, replies = snapshot.carrier, Replies(snapshot, "INC-05")
    if carrier is None:
        return
    answer = replies.given(carrier, None)
    claim = replies.yes(carrier, None)
    for sample in snapshot.all(LeakSample):
        about = snapshot.edge(sample.entrustment)
        distinct = (sample.key,)
        if claim and sample.found_by_monitoring is Ternary.YES:
            yield agrees(carrier, about)
        elif claim and sample.found_by_monitoring is Ternary.NO:
            yield conflicts(carrier, about, claim, sample, distinct=distinct, sample=sample)
        elif claim or answer is None:
            cited = (claim, sample) if claim else (sample,)
            yield cannot_tell(carrier, about, *cited, distinct=distinct, sample=sample, claim=claim)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which file was found outside, or what is missing to tell."""
    sample = verdict.facts["sample"]
    source = f"（{sample.key}、出所とみた会社は{snapshot.name(sample.party)}）" if sample.party else f"（{sample.key}）"
    found = f"{day(sample.found_on)}に見つかった流出データ{source}"
    if "claim" not in verdict.facts:
        return f"流通を監視していると回答していますが、{found}は監視では拾えず、外からの申告で知りました。"
    if verdict.facts["claim"]:
        return f"{found}をどう見つけたかの記録がなく、監視で拾えたか分かりません。見つけた経緯を入れてください。"
    return f"{found}がありますが、流通の監視についての当社の回答（INC-05）がありません。回答を入れてください。"
