"""What the page of one alert shows: why it was told, what is usual, where it stands, and what may be done now.

Knows how things are laid out. Refuses to judge: the steps that are offered come from ``sekisho.response.triage``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sekisho.catalog import load_catalog
from sekisho.detection.told import AlertKind
from sekisho.response.triage import AlertState, TriageStep, triage_barred, triage_open_to
from sekisho.terms import Reply
from sekisho_site.records.queries import names_of
from sekisho_site.records.queries.alerting import (
    Usual,
    alert_situation,
    alert_steps,
    alert_version,
    alerts_like,
    answers_to,
    findings_of,
    signs_for,
    usual_for,
)
from sekisho_site.records.queries.figures import party_names
from sekisho_site.records.queries.reach import Reach, parties_within
from sekisho_site.web.alerts.forms import TriageForm
from sekisho_site.web.alerts.saying import feature_name, size, valued
from sekisho_site.web.findings.page import actor_of

#: So many places of events are shown at once; the others open on demand.
AT_ONCE = 20
_MOST = 200
_FIRST = {
    AlertState.NEW: TriageStep.TAKE_UP,
    AlertState.LOOKING: TriageStep.CONFIRM,
    AlertState.EXPLAINED: TriageStep.LOOK_AGAIN,
    AlertState.CONFIRMED: TriageStep.LOOK_AGAIN,
    AlertState.EXCLUDED: TriageStep.LOOK_AGAIN,
}
_DONE_JA: Mapping[TriageStep, str] = {
    TriageStep.TAKE_UP: "調べ始めました。",
    TriageStep.CONFIRM: "事実と確認し、実態の記録にしました。",
    TriageStep.EXPLAIN: "説明がつくとして閉じました。",
    TriageStep.EXCLUDE: "同じ警告の除外を承認しました。",
    TriageStep.LOOK_AGAIN: "もう一度調べています。",
    TriageStep.REOPEN: "内容が増えたので、開き直しました。",
    TriageStep.SUPPRESS: "承認された除外に当たります。",
    TriageStep.RETRACT: "遅れて届いた出来事で、成り立たないと分かったので取り下げました。",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing that was looked at: how it usually is and how it is now, in words, and the lengths of two bars (percent)."""

    name: str
    usual: str
    now: str
    usual_length: int = 0
    now_length: int = 0


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history."""

    at: datetime
    told: str
    by: str
    note: str
    kind: str = ""


@dataclass
class AlertPage:
    """Everything that the template draws. ``refused`` is a form that came back with errors."""

    row: Any
    forms: Sequence[TriageForm]
    history: Sequence[Happened]
    compared: Sequence[Compared]
    usual: Usual | None
    facts: Sequence[tuple[str, str]]
    measure: str
    answers: Sequence[tuple[str, Any]]
    findings: Sequence[Any]
    others: Sequence[Any]
    party_name: str
    leads_to_party: bool
    barred: str = ""
    refused: TriageForm | None = field(default=None)

    @property
    def first(self) -> TriageForm | None:
        """The form of the one primary step: the one that was refused, else what comes first in this state."""
        if self.refused is not None and self.refused in self.forms:
            return self.refused
        wanted = _FIRST[AlertState(self.row.state)]
        return next((form for form in self.forms if form.step is wanted), None)

    @property
    def others_forms(self) -> Sequence[TriageForm]:
        """The forms of the other steps."""
        return [form for form in self.forms if form is not self.first]

    @property
    def places(self) -> Sequence[tuple[str, int]]:
        """Where the first events stand: file and line."""
        return [(file, line) for file, line in self.row.events[:AT_ONCE]]

    @property
    def more_places(self) -> Sequence[tuple[str, int]]:
        """Where further events stand."""
        return [(file, line) for file, line in self.row.events[AT_ONCE:_MOST]]

    @property
    def untold_places(self) -> int:
        """How many events are not named here."""
        return max(0, int(self.row.event_count) - min(len(self.row.events), _MOST))


def alert_page(row: Any, user: Any, reach: Reach, refused: TriageForm | None = None) -> AlertPage:
    """The page of an alert for somebody who reaches it."""
    steps, actor = alert_steps(row), actor_of(user)
    situation = alert_situation(row, steps, reach, row.party)
    version, signs = alert_version(row, steps), list(signs_for(row).items())
    forms = [
        refused if refused is not None and refused.step is taken.step else triage_form(row, taken, version, signs)
        for taken in triage_open_to(situation, actor)
    ]
    entry = load_catalog().check_items.get(row.measure)
    name = party_names([row.party]).get(row.party, row.party)
    return AlertPage(
        row=row,
        forms=forms,
        history=_history(row, steps),
        compared=_compared(row),
        usual=usual_for(row) if row.kind == AlertKind.RULE.value and row.party else None,
        facts=_facts(row),
        measure=str(entry["text_ja"]) if entry else "",
        answers=[(Reply(answer.reply).label, answer) for answer in answers_to(row, reach)],
        findings=findings_of(row, reach),
        others=alerts_like(row, reach),
        party_name=name or "会社が分からない",
        leads_to_party=bool(row.party) and parties_within(reach).filter(key=row.party).exists(),
        barred=triage_barred(TriageStep.EXCLUDE, situation, actor) or "",
        refused=refused,
    )


def triage_form(row: Any, taken: Any, version: str, signs: Sequence[tuple[str, str]], data: Any = None) -> TriageForm:
    """The form of a step with an alert, with what the alert already says filled in."""
    choices = signs if row.sign else [("", "選んでください"), *signs] if signs else []
    return TriageForm(taken, version, choices, data, {"party": row.party, "sign": row.sign})


def _compared(row: Any) -> list[Compared]:
    found = []
    for reason in row.reasons:
        code, usual, now = str(reason.get("feature", "")), reason.get("usual"), reason.get("now")
        lengths = _lengths(usual, now)
        found.append(Compared(feature_name(code), valued(code, usual), valued(code, now), *lengths))
    return found


def _lengths(usual: Any, now: Any) -> tuple[int, int]:
    numbers = [value for value in (usual, now) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0]
    if len(numbers) < 2 or not max(numbers):
        return 0, 0
    return tuple(max(1, round(100 * value / max(numbers))) if value else 0 for value in numbers)  # type: ignore[return-value]


def _facts(row: Any) -> list[tuple[str, str]]:
    detail = row.detail
    facts = [(str(name), str(value)) for name, value in row.subject.items()]
    if row.kind == AlertKind.UNDECLARED_SERVICE.value:
        facts = [
            ("通信先", str(detail.get("domain", ""))),
            ("外へ送った量", size(detail.get("bytes_out") or 0)),
            ("利用者", f"{detail.get('users') or 0:,.0f}人"),
        ]
    elif row.kind == AlertKind.BASELINE.value:
        facts += [("その日の順位", f"{detail.get('rank') or 0:,.0f}位"), ("ずれの大きさ", f"{detail.get('score') or 0:.2f}")]
    return facts


def _history(row: Any, steps: Sequence[Any]) -> list[Happened]:
    people = names_of([step.taken_by for step in steps])
    found = [Happened(row.told_at, "検知しました。", "", "", "fact")]
    if row.revision > 1:
        found.append(Happened(row.revised_at, f"{row.revision - 1}回目の改訂を受け取りました。", "", "", "fact"))
    for step in steps:
        taken = TriageStep(step.step)
        by = (
            "検知"
            if taken in (TriageStep.REOPEN, TriageStep.SUPPRESS, TriageStep.RETRACT)
            else people.get(step.taken_by, step.taken_by)
        )
        note = step.note
        if step.end_date:
            note = f"{note}\n{step.end_date.year}年{step.end_date.month}月{step.end_date.day}日まで"
        found.append(Happened(step.taken_at, _DONE_JA[taken], by, note))
    return sorted(found, key=lambda each: each.at, reverse=True)
