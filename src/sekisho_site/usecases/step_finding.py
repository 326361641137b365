"""Taking one step with a finding: judged against how it stands at this moment, stored, and told in one leaf."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from sekisho.response.attachments import COUNT_LIMIT, wrong_attachment
from sekisho.response.life import Need, Stage, Step, Transition
from sekisho.response.steps import Actor, Given, StepError, StepFault, check_step
from sekisho.roles import Permission
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import StoredFinding
from sekisho_site.records.operations.answering import plain_name
from sekisho_site.records.operations.files import seal_file
from sekisho_site.records.operations.handling import Sealed, take_step
from sekisho_site.records.operations.ledger import Ledger, open_ledger
from sekisho_site.records.queries import situation_of, steps_of


class RefusedStepError(RefusedError):
    """A step cannot be taken; ``faults`` say why, each with what it is about."""

    def __init__(self, faults: Sequence[StepFault]) -> None:
        super().__init__(" ".join(fault.why_ja for fault in faults))
        self.faults = tuple(faults)


class StaleFindingError(RefusedError):
    """Somebody else took a step with the finding after the page was opened."""


def step_finding(  # noqa: PLR0913  (a use case is told everything by keyword)
    *,
    fingerprint: str,
    step: Step,
    by: str,
    at: datetime,
    permissions: frozenset[Permission],
    party: str | None = None,
    note: str = "",
    addressee: str = "",
    due_date: date | None = None,
    end_date: date | None = None,
    files: Sequence[tuple[str, bytes]] = (),
    sealed: Sequence[Mapping[str, Any]] = (),
    version: int | None = None,
) -> Stage:
    """Take ``step`` with the finding and return the stage it leads to; the caller has found the finding within reach.

    ``permissions`` and ``party`` are those of whoever acts. ``files`` are names and bytes that are sealed now, ``sealed``
    files that were sealed before (``name``, ``sha256``, ``size``). ``version`` is how many steps the actor saw: when there
    are more by now, :class:`StaleFindingError`. A step that may not be taken raises :class:`RefusedStepError`.
    """
    named = [(plain_name(name), content) for name, content in files]
    wrong = _wrong_files(named, len(sealed))
    if wrong:
        raise RefusedStepError(wrong)
    with open_ledger(by=by, at=at) as ledger:
        finding = StoredFinding.objects.select_for_update().get(pk=fingerprint)
        steps = steps_of(finding)
        if version is not None and version != len(steps):
            raise StaleFindingError("開いたあとに、この指摘が進みました。今の内容を確かめて、もう一度判断してください。")
        kept = [*map(dict, sealed), *(_seal(ledger, name, content) for name, content in named)]
        given = Given(note.strip(), addressee, due_date, end_date, tuple(file["sha256"] for file in kept))
        actor = Actor(by, permissions, party)
        row = _checked(step, finding, steps, actor, given, localdate(at))
        take_step(ledger, finding, row, given, kept)
    return row.target


def _checked(  # noqa: PLR0913, PLR0917  (what the policy is told)
    step: Step, finding: StoredFinding, steps: Sequence[Any], actor: Actor, given: Given, today: date
) -> Transition:
    try:
        return check_step(step, situation_of(finding, steps), actor, given, today)
    except StepError as error:
        raise RefusedStepError(error.faults) from error


def _wrong_files(files: Sequence[tuple[str, bytes]], before: int) -> list[StepFault]:
    if len(files) + before > COUNT_LIMIT:
        return [StepFault(Need.EVIDENCE, f"ファイルは{COUNT_LIMIT}個までです。まとめるか、減らしてください。")]
    told = (wrong_attachment(name, content) for name, content in files)
    return [StepFault(Need.EVIDENCE, why) for why in told if why]


def _seal(ledger: Ledger, name: str, content: bytes) -> Sealed:
    received = seal_file(ledger, content, name)
    return {"name": name, "sha256": received.sha256, "size": received.size}
