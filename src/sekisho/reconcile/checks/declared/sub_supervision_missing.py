"""再委託先の監督の欠け。

見つけること: 再委託先について、委託先による確認・当社への報告・当社の確認のどれかが、1年の応当日を過ぎている。
なぜ: 監督を欠いたまま再委託され、再委託先が不適切に扱えば、元の委託元の違反と判断され得る（GL3-4-4※4）。
根拠: 要件 S-54、GL3-4-4(3)（定期の監査は「望ましい」）。年1回と報告は契約（N Q2-10、B 2-9）。
是正: 欠けた段階の確認・報告を求め、当社でも内容を見て日付を残す。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "sub_supervision_missing")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-032', '不一致', ['E-041', 'SS-041-2025'])
"""

from collections.abc import Iterator, Sequence
from datetime import date

from sekisho.declared import SubSupervision
from sekisho.period import terms_overdue
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="S-54",
    title="再委託先の監督の欠け",
    severity=Severity.MEDIUM,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4(3)", "SUB-06", "N Q2-7-1", "N Q2-10", "B 2-9"),
    compares=("registry", "sub_supervision"),
    remedy="欠けた段階の確認・報告を求め、当社でも内容を見て日付を残してください。",
)

STAGES = {"examined_on": "委託先による確認", "reported_on": "当社への報告", "reviewed_on": "当社の確認"}


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per handling sub-entrustment; each of the three stages is due a year after its last day, or the start."""
    records = snapshot.by(SubSupervision, "entrustment")
    for edge in snapshot.handling:
        if not edge.is_sub_entrustment:
            continue
        kept = records[edge.key]
        last = {stage: _last(kept, stage, snapshot.as_of) for stage in STAGES}
        if edge.starts_on is None and None in last.values():
            yield cannot_tell(edge.entrustee, edge, edge, *kept)
            continue
        missing = {stage: on for stage, on in last.items() if _overdue(on or edge.starts_on, snapshot)}
        if missing:
            yield conflicts(edge.entrustee, edge, edge, *_newest(kept), missing=missing)
        else:
            yield agrees(edge.entrustee, edge)


def _last(kept: Sequence[SubSupervision], stage: str, as_of: date) -> date | None:
    days: list[date] = [on for record in kept if (on := getattr(record, stage)) and on <= as_of]
    return max(days, default=None)


def _overdue(last: date | None, snapshot: Snapshot) -> bool:
    return last is not None and terms_overdue(last, snapshot.as_of, snapshot.policy.oversight_months) > 0


def _newest(kept: Sequence[SubSupervision]) -> Sequence[SubSupervision]:
    return sorted(kept, key=lambda record: (record.examined_on or date.min, record.key))[-1:]


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which stages are missing since when."""
    work = f"{snapshot.name(verdict.party)}への再委託"
    if not verdict.facts:
        return f"{work}の開始日と監督の日付がそろわず、年1回の監督が済んでいるか分かりません。日付を入れてください。"
    told = [f"{STAGES[stage]}（{f'最後は{day(on)}' if on else '記録なし'}）" for stage, on in verdict.facts["missing"].items()]
    return f"{work}について、次の段階が1年の応当日を過ぎています: {'、'.join(told)}。"
