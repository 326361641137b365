"""ログで確かめられない対策。

見つけること: ログを届けている会社が、様式3-2 の対策（INS-01〜INS-04）に「はい」と答え、その対策を確かめられるログは、
この一年に届いていないか、欠けている。ログを一つも届けていない会社は、証跡のない回答とログの連続性の判定が示す。
なぜ: ログがなければ、書き出しも送信もなかったのか、見えないだけなのかを言えない。回答だけを一致にしない（C-01・C-04）。
根拠: 点検項目 INS-01〜INS-04、様式3-2、要件 S-61〜S-64・S-77。
是正: 端末・通信・アクセスのログを届けてもらい、sekisho ingest で取り込む。届いているログの種類の名前を直す。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "measure_without_log")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-003', '判定不能', ['LC-904', 'A-26-E-004/INS-01'])
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sekisho.observed import LogCoverage
from sekisho.period import months_after
from sekisho.promised import Answer
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell
from sekisho.reconcile.joins.answers import newest_answers
from sekisho.reconcile.joins.item_observations import observations
from sekisho.reconcile.joins.log_kinds import shows
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import listing
from sekisho.terms import LogState, Reply, Severity, Strength

GROUND = Ground(
    rule="R-12",
    title="ログで確かめられない対策",
    severity=Severity.MEDIUM,
    strength=Strength.AUTHORITY,
    anchors=("FORM 3-2", "C-01", "C-04"),
    compares=("answer_sheet", "access_log", "sign", "onsite_inspection"),
    remedy="対策を確かめられるログ（端末、通信、アクセス）を届けてもらい、取り込んでください。",
)
ITEMS = ("INS-01", "INS-02", "INS-03", "INS-04")
_CITED = 3


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per party that affirmed such measures: cannot tell of those that no whole log and nobody on the spot shows.

    What was seen for or against an item is judged elsewhere (an answer that a sign contradicts is a conflict, not unknown).
    """
    logs = _logs(snapshot)
    seen = observations(snapshot)
    affirmed: dict[str, dict[str, Answer]] = defaultdict(dict)
    for answer in newest_answers(snapshot).values():
        if answer.check_item in ITEMS and answer.reply is Reply.YES and (answer.party, answer.check_item) not in seen:
            affirmed[answer.party][answer.check_item] = answer
    for party, answers in sorted(affirmed.items()):
        if party not in logs:
            continue
        whole = [log for log in logs[party] if log.state is LogState.COMPLETE]
        unseen = {item: answer for item, answer in answers.items() if not _shown(item, whole, snapshot)}
        if unseen:
            cites = (*(unseen[item] for item in sorted(unseen)), *logs[party][-_CITED:])
            yield cannot_tell(party, None, *cites, items=sorted(unseen), logs=whole)
        else:
            yield agrees(party)


def _logs(snapshot: Snapshot) -> Mapping[str, list[LogCoverage]]:
    """What is known of the logs of each party within the year, in the order of keys."""
    found: dict[str, list[LogCoverage]] = defaultdict(list)
    for log in snapshot.all(LogCoverage):
        recent = months_after(log.period_to, snapshot.policy.oversight_months) >= snapshot.as_of
        if recent and (log.found_on or log.period_to) <= snapshot.as_of:
            found[log.party].append(log)
    return found


def _shown(item: str, logs: list[LogCoverage], snapshot: Snapshot) -> bool:
    wanted = snapshot.catalog.check_items[item]["contradiction"]["records"]
    return any(shows(log.log, wanted, snapshot.catalog) for log in logs)


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which measures, and which logs there are at all."""
    items = listing(f"{item}「{snapshot.catalog.name_of('check_item', item)}」" for item in verdict.facts["items"])
    names = listing(dict.fromkeys(f"「{log.log}」" for log in verdict.facts["logs"]))
    there = f"この一年に届いたログは{names}です。" if names else "この一年に、欠けのないログは届いていません。"
    return (
        f"{snapshot.name(verdict.party)}は{items}に「はい」と答えていますが、確かめられるログがありません。{there}"
        "守られているかは、まだ分かりません。"
    )
