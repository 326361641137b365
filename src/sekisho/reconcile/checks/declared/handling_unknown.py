"""取扱いの不明な委託。

見つけること: 個人データを扱うかどうかが「不明」のままの委託。契約の名前では決めず、分かるまで委託として扱う。
なぜ: 扱いの有無が分からなければ、どの監督が要るかも決まらない。
根拠: L-ENT-1（GL3-4-4※1）。どんな形・名前の契約でも、扱わせていれば委託（解釈）。監督は法25条の義務。
是正: 業務の中身と画面・データを確かめ、取扱いの有無を台帳に入れる。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "handling_unknown")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-012', '判定不能', ['E-060'])
"""

from collections.abc import Iterator

from sekisho.reconcile.check import Ground, Verdict, cannot_tell
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import Severity, Strength, Ternary

GROUND = Ground(
    rule="L-ENT-1",
    title="取扱いの不明な委託",
    severity=Severity.MEDIUM,
    strength=Strength.DUTY,
    anchors=("GL3-4-4※1", "APPI25"),
    compares=("registry",),
    remedy="業務の中身と画面・データを確かめ、個人データの取扱いの有無を台帳に入れてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per active entrustment whose handling is unknown; a stated yes or no is a claim and agrees with nothing."""
    for edge in snapshot.active:
        if edge.handles_personal_data is Ternary.UNKNOWN:
            yield cannot_tell(edge.entrustee, edge, edge)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: whose work, and what to find out."""
    return (
        f"{snapshot.name(verdict.party)}への委託は、個人データを扱うかどうかが「不明」です。"
        "業務の中身を確かめるまで、扱うものとして監督します。"
    )
