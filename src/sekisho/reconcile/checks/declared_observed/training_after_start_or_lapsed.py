"""着任より後の研修、切れた研修。

見つけること: 名簿の取扱者の初めての受講が着任日より後、または前回の受講の応当日を過ぎている、または受講がない。
なぜ: 従業者への適切な教育は義務で、業務開始時と年1回の研修を契約で約束させている。
根拠: 点検項目 EDU-02。教育は GL10-4 の義務、業務開始時と年1回は契約・自社（N Q2-5、B 2-6）。
是正: 受けていない人の受講を済ませ、着任の手順に受講の確認を入れる。
例: 物語 あさひ通信 では、次の会社について、次の記録から言えます。

>>> from sekisho.stories.run import findings_of
>>> found = findings_of("asahi", "training_after_start_or_lapsed")[0]
>>> found.party, found.outcome.label, [item.key for item in found.evidence]
('P-014', '不一致', ['R-1152', 'TR-1152-0', 'TR-M-1152-2025-09-13'])
"""

from collections.abc import Iterator

from sekisho.declared import RosterEntry
from sekisho.observed import Training
from sekisho.period import months_after, terms_overdue
from sekisho.reconcile.check import Ground, Verdict, agrees, cannot_tell, conflicts
from sekisho.reconcile.joins.courses import Courses, courses
from sekisho.reconcile.joins.people import handlers_today
from sekisho.reconcile.snapshot import Snapshot
from sekisho.reconcile.wording import listing
from sekisho.terms import Severity, Strength

GROUND = Ground(
    rule="EDU-02",
    title="着任より後の研修、切れた研修",
    severity=Severity.MEDIUM,
    strength=Strength.DUTY,
    anchors=("GL10-4", "N Q2-5", "B 2-6"),
    compares=("roster", "training_record"),
    remedy="受けていない人の受講を済ませ、着任の手順に受講の確認を入れてください。",
)

STATES = {
    "never": "受講の記録がありません",
    "late": "初めての受講が着任日より後です",
    "lapsed": "前回の受講から1年の応当日を過ぎています",
}


def check(snapshot: Snapshot) -> Iterator[Verdict]:
    """Per handling entrustment with handlers of today: one verdict for each state its people are in.

    A first course after the start is told for the year of supervision that begins with the start: it cannot be mended.
    """
    taken, today = courses(snapshot), handlers_today(snapshot)
    for edge in snapshot.handling:
        handlers = today.get(edge.key, ())
        found: dict[str, list[RosterEntry]] = {}
        for entry in handlers:
            found.setdefault(_state(entry, taken, snapshot), []).append(entry)
        if found and found.keys() == {"never"} and not taken.kept_by(edge.entrustee):
            yield cannot_tell(edge.entrustee, edge, *handlers, entries=handlers)
            continue
        for state, entries in found.items():
            if state == "in_time":
                yield agrees(edge.entrustee, edge)
            else:
                cited = (*entries, *_courses_of(entries, taken))
                yield conflicts(edge.entrustee, edge, *cited, distinct=(state,), state=state, entries=entries)


def _state(entry: RosterEntry, taken: Courses, snapshot: Snapshot) -> str:
    first, last = taken.first(entry.person), taken.last(entry.person)
    if first is None or last is None:
        return "never"
    if terms_overdue(last.completed_on, snapshot.as_of):
        return "lapsed"
    is_recent = months_after(entry.starts_on, snapshot.policy.oversight_months) >= snapshot.as_of
    return "late" if first.completed_on > entry.starts_on and is_recent else "in_time"


def _courses_of(entries: list[RosterEntry], taken: Courses) -> list[Training]:
    shown = (course for entry in entries for course in (taken.first(entry.person), taken.last(entry.person)))
    return list(dict.fromkeys(course for course in shown if course))


def explain(verdict: Verdict, snapshot: Snapshot) -> str:
    """Words the verdict: how many handlers, in which state."""
    name, entries = snapshot.name(verdict.party), verdict.facts["entries"]
    people = f"取扱者{len(entries)}人（{listing(entry.person for entry in entries)}）"
    if "state" in verdict.facts:
        return f"{name}の{people}は、{STATES[verdict.facts['state']]}。"
    return f"{name}の{people}について受講実績が一件もなく、研修の有無が分かりません。受講実績の提出を求めてください。"
