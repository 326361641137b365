"""People's hand on findings: a step changes the finding, is kept beside it, and is told in one leaf.

Knows what each step leaves behind. Refuses to judge whether it may be taken: ``sekisho.response`` did before.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from sekisho.response.life import Stage, Step, Transition
from sekisho.response.steps import Given
from sekisho_site.records.models import FindingStep, StoredFinding, User
from sekisho_site.records.operations.ledger import Ledger
from sekisho_site.records.operations.webhooks import Event, note_event
from sekisho_site.records.steps import left_by_people, step_hash, untouched

#: A file as steps and leaves tell of it: ``name``, ``sha256``, ``size``.
Sealed = dict[str, Any]

_ROWS_AT_ONCE = 5_000
_CHANGED = ("stage", "addressee", "due_date", "accepted_until")


def take_step(ledger: Ledger, finding: StoredFinding, row: Transition, given: Given, files: Sequence[Sealed]) -> None:
    """Store one step of a person, with its files, which are sealed already."""
    step = FindingStep(
        finding=finding,
        step=row.step.value,
        stage_before=finding.stage,
        stage_after=row.target.value,
        taken_at=ledger.at,
        taken_by=ledger.by,
        note=given.note,
        addressee=given.addressee if row.step is Step.INSTRUCT else "",
        due_date=given.end_date if row.step is Step.ACCEPT else given.due_date if _sets_due_date(row.step) else None,
        files=list(files),
    )
    _leave(finding, row, given)
    finding.save(update_fields=_CHANGED)
    step.save()
    _note(ledger, step, left_by_people(finding))
    if row.target is Stage.CLOSED:
        note_event(ledger, Event.CLOSED, [finding.pk])
    elif row.step is Step.WITHDRAW:
        note_event(ledger, Event.OPENED, [finding.pk])


def take_steps_of_run(ledger: Ledger, row: Transition, stages: Mapping[str, str]) -> None:
    """Store the same step of a reconciliation for any number of findings: by fingerprint the stage in which each stands.

    Whatever the step, it leaves the finding addressed to nobody, due on no day and not accepted.
    """
    left = {**untouched(), "stage": row.target.value}
    waiting = iter(stages.items())
    while portion := list(islice(waiting, _ROWS_AT_ONCE)):
        steps = [
            FindingStep(
                finding_id=fingerprint,
                step=row.step.value,
                stage_before=stage,
                stage_after=row.target.value,
                taken_at=ledger.at,
                taken_by=ledger.by,
            )
            for fingerprint, stage in portion
        ]
        for step in steps:
            _note(ledger, step, left)
        FindingStep.objects.bulk_create(steps)
        StoredFinding.objects.filter(fingerprint__in=[fingerprint for fingerprint, _ in portion]).update(**left)


def give_owner(ledger: Ledger, findings: Iterable[StoredFinding], owner: User | None) -> None:
    """Store who looks after findings from now on; nobody, with None."""
    for finding in findings:
        finding.owner = owner
        finding.save(update_fields=["owner"])
        ledger.note("assigned", "finding", finding.fingerprint, owner=owner.number if owner else None)


def _sets_due_date(step: Step) -> bool:
    return step in (Step.INSTRUCT, Step.SEND_BACK)


def _leave(finding: StoredFinding, row: Transition, given: Given) -> None:
    """The finding as the step leaves it; opened again, it is addressed to nobody and due on no day."""
    finding.stage = row.target.value
    if row.target is Stage.OPENED:
        finding.addressee, finding.due_date, finding.accepted_until = "", None, None
    elif row.step is Step.INSTRUCT:
        finding.addressee, finding.due_date = given.addressee, given.due_date
    elif row.step is Step.SEND_BACK:
        finding.due_date = given.due_date
    elif row.step is Step.ACCEPT:
        finding.accepted_until = given.end_date


def _note(ledger: Ledger, step: FindingStep, left: Mapping[str, Any]) -> None:
    ledger.note(
        "taken",
        "finding_step",
        step.finding_id,
        step=step.step,
        before=step.stage_before,
        left=left,
        content=step_hash(step),
        files=step.files,
    )
