"""May this person take this step with this finding now, and is all given that it needs?

Knows the conditions that the table of ``life`` names, and how long an acceptance may last. Refuses to know clocks, storage
and files: today, what was done before, and the hashes of files come in as values. ``can_step`` is what pages offer,
``check_step`` what use cases enforce; both judge by the same conditions, so that nothing is offered that is then refused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sekisho.response.life import TRANSITIONS, Need, Stage, Step, Transition, transition
from sekisho.roles import Permission

#: Own policy: whoever accepts a mismatch looks at it again within a year.
LONGEST_ACCEPTANCE = timedelta(days=366)
LONGEST_NOTE = 4_000


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken, and by whom."""

    step: Step
    by: str


@dataclass(frozen=True, slots=True)
class Situation:
    """How a finding stands: the steps since it was last opened (``taken``), and every file ever given for it (``filed``)."""

    stage: Stage
    party: str
    chain: tuple[str, ...]
    addressee: str = ""
    taken: tuple[Taken, ...] = ()
    filed: frozenset[str] = frozenset()

    @property
    def addressees(self) -> tuple[str, ...]:
        """Whom an instruction may be sent to: everybody in the chain down to the party, nearest to the party first."""
        return tuple(dict.fromkeys((self.party, *reversed(self.chain))))


@dataclass(frozen=True, slots=True)
class Actor:
    """Who wants to take a step. ``party`` is set for people of an entrusted party: they speak for it only."""

    by: str
    permissions: frozenset[Permission]
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with a step. ``files`` are hashes (SHA-256)."""

    note: str = ""
    addressee: str = ""
    due_date: date | None = None
    end_date: date | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepFault:
    """Why a step cannot be taken: what is wrong with ``need``, or with the step itself (None)."""

    need: Need | None
    why_ja: str


class StepError(ValueError):
    """A step cannot be taken; ``faults`` say why, all of them at once."""

    def __init__(self, faults: Sequence[StepFault]) -> None:
        super().__init__(" ".join(fault.why_ja for fault in faults))
        self.faults = tuple(faults)


def steps_open_to(situation: Situation, actor: Actor) -> Sequence[Transition]:
    """The steps that this person may take now, in the order of the table."""
    return [row for row in TRANSITIONS if _obstacle(row, situation, actor) is None]


def can_step(step: Step, situation: Situation, actor: Actor) -> bool:
    """Whether this person may take the step now, given all that it needs.

    >>> answered = Situation(Stage.ANSWERED, "P-1", ("P-0", "P-1"), "P-1", (Taken(Step.ANSWER, "U-1"),))
    >>> can_step(Step.VERIFY, answered, Actor("U-1", frozenset({Permission.VERIFY_CORRECTION})))
    False
    """
    return _obstacle(transition(step), situation, actor) is None


def barred(step: Step, situation: Situation, actor: Actor) -> str | None:
    """Why somebody who may take such steps cannot take this one now, for whoever looks for its button; None when they can.

    >>> answered = Situation(Stage.ANSWERED, "P-1", ("P-0", "P-1"), "P-1", (Taken(Step.ANSWER, "U-1"),))
    >>> barred(Step.VERIFY, answered, Actor("U-1", frozenset({Permission.VERIFY_CORRECTION})))
    '自分で「是正を報告する」を行った指摘には、「是正を確認する」を行えません。ほかの人に頼んでください。'
    >>> barred(Step.VERIFY, answered, Actor("U-2", frozenset()))
    """
    row = transition(step)
    return _obstacle(row, situation, actor) if actor.permissions.intersection(row.permissions) else None


def check_step(step: Step, situation: Situation, actor: Actor, given: Given, today: date) -> Transition:
    """The row of the step when it may be taken with what is given. Raises :class:`StepError`."""
    row = transition(step)
    obstacle = _obstacle(row, situation, actor)
    faults = [StepFault(None, obstacle)] if obstacle else list(_faults(row, situation, given, today))
    if faults:
        raise StepError(faults)
    return row


def _obstacle(row: Transition, situation: Situation, actor: Actor) -> str | None:
    """Why this person may not take the step at all now; None when they may."""
    if not row.permissions:
        return f"「{row.step.label}」は照合が行います。人は行えません。"
    if not actor.permissions.intersection(row.permissions):
        return f"「{row.step.label}」を行う権限がありません。権限のある人に頼んでください。"
    if situation.stage not in row.sources:
        return f"いまの段階は「{situation.stage.label}」なので、「{row.step.label}」は行えません。今の内容を確かめてください。"
    if actor.party is not None and actor.party != situation.addressee:
        return "この指摘は、ほかの会社に宛てられています。宛てられた会社の人に頼んでください。"
    mine = next((taken.step for taken in situation.taken if taken.by == actor.by and taken.step in row.by_other_than), None)
    if mine is not None:
        return f"自分で「{mine.label}」を行った指摘には、「{row.step.label}」を行えません。ほかの人に頼んでください。"
    return None


def _faults(row: Transition, situation: Situation, given: Given, today: date) -> Iterator[StepFault]:
    for need in row.needs:
        why = _lack(need, situation, given, today)
        if why:
            yield StepFault(need, why)
    if len(given.note) > LONGEST_NOTE:
        reason = Need.APPROVER_REASON if Need.APPROVER_REASON in row.needs else Need.NOTE
        yield StepFault(reason, f"{LONGEST_NOTE:,}文字までで書いてください（いま{len(given.note):,}文字）。")
    if situation.filed.intersection(given.files):
        yield StepFault(
            Need.EVIDENCE, "この指摘に前に付けたファイルと同じものがあります。今回の是正を示すファイルを付けてください。"
        )
    if len(set(given.files)) != len(given.files):
        yield StepFault(Need.EVIDENCE, "同じファイルが二つあります。一つにしてください。")


def _lack(need: Need, situation: Situation, given: Given, today: date) -> str | None:
    """What is missing or wrong of one thing that the step needs; None when it is fine."""
    match need:
        case Need.NOTE:
            return None if given.note.strip() else "説明を入れてください。"
        case Need.APPROVER_REASON:
            return None if given.note.strip() else "受容する理由を入れてください。"
        case Need.EVIDENCE:
            return None if given.files else "証跡のファイルを一つ以上付けてください。"
        case Need.ADDRESSEE:
            return _wrong_addressee(situation, given.addressee)
        case Need.DUE_DATE:
            return _wrong_due_date(given.due_date, today)
        case Need.END_DATE:
            return _wrong_end_date(given.end_date, today)


def _wrong_addressee(situation: Situation, addressee: str) -> str | None:
    if not addressee:
        return "指示の相手を選んでください。"
    if addressee not in situation.addressees:
        return "この指摘の委託の連鎖にない会社です。連鎖にある会社から選んでください。"
    return None


def _wrong_due_date(due_date: date | None, today: date) -> str | None:
    if due_date is None:
        return "期限を入れてください。"
    return "過ぎた日です。今日か、その後の日を入れてください。" if due_date < today else None


def _wrong_end_date(end_date: date | None, today: date) -> str | None:
    if end_date is None:
        return "受容の終わりの日を入れてください。"
    if end_date <= today:
        return "今日より後の日を入れてください。"
    if end_date > today + LONGEST_ACCEPTANCE:
        return "受容は1年までです。1年以内の日を入れ、そのときにもう一度判断してください。"
    return None
