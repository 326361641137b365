"""The life of a finding in one table: from which stage which step leads where, who may take it and what it must say.

Knows stages, steps and their conditions. Refuses to know clocks, people and storage: whether somebody may take a step now
is judged by ``steps``, which is given all of that. The table is printed into the docs, enforced by the use cases, and
offered by the pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sekisho.roles import Permission
from sekisho.terms import Vocabulary


class Stage(Vocabulary):
    """How far the people have come with a finding; whether the mismatch still stands is the reconciliation's to say."""

    OPENED = "opened", "未着手"
    INSTRUCTED = "instructed", "改善を指示"
    ANSWERED = "answered", "回答あり"
    VERIFIED = "verified", "是正を確認"
    CLOSED = "closed", "終結"
    ACCEPTED = "accepted", "期限付きで受容"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do."""
        return self not in (Stage.CLOSED, Stage.ACCEPTED)


class Step(Vocabulary):
    """What is done with a finding; the label is the button."""

    INSTRUCT = "instruct", "改善を指示する"
    ANSWER = "answer", "是正を報告する"
    SEND_BACK = "send_back", "やり直しを求める"
    VERIFY = "verify", "是正を確認する"
    CLOSE = "close", "指摘を終える"
    ACCEPT = "accept", "期限を付けて受容する"
    WITHDRAW = "withdraw", "受容を取り消す"
    REOPEN = "reopen", "もう一度開く"
    SETTLE = "settle", "照合で解消"


class Need(Vocabulary):
    """What a step must be given; the label names it in a refusal."""

    NOTE = "note", "説明"
    ADDRESSEE = "addressee", "指示の相手"
    DUE_DATE = "due_date", "期限"
    EVIDENCE = "evidence", "証跡のファイル"
    APPROVER_REASON = "approver_reason", "受容する理由"
    END_DATE = "end_date", "受容の終わりの日"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. Any one of ``permissions`` is enough; without any, only the reconciliation takes this step.

    ``by_other_than``: whoever took one of these steps since the finding was last opened may not take this one (somebody
    else must look).
    """

    step: Step
    sources: tuple[Stage, ...]
    target: Stage
    permissions: tuple[Permission, ...]
    needs: tuple[Need, ...] = ()
    by_other_than: tuple[Step, ...] = ()


TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        Step.INSTRUCT,
        (Stage.OPENED, Stage.INSTRUCTED),
        Stage.INSTRUCTED,
        (Permission.INSTRUCT,),
        (Need.ADDRESSEE, Need.DUE_DATE, Need.NOTE),
    ),
    Transition(
        Step.ANSWER,
        (Stage.INSTRUCTED,),
        Stage.ANSWERED,
        (Permission.ANSWER_INSTRUCTION, Permission.INSTRUCT),
        (Need.NOTE, Need.EVIDENCE),
    ),
    Transition(
        Step.SEND_BACK,
        (Stage.ANSWERED, Stage.VERIFIED),
        Stage.INSTRUCTED,
        (Permission.INSTRUCT,),
        (Need.NOTE, Need.DUE_DATE),
    ),
    Transition(
        Step.VERIFY,
        (Stage.ANSWERED,),
        Stage.VERIFIED,
        (Permission.VERIFY_CORRECTION,),
        (Need.NOTE,),
        (Step.ANSWER, Step.INSTRUCT, Step.SEND_BACK),
    ),
    Transition(Step.CLOSE, (Stage.VERIFIED,), Stage.CLOSED, (Permission.VERIFY_CORRECTION,), (Need.NOTE,)),
    Transition(
        Step.ACCEPT,
        (Stage.OPENED, Stage.INSTRUCTED, Stage.ANSWERED, Stage.VERIFIED),
        Stage.ACCEPTED,
        (Permission.ACCEPT_RISK,),
        (Need.APPROVER_REASON, Need.END_DATE),
    ),
    Transition(Step.WITHDRAW, (Stage.ACCEPTED,), Stage.OPENED, (Permission.ACCEPT_RISK,), (Need.NOTE,)),
    Transition(Step.REOPEN, (Stage.CLOSED, Stage.ACCEPTED), Stage.OPENED, ()),
    Transition(Step.SETTLE, (Stage.OPENED,), Stage.CLOSED, ()),
)


def transition(step: Step) -> Transition:
    """The row of a step.

    >>> transition(Step.VERIFY).target.label
    '是正を確認'
    """
    return next(row for row in TRANSITIONS if row.step is step)


def steps_from(stage: Stage, permissions: frozenset[Permission]) -> Sequence[Transition]:
    """The steps that somebody with these permissions may take from this stage, in the order of the table.

    >>> [row.step.label for row in steps_from(Stage.VERIFIED, frozenset({Permission.VERIFY_CORRECTION}))]
    ['指摘を終える']
    """
    return [row for row in TRANSITIONS if stage in row.sources and permissions.intersection(row.permissions)]


def reopens(stage: Stage, accepted_until: date | None, as_of: date) -> bool:
    """Whether a mismatch that still stands opens its finding again on this day.

    A closed finding does at once; an accepted one when its last accepted day has passed.
    """
    if stage is Stage.CLOSED:
        return True
    return stage is Stage.ACCEPTED and (accepted_until is None or as_of > accepted_until)
