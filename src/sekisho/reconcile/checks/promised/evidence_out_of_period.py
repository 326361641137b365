"""期間の外の証跡。

見つけること: 回答に付いた証跡の作成日または対象期間が、回答までの1年に入っていない。
なぜ: 古い証跡や回答より後に作られた証跡は、その年にしたことを示さない。
根拠: R-12(b)、GL3-4-4(3)、C-01・C-04。1年は回答日の前年の応当日から数える。
是正: 元の記録の提出と立入りを求める。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "evidence_out_of_period")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-007', '不一致', ['A-26E-E-008/ORG-06'])
"""

from collections.abc import Iterator

from sekisho.period import months_after
from sekisho.promised import Answer
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.answers import newest_answers
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Outcome, Severity, Strength

GROUND = Ground(
    rule="R-12",
    title="報告の期間の外の証跡",
    severity=Severity.HIGH,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4(3)", "C-01", "C-04"),
    compares=("answer_sheet",),
    remedy="元の記録の提出と立入りを求めてください。",
)


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per newest answer whose evidence has a date. The corresponding day a year before is still in the period.

    What was made long ago and states no period (rules, a register) may rightly be old: cannot tell, as for R-12(a).
    """
    for answer in newest_answers(snapshot).values():
        dates = (answer.evidence_made_on, answer.evidence_from, answer.evidence_to)
        if not any(dates):
            continue
        about = snapshot.edge(answer.entrustment)
        first = months_after(answer.answered_on, -12)
        made = answer.evidence_made_on or answer.answered_on
        begins, ends = answer.evidence_from or made, answer.evidence_to or answer.answered_on
        if first <= made <= answer.answered_on and begins <= answer.answered_on and first <= ends:
            yield agrees(answer.party, about)
        elif made < first and answer.evidence_from is None and answer.evidence_to is None:
            yield cannot_tell(answer.party, about, answer, distinct=(answer.check_item,), answer=answer, first=first)
        else:
            yield conflicts(answer.party, about, answer, distinct=(answer.check_item,), answer=answer, first=first)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: the dates of the evidence and the year it should show."""
    answer: Answer = verdict.facts["answer"]
    if verdict.outcome is Outcome.CANNOT_TELL:
        return (
            f"{snapshot.name(verdict.party)}の{day(answer.answered_on)}の回答（{answer.check_item}）の証跡は、"
            f"作成日の{day(answer.evidence_made_on)}が回答までの1年より前で、期間も書かれておらず、"
            "期間ごとに作るはずのものか分かりません。証跡の期間を尋ねてください。"
        )
    told = [f"作成日は{day(answer.evidence_made_on)}"] if answer.evidence_made_on else []
    if answer.evidence_from or answer.evidence_to:
        told.append(f"対象期間は{day(answer.evidence_from)}から{day(answer.evidence_to)}")
    return (
        f"{snapshot.name(verdict.party)}の{day(answer.answered_on)}の回答（{answer.check_item}）の証跡は、"
        f"{'、'.join(told)}で、回答までの1年（{day(verdict.facts['first'])}から）に入っていません。"
    )
