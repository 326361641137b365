"""What to do next with a finding, in a few words: the last cell of every row that lists findings.

Knows the life of findings and permissions. Refuses to know the finding itself: stage, outcome and the day come in as values.
"""

import re
from datetime import date

from sekisho.response.life import Stage, steps_from
from sekisho.roles import Permission
from sekisho.terms import Outcome

_SENTENCE = re.compile(r"[^。]+。")
_LOOK = "内容を見る"
_WAITING = {Stage.INSTRUCTED: "回答を待つ", Stage.CLOSED: "経過を見る", Stage.ACCEPTED: "受容の理由を見る"}


def next_step(
    stage: Stage, outcome: Outcome, permissions: frozenset[Permission], due: date | None = None, as_of: date | None = None
) -> str:
    """The next step for somebody with these permissions.

    >>> next_step(Stage.ANSWERED, Outcome.CONFLICTS, frozenset({Permission.VERIFY_CORRECTION}))
    '是正を確認する'
    >>> next_step(Stage.OPENED, Outcome.CONFLICTS, frozenset())
    '内容を見る'
    """
    steps = [row.step for row in steps_from(stage, permissions)]
    if stage is Stage.OPENED and outcome is Outcome.CANNOT_TELL and steps:
        return "足りない記録を確かめる"
    if stage is Stage.INSTRUCTED:
        late = due is not None and as_of is not None and due < as_of
        return "回答を催促する" if late and Permission.INSTRUCT in permissions else _WAITING[stage]
    if stage in _WAITING:
        return _WAITING[stage]
    first = {Stage.ANSWERED: "verify", Stage.VERIFIED: "close", Stage.OPENED: "instruct"}[stage]
    return next((step.label for step in steps if step.value == first), _LOOK)


def asked_for(stage: Stage, outcome: Outcome, explanation: str, remedy: str) -> str:
    """What this very finding asks for, in one sentence, as long as nobody has begun with it; afterwards nothing.

    What could not be told says last what would make it told; a mismatch is put right by what its remedy says first.

    >>> asked_for(Stage.OPENED, Outcome.CONFLICTS, "IDが残っています。", "IDを止めてください。手順も見直してください。")
    'IDを止めてください。'
    >>> asked_for(Stage.OPENED, Outcome.CANNOT_TELL, "目的がありません。目的番号を入れてください。", "外してください。")
    '目的番号を入れてください。'
    """
    if stage is not Stage.OPENED:
        return ""
    told: list[str] = _SENTENCE.findall(explanation) if outcome is Outcome.CANNOT_TELL else []
    if told and told[-1].endswith("ください。"):
        return told[-1]
    first = _SENTENCE.match(remedy)
    return first.group() if first else remedy
