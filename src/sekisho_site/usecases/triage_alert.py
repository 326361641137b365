"""Taking one step with an alert: judged against how it stands at this moment, stored, and told in one leaf."""

from collections.abc import Sequence
from copy import copy
from datetime import date, datetime

from django.utils.timezone import localdate

from sekisho.response.steps import Actor
from sekisho.response.triage import (
    AlertState,
    TriageError,
    TriageFault,
    TriageGiven,
    TriageStep,
    TriageTransition,
    check_triage,
)
from sekisho.roles import Permission
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import AlertStep, StoredAlert
from sekisho_site.records.operations.alerting import take_triage_step
from sekisho_site.records.operations.ledger import Ledger, open_ledger
from sekisho_site.records.operations.observing import renew_observations
from sekisho_site.records.queries import Reach
from sekisho_site.records.queries.alerting import alert_situation, alert_steps, alert_version


class RefusedTriageError(RefusedError):
    """A step with an alert cannot be taken; ``faults`` say why, each with what it is about."""

    def __init__(self, faults: Sequence[TriageFault]) -> None:
        super().__init__(" ".join(fault.why_ja for fault in faults))
        self.faults = tuple(faults)


class StaleAlertError(RefusedError):
    """The alert was revised, or somebody else took a step with it, after the page was opened."""


def triage_alert(  # noqa: PLR0913  (a use case is told everything by keyword)
    *,
    alert: int,
    step: TriageStep,
    by: str,
    at: datetime,
    permissions: frozenset[Permission],
    within: Reach,
    note: str = "",
    party: str = "",
    sign: str = "",
    end_date: date | None = None,
    version: str | None = None,
) -> AlertState:
    """Take ``step`` with the alert and return the state it leads to; the caller has found the alert within reach.

    Confirmed, the alert enters the observed record in the same transaction; the next reconciliation makes the finding.
    ``version`` is what the actor saw (``alert_version``): when it is another by now, :class:`StaleAlertError`. A step that
    may not be taken raises :class:`RefusedTriageError`.
    """
    with open_ledger(by=by, at=at) as ledger:
        row = StoredAlert.objects.select_for_update().get(pk=alert)
        steps = alert_steps(row)
        if version is not None and version != alert_version(row, steps):
            raise StaleAlertError("開いたあとに、この警告が変わりました。今の内容を確かめて、もう一度判断してください。")
        given = TriageGiven(note.strip(), party.strip(), sign, end_date)
        actor = Actor(by, permissions)
        taken = _checked(step, row, steps, actor, given, within, localdate(at))
        _take(ledger, row, taken, given)
    return taken.target


def _checked(  # noqa: PLR0913, PLR0917  (what the policy is told)
    step: TriageStep,
    row: StoredAlert,
    steps: Sequence[AlertStep],
    actor: Actor,
    given: TriageGiven,
    within: Reach,
    today: date,
) -> TriageTransition:
    try:
        return check_triage(step, alert_situation(row, steps, within, given.party), actor, given, today)
    except TriageError as error:
        raise RefusedTriageError(error.faults) from error


def _take(ledger: Ledger, row: StoredAlert, taken: TriageTransition, given: TriageGiven) -> None:
    """Store the step, and bring the observed record to what the alerts support now: also of what the alert was about before."""
    formerly = copy(row)
    take_triage_step(ledger, row, taken, given)
    renew_observations(ledger, [formerly, row])
