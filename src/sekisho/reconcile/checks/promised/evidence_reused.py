"""使い回しの証跡。

見つけること: 期間ごとに変わるはずの証跡ファイルが、前の年または他社の回答の証跡と同じハッシュである。
なぜ: 同じファイルが別の期間の証跡になることはない。書面の点検では見分けにくい。
根拠: R-12(a)、GL3-4-4(3)、C-01・C-04。
是正: 元の記録の提出と立入りを求める。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "evidence_reused")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-003', '不一致', ['A-25E-E-004/ORG-06', 'A-26E-E-004/ORG-06'])
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sekisho.promised import Answer
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.answers import newest_answers
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day, listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="R-12",
    title="前の年や他社と同じ証跡",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4(3)", "C-01", "C-04"),
    compares=("answer_sheet",),
    remedy="元の記録の提出と立入りを求めてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per newest answer with evidence. Evidence without a period may rightly stay the same: cannot tell."""
    same_file: dict[str, list[Answer]] = defaultdict(list)
    for answer in snapshot.all(Answer):
        if answer.evidence_sha256:
            same_file[answer.evidence_sha256].append(answer)
    for answer in newest_answers(snapshot).values():
        if not answer.evidence_sha256:
            continue
        about = snapshot.edge(answer.entrustment)
        again = _again(answer, same_file[answer.evidence_sha256])
        facts: dict[str, Any] = {"answer": answer, "again": again}
        if not again:
            yield agrees(answer.party, about)
        elif any(_has_period(one) for one in (answer, *again)):
            yield conflicts(answer.party, about, answer, *again[-2:], distinct=(answer.check_item,), severity=None, **facts)
        else:
            yield cannot_tell(answer.party, about, answer, *again[-2:], distinct=(answer.check_item,), severity=None, **facts)


def _again(answer: Answer, others: Sequence[Answer]) -> list[Answer]:
    """The same file of another company, or of an answer of an earlier year that claims another period."""
    return [
        other
        for other in others
        if other.party != answer.party
        or (other.answered_on.year < answer.answered_on.year and (not _has_period(other) or _period(other) != _period(answer)))
    ]


def _has_period(answer: Answer) -> bool:
    return answer.evidence_from is not None or answer.evidence_to is not None


def _period(answer: Answer) -> tuple[object, object]:
    return answer.evidence_from, answer.evidence_to


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which evidence, and where the same file was seen."""
    answer: Answer = verdict.facts["answer"]
    seen = [
        f"{day(other.answered_on)}の自社の回答" if other.party == answer.party else f"{snapshot.name(other.party)}の回答"
        for other in verdict.facts["again"]
    ]
    same = (
        f"{snapshot.name(verdict.party)}の{day(answer.answered_on)}の回答（{answer.check_item}）の証跡は、"
        f"{listing(dict.fromkeys(seen))}の証跡と同じファイルです。"
    )
    if verdict.outcome is verdict.outcome.CANNOT_TELL:
        return f"{same}証跡の期間が書かれておらず、期間ごとに変わるはずのものか分かりません。期間を尋ねてください。"
    return same
