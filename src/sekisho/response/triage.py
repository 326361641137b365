"""The life of an alert in one table: from which state which step leads where, who may take it and what it must say.

Knows states, steps and their conditions, and judges whether somebody may take a step now. Refuses to know clocks, people's
names and storage: today, who took which step and what is given come in as values. The table is printed into the docs,
enforced by the use cases, and offered by the pages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sekisho.response.steps import Actor
from sekisho.roles import Permission
from sekisho.terms import Vocabulary

#: Own policy: whoever excludes alerts looks at the reason again within a year.
LONGEST_EXCLUSION = timedelta(days=366)
LONGEST_NOTE = 4_000

#: Signs that a line of a log shows by itself: seen is seen, whoever explains it. They are observed as soon as they are told,
#: and no longer when somebody has explained them.
FACTS = frozenset(
    {
        "external_media_connect",
        "external_media_write",
        "maintenance_terminal_download",
        "smartphone_write",
        "unlisted_storage_upload",
    }
)


class AlertState(Vocabulary):
    """How far people have come with an alert."""

    NEW = "new", "未着手"
    LOOKING = "looking", "調べ中"
    EXPLAINED = "explained", "説明がつく"
    CONFIRMED = "confirmed", "事実と確認"
    EXCLUDED = "excluded", "除外"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do."""
        return self in (AlertState.NEW, AlertState.LOOKING)


class TriageStep(Vocabulary):
    """What is done with an alert; the label is the button."""

    TAKE_UP = "take_up", "調べ始める"
    CONFIRM = "confirm", "指摘にする"
    EXPLAIN = "explain", "問題なしとして閉じる"
    EXCLUDE = "exclude", "同じ警告を除外する"
    LOOK_AGAIN = "look_again", "もう一度調べる"
    REOPEN = "reopen", "増えたので開き直す"
    SUPPRESS = "suppress", "除外に当たる"
    RETRACT = "retract", "検知が取り下げる"


class TriageNeed(Vocabulary):
    """What a step must be given; the label names it in a refusal."""

    NOTE = "note", "説明"
    PARTY = "party", "会社"
    SIGN = "sign", "兆候"
    END_DATE = "end_date", "除外の終わりの日"


@dataclass(frozen=True, slots=True)
class TriageTransition:
    """One row of the table. Without ``permissions`` only the detection takes the step, when it takes in what engines tell.

    ``by_other_than``: whoever took one of these steps since the alert was last opened may not take this one.
    """

    step: TriageStep
    sources: tuple[AlertState, ...]
    target: AlertState
    permissions: tuple[Permission, ...]
    needs: tuple[TriageNeed, ...] = ()
    by_other_than: tuple[TriageStep, ...] = ()


_OPEN = (AlertState.NEW, AlertState.LOOKING)
_CLOSED = (AlertState.EXPLAINED, AlertState.CONFIRMED, AlertState.EXCLUDED)

TRIAGE: tuple[TriageTransition, ...] = (
    TriageTransition(TriageStep.TAKE_UP, (AlertState.NEW,), AlertState.LOOKING, (Permission.TRIAGE_ALERT,)),
    TriageTransition(
        TriageStep.CONFIRM,
        _OPEN,
        AlertState.CONFIRMED,
        (Permission.TRIAGE_ALERT,),
        (TriageNeed.PARTY, TriageNeed.SIGN, TriageNeed.NOTE),
    ),
    TriageTransition(TriageStep.EXPLAIN, _OPEN, AlertState.EXPLAINED, (Permission.TRIAGE_ALERT,), (TriageNeed.NOTE,)),
    TriageTransition(
        TriageStep.EXCLUDE,
        (AlertState.LOOKING,),
        AlertState.EXCLUDED,
        (Permission.APPROVE_EXCLUSION,),
        (TriageNeed.NOTE, TriageNeed.END_DATE),
        (TriageStep.TAKE_UP, TriageStep.LOOK_AGAIN),
    ),
    TriageTransition(TriageStep.LOOK_AGAIN, _CLOSED, AlertState.LOOKING, (Permission.TRIAGE_ALERT,), (TriageNeed.NOTE,)),
    TriageTransition(TriageStep.REOPEN, _CLOSED, AlertState.NEW, ()),
    TriageTransition(TriageStep.SUPPRESS, _OPEN, AlertState.EXCLUDED, ()),
    TriageTransition(TriageStep.RETRACT, _OPEN, AlertState.EXPLAINED, ()),
)


@dataclass(frozen=True, slots=True)
class AlertSituation:
    """How an alert stands: ``taken`` are the steps since it was last opened, each with who took it.

    ``parties`` are the companies that may be named: all that stand in the registry and are reached. ``signs`` are the codes
    of signs that may be named; none: the alert becomes another record, and no sign is asked for.
    """

    state: AlertState
    taken: tuple[tuple[TriageStep, str], ...] = ()
    parties: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TriageGiven:
    """What comes with a step."""

    note: str = ""
    party: str = ""
    sign: str = ""
    end_date: date | None = None


@dataclass(frozen=True, slots=True)
class TriageFault:
    """Why a step cannot be taken: what is wrong with ``need``, or with the step itself (None)."""

    need: TriageNeed | None
    why_ja: str


class TriageError(ValueError):
    """A step cannot be taken; ``faults`` say why, all of them at once."""

    def __init__(self, faults: Sequence[TriageFault]) -> None:
        super().__init__(" ".join(fault.why_ja for fault in faults))
        self.faults = tuple(faults)


def triage_transition(step: TriageStep) -> TriageTransition:
    """The row of a step.

    >>> triage_transition(TriageStep.CONFIRM).target.label
    '事実と確認'
    """
    return next(row for row in TRIAGE if row.step is step)


def triage_open_to(situation: AlertSituation, actor: Actor) -> Sequence[TriageTransition]:
    """The steps that this person may take now, in the order of the table.

    >>> analyst = Actor("U-1", frozenset({Permission.TRIAGE_ALERT}))
    >>> [row.step.value for row in triage_open_to(AlertSituation(AlertState.NEW), analyst)]
    ['take_up', 'confirm', 'explain']
    """
    return [row for row in TRIAGE if _obstacle(row, situation, actor) is None]


def triage_barred(step: TriageStep, situation: AlertSituation, actor: Actor) -> str | None:
    """Why somebody who may take such steps cannot take this one now; None when they can, or may not at all.

    >>> mine = AlertSituation(AlertState.LOOKING, ((TriageStep.TAKE_UP, "U-1"),))
    >>> triage_barred(TriageStep.EXCLUDE, mine, Actor("U-1", frozenset({Permission.APPROVE_EXCLUSION})))
    '自分で「調べ始める」を行った警告には、「同じ警告を除外する」を行えません。ほかの人に頼んでください。'
    """
    row = triage_transition(step)
    return _obstacle(row, situation, actor) if actor.permissions.intersection(row.permissions) else None


def check_triage(
    step: TriageStep, situation: AlertSituation, actor: Actor, given: TriageGiven, today: date
) -> TriageTransition:
    """The row of the step when it may be taken with what is given. Raises :class:`TriageError`."""
    row = triage_transition(step)
    obstacle = _obstacle(row, situation, actor)
    faults = [TriageFault(None, obstacle)] if obstacle else list(_faults(row, situation, given, today))
    if faults:
        raise TriageError(faults)
    return row


def reopens_alert(state: AlertState) -> bool:
    """Whether an alert that was revised upward (more events, a higher count) must be looked at again.

    What was excluded stays so until the exclusion ends: what it covers, it covers in any number.

    >>> reopens_alert(AlertState.EXPLAINED), reopens_alert(AlertState.EXCLUDED), reopens_alert(AlertState.LOOKING)
    (True, False, False)
    """
    return state in (AlertState.EXPLAINED, AlertState.CONFIRMED)


def is_observed(state: AlertState, sign: str) -> bool:
    """Whether an alert stands in the observed record: confirmed by somebody, or a fact that nobody has explained.

    >>> is_observed(AlertState.NEW, "external_media_write"), is_observed(AlertState.NEW, "bulk_export")
    (True, False)
    >>> is_observed(AlertState.EXPLAINED, "external_media_write"), is_observed(AlertState.CONFIRMED, "bulk_export")
    (False, True)
    """
    return state is AlertState.CONFIRMED or (state.is_open and sign in FACTS)


def _obstacle(row: TriageTransition, situation: AlertSituation, actor: Actor) -> str | None:
    if not row.permissions:
        return f"「{row.step.label}」は検知が行います。人は行えません。"
    if not actor.permissions.intersection(row.permissions):
        return f"「{row.step.label}」を行う権限がありません。権限のある人に頼んでください。"
    if situation.state not in row.sources:
        return f"いまの段階は「{situation.state.label}」なので、「{row.step.label}」は行えません。今の内容を確かめてください。"
    mine = next((step for step, who in situation.taken if who == actor.by and step in row.by_other_than), None)
    if mine is not None:
        return f"自分で「{mine.label}」を行った警告には、「{row.step.label}」を行えません。ほかの人に頼んでください。"
    return None


def _faults(row: TriageTransition, situation: AlertSituation, given: TriageGiven, today: date) -> Iterator[TriageFault]:
    for need in row.needs:
        why = _lack(need, situation, given, today)
        if why:
            yield TriageFault(need, why)
    if len(given.note) > LONGEST_NOTE:
        yield TriageFault(TriageNeed.NOTE, f"{LONGEST_NOTE:,}文字までで書いてください（いま{len(given.note):,}文字）。")


def _lack(need: TriageNeed, situation: AlertSituation, given: TriageGiven, today: date) -> str | None:
    """What is missing or wrong of one thing that the step needs; None when it is fine."""
    match need:
        case TriageNeed.NOTE:
            return None if given.note.strip() else "説明を入れてください。"
        case TriageNeed.PARTY:
            if not given.party:
                return "どの会社のことかを選んでください。"
            return None if given.party in situation.parties else "台帳にない会社です。台帳にある会社の番号を入れてください。"
        case TriageNeed.SIGN:
            if not situation.signs:
                return None
            return None if given.sign in situation.signs else "どの兆候に当たるかを選んでください。"
        case TriageNeed.END_DATE:
            return _wrong_end_date(given.end_date, today)


def _wrong_end_date(end_date: date | None, today: date) -> str | None:
    if end_date is None:
        return "除外の終わりの日を入れてください。"
    if end_date <= today:
        return "今日より後の日を入れてください。"
    if end_date > today + LONGEST_EXCLUSION:
        return "除外は1年までです。1年以内の日を入れ、そのときにもう一度判断してください。"
    return None
