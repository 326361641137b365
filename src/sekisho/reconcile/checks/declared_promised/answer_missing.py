"""回答のない委託先。

見つけること: 個人データを扱う委託の相手から、1年以内のチェックシートの回答がない。
なぜ: 措置の内容を尋ねていない相手とは、実態を比べようがない。
根拠: 要件 S-34、GL3-4-4(1)（あらかじめの確認は義務）。同じ項目を年1回尋ねるのは契約・自社（N Q2-9）。
是正: チェックシートの回答を求め、証跡とともに取り込む。
例: 物語 C-02 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-02", "answer_missing")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-2', '判定不能', ['E-2'])
"""

from collections.abc import Iterator

from sekisho.declared import Entrustment
from sekisho.period import terms_overdue
from sekisho.promised import Answer
from sekisho.reconcile.check import Ground, Verdict, cannot_tell
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import Reply, Severity, Strength

GROUND = Ground(
    rule="S-34",
    title="回答のない委託先",
    severity=Severity.MEDIUM,
    strength=Strength.DUTY,
    anchors=("GL3-4-4(1)", "N Q2-5", "N Q2-9", "B 2-5"),
    compares=("registry", "answer_sheet"),
    remedy="チェックシートの回答を求め、証跡とともに取り込んでください。",
)

MOST_CITED = 10


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per party without an answer in time; an answer given is a claim and agrees with nothing by itself."""
    answers = snapshot.by(Answer, "party")
    edges: dict[str, list[Entrustment]] = {}
    for edge in snapshot.handling:
        edges.setdefault(edge.entrustee, []).append(edge)
    for party, handled in edges.items():
        given = [answer for answer in answers[party] if answer.reply is not Reply.UNANSWERED]
        last = max(given, key=lambda answer: (answer.answered_on, answer.key), default=None)
        if last is None or terms_overdue(last.answered_on, snapshot.as_of, snapshot.policy.oversight_months):
            cited = (*handled[:MOST_CITED], last) if last else handled[:MOST_CITED]
            yearly = Strength.CONTRACT if last else None  # to ask before the start is a duty, to ask again each year is agreed
            yield cannot_tell(party, None, *cited, strength=yearly, last=last, count=len(handled))


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: how many entrustments, when the last answer was given."""
    last, count = verdict.facts["last"], verdict.facts["count"]
    told = f"最後の回答は{day(last.answered_on)}で、1年の応当日を過ぎました" if last else "回答が一件もありません"
    return f"{snapshot.name(verdict.party)}は個人データを扱う委託が{count}件ありますが、チェックシートの{told}。"
