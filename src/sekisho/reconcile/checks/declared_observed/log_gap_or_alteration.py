"""ログの欠けと加工の跡。

見つけること: ログに欠番・空白・時刻の巻戻り・加工の跡がある。当社システムのIDで扱う委託に、ログの連続性の記録がない。
なぜ: 元のログが欠けると、漏えいの有無を後から確かめられない。調査の前にログが加工された例がある（C-01）。
根拠: 点検項目 ACC-09、要件 S-77。記録は GL10-3(2) の「重要」、期間と改ざん防止は契約・自社。
是正: 欠けた期間の元の記録を別の場所（控え、上流の機器）で探し、理由を確かめ、残し方を直す。
例: 物語 C-01 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("C-01", "log_gap_or_alteration")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-1', '不一致', ['LC-1'])
"""

from collections import defaultdict
from collections.abc import Iterator

from sekisho.declared import Entrustment
from sekisho.observed import Account, LogCoverage
from sekisho.period import months_after
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.people import outermost
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import day
from sekisho.terms import DeliveryMode, LogState, Severity, Strength

GROUND = Ground(
    rule="ACC-09",
    title="ログの欠けと加工の跡",
    severity=Severity.MEDIUM,
    strength=Strength.RECOMMENDED,
    anchors=("GL10-3(2)", "B 2-9A", "B 3-4", "C-01"),
    compares=("registry", "account_list", "access_log"),
    remedy="欠けた期間の元の記録を控えや上流の機器で探し、理由を確かめ、ログの残し方を直してください。",
)

GRADES = {LogState.GAP: Severity.MEDIUM, LogState.ROLLED_BACK: Severity.HIGH, LogState.ALTERED: Severity.CRITICAL}


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """One verdict per log and bad state; one per entrustment reached by accounts whose log nobody has looked at for a year."""
    logs: dict[tuple[str, str | None, str, LogState], list[LogCoverage]] = defaultdict(list)
    known = [log for log in snapshot.all(LogCoverage) if (log.found_on or log.period_to) <= snapshot.as_of]
    for log in known:
        logs[log.party, log.entrustment, log.log, log.state].append(log)
    for (party, entrustment, name, state), seen in logs.items():
        about = snapshot.edge(entrustment)
        if state in GRADES:
            distinct = (name, state.value)
            yield conflicts(party, about, *outermost(seen), distinct=distinct, severity=GRADES[state], logs=seen)
        else:
            yield agrees(party, about)
    recent = [log for log in known if months_after(log.period_to, snapshot.policy.oversight_months) >= snapshot.as_of]
    covered = {log.party for log in recent if log.entrustment is None} | {log.entrustment for log in recent}
    accounts = snapshot.by(Account, "entrustment")
    for edge in snapshot.handling:
        if (edge.delivery is DeliveryMode.ACCOUNT or accounts[edge.key]) and not covered & {edge.key, edge.entrustee}:
            yield cannot_tell(edge.entrustee, edge, *_ground(edge, snapshot), distinct=("uncovered",))


def _ground(edge: Entrustment, snapshot: Snapshot) -> tuple[Entrustment | Account, ...]:
    return (edge, *outermost(snapshot.by(Account, "entrustment")[edge.key]))


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: which log, which state, which period; or that nobody has looked."""
    name = snapshot.name(verdict.party)
    if "logs" not in verdict.facts:
        return (
            f"{name}はIDで個人データを扱う委託ですが、この1年のログの連続性を確かめた記録がなく、"
            "操作を後から追えるか分かりません。ログの種類と期間を確かめて取り込んでください。"
        )
    logs = verdict.facts["logs"]
    first, last = min(log.period_from for log in logs), max(log.period_to for log in logs)
    return f"{name}の{logs[0].log}に{logs[0].state.label}があります（{day(first)}から{day(last)}までの間に{len(logs)}件）。"
