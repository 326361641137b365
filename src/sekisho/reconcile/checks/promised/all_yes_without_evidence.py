"""証跡のない、すべて「はい」の回答。

見つけること: 会社の最新の回答がすべて「はい」で、証跡が一つも付いていない。
なぜ: 自己申告だけでは一致にしない。ただし、証跡がないことだけで虚偽ともしない。
根拠: R-12(d)、GL3-4-4(3)、C-01・C-04。
是正: 主な項目の証跡を求め、立入りで確かめる項目を選ぶ。
例: 物語 C-03 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-03", "all_yes_without_evidence")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '判定不能', ['A-1/ACC-10'])
"""

from collections import defaultdict
from collections.abc import Iterator

from sekisho.promised import Answer
from sekisho.reconcile.check import Ground, Verdict, cannot_tell
from sekisho.reconcile.joins.answers import newest_answers
from sekisho.reconcile.snapshot import Snapshot
from sekisho.terms import Reply, Severity, Strength

GROUND = Ground(
    rule="R-12",
    title="証跡のない、すべて「はい」の回答",
    severity=Severity.MEDIUM,
    strength=Strength.RECOMMENDED,
    anchors=("GL3-4-4(3)", "C-01", "C-04"),
    compares=("answer_sheet",),
    remedy="主な項目の証跡を求め、立入りで確かめる項目を選んでください。",
)
_CITED = 3


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One 'cannot tell' per party whose newest answers are all yes without any evidence; nothing else is told here."""
    answers: dict[str, list[Answer]] = defaultdict(list)
    for answer in newest_answers(snapshot).values():
        if answer.reply is not Reply.NOT_APPLICABLE:
            answers[answer.party].append(answer)
    for party, given in answers.items():
        if all(answer.reply is Reply.YES and not answer.evidence_sha256 for answer in given):
            newest = sorted(given, key=lambda answer: (answer.answered_on, answer.key))[-_CITED:]
            yield cannot_tell(party, None, *newest, count=len(given))


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: how many answers, and that nothing proves them."""
    return (
        f"{snapshot.name(verdict.party)}の回答は{verdict.facts['count']}件すべて「はい」で、証跡が一つもありません。"
        "実態と合っているか分かりません。主な項目の証跡を求めてください。"
    )
