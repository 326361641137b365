"""Alerts in the tables: told for the first time, told again with more, opened again, and people's steps with them.

Knows an alert by its identity, and a correlation that late events moved by its group and span. Refuses to judge: which step
may be taken and what opens again is told by ``sekisho.response.triage``.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sekisho.detection.told import AlertKind, ToldAlert
from sekisho.response.triage import AlertState, TriageGiven, TriageStep, TriageTransition, reopens_alert, triage_transition
from sekisho_site.records.alert_hashes import alert_hash, alert_step_hash, exclusion_hash
from sekisho_site.records.models import AlertExclusion, AlertStep, StoredAlert
from sekisho_site.records.operations.ledger import Ledger
from sekisho_site.records.operations.observing import renew_observations

_AT_ONCE = 1_000
#: So many places are kept of an alert; how many there are is kept as a number.
KEPT_EVENTS = 500
#: What a later telling leaves alone: people's hand, and what was found out about the alert meanwhile.
_OF_PEOPLE = {"id", "identity", "group", "revision", "told_at", "state", "observed", "exclusion"}
_TOLD = [field.name for field in StoredAlert._meta.concrete_fields if field.name not in _OF_PEOPLE]
_FOUND_OUT = ("party", "person", "device", "system", "measure", "sign", "explanation", "notes")
_SAME = ("kind", "rule", "party", "person", "device")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of alerts: new ones, those that changed, and among both those opened again or covered by an exclusion."""

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    reopened: int = 0
    excluded: int = 0


def take_in(ledger: Ledger, told: Iterable[ToldAlert], today: date) -> TakenIn:
    """Store what detection told; told again it changes nothing. Each new or revised alert leaves a leaf."""
    intake = _Intake(ledger, today)
    waiting = iter(told)
    while portion := list(islice(waiting, _AT_ONCE)):
        intake.take(portion)
    renew_observations(ledger, intake.touched)
    return TakenIn(**intake.counted)


class _Intake:
    """One taking in, with the exclusions that hold today and what has become of the alerts so far."""

    def __init__(self, ledger: Ledger, today: date) -> None:
        self._ledger = ledger
        self._exclusions = list(AlertExclusion.objects.filter(until__gte=today, ended_at__isnull=True).order_by("pk"))
        self.counted: Counter[str] = Counter()
        self._touched: dict[tuple[str, str, str], StoredAlert] = {}

    @property
    def touched(self) -> Collection[StoredAlert]:
        """Of the alerts that were written one for each company and sign."""
        return self._touched.values()

    def _touch(self, row: StoredAlert) -> None:
        self._touched[row.party, row.sign, row.kind] = row

    def take(self, told: Sequence[ToldAlert]) -> None:
        """Store a portion."""
        known = _Known(told)
        fresh: dict[str, StoredAlert] = {}
        for alert in told:
            row = known.of(alert)
            if alert.withdrawn:
                self._retract(row)
            elif row is not None:
                self._revise(row, alert)
            else:
                fresh.setdefault(alert.identity, _row(alert, self._ledger.at))
        self._open(list(fresh.values()))

    def _open(self, rows: Sequence[StoredAlert]) -> None:
        for row in rows:
            row.exclusion = self._covering(row)
            if row.exclusion is not None:
                row.state = AlertState.EXCLUDED.value
        suppress = triage_transition(TriageStep.SUPPRESS)
        for row in StoredAlert.objects.bulk_create(rows):
            self._ledger.note("told", "alert", row.number, content=alert_hash(row), revision=row.revision)
            self.counted["new"] += 1
            self._touch(row)
            if row.exclusion is not None:
                _step(self._ledger, row, suppress, AlertState.NEW.value, TriageGiven(note=row.exclusion.reason))
                self.counted["excluded"] += 1

    def _revise(self, row: StoredAlert, alert: ToldAlert) -> None:
        """Bring a stored alert to what is told now; more than before opens it again."""
        before, more = alert_hash(row), alert.count > row.count or len(alert.events) > row.event_count
        _rewrite(row, _row(alert, self._ledger.at))
        if alert_hash(row) == before:
            self.counted["unchanged"] += 1
            return
        row.revision += 1
        row.revised_at = self._ledger.at
        state = AlertState(row.state)
        uncovered = state is AlertState.EXCLUDED and self._covering(row) is None
        opens = more and (uncovered or reopens_alert(state))
        if opens:
            row.state, row.exclusion = AlertState.NEW.value, None
        row.save()
        self._touch(row)
        self._ledger.note("revised", "alert", row.number, content=alert_hash(row), revision=row.revision)
        self.counted["revised"] += 1
        if opens:
            _step(self._ledger, row, triage_transition(TriageStep.REOPEN), state.value, TriageGiven())
            self.counted["reopened"] += 1

    def _retract(self, row: StoredAlert | None) -> None:
        """Detection takes back what nobody has judged yet; what people judged is theirs."""
        if row is None or not AlertState(row.state).is_open:
            self.counted["unchanged"] += 1
            return
        state, row.state = row.state, AlertState.EXPLAINED.value
        row.revision, row.revised_at = row.revision + 1, self._ledger.at
        row.save()
        self._touch(row)
        _step(self._ledger, row, triage_transition(TriageStep.RETRACT), state, TriageGiven())
        self.counted["revised"] += 1

    def _covering(self, row: StoredAlert) -> AlertExclusion | None:
        for exclusion in self._exclusions:
            if exclusion.domain == _domain(row) and all(getattr(exclusion, name) == getattr(row, name) for name in _SAME):
                return exclusion
        return None


class _Known:
    """What is stored of the alerts of a portion: by identity, and correlations that may have moved by their group."""

    def __init__(self, told: Sequence[ToldAlert]) -> None:
        identities = {alert.identity for alert in told}
        moving = {alert.group for alert in told if _moves(alert)}
        self._rows = {row.identity: row for row in StoredAlert.objects.filter(identity__in=identities)}
        self._groups: dict[str, list[StoredAlert]] = {}
        for row in StoredAlert.objects.filter(group__in=moving).order_by("sort_at", "pk"):
            self._groups.setdefault(row.group, []).append(self._rows.setdefault(row.identity, row))

    def of(self, alert: ToldAlert) -> StoredAlert | None:
        """The stored alert that this one is, if there is one."""
        found = self._rows.get(alert.identity)
        if found is not None or not _moves(alert):
            return found
        alike = self._groups.get(alert.group, ())
        return next((row for row in alike if _overlap(row, alert)), None)


def _moves(alert: ToldAlert) -> bool:
    """Whether late events may have moved its first moment, and with it its identity."""
    return alert.kind is AlertKind.RULE and not alert.known_as and alert.identity != alert.group


def _overlap(row: StoredAlert, alert: ToldAlert) -> bool:
    if row.first_at is None or row.last_at is None or alert.first is None or alert.last is None:
        return False
    return row.first_at <= alert.last and alert.first <= row.last_at


def _rewrite(row: StoredAlert, fresh: StoredAlert) -> None:
    """What is told now, but for what this telling leaves open and is known already."""
    for name in _TOLD:
        if name != "revised_at" and (getattr(fresh, name) or name not in _FOUND_OUT):
            setattr(row, name, getattr(fresh, name))


def take_triage_step(ledger: Ledger, row: StoredAlert, transition: TriageTransition, given: TriageGiven) -> None:
    """Store one step of a person with an alert; what it becomes in the observed record is stored by whoever asks for it."""
    before = row.state
    row.state = transition.target.value
    if transition.step is TriageStep.CONFIRM:
        row.party, row.sign = given.party, given.sign or row.sign
    elif transition.step is TriageStep.EXCLUDE:
        row.exclusion = _exclude(ledger, row, given)
    elif before == AlertState.EXCLUDED.value and row.exclusion is not None:
        _end_exclusion(ledger, row)
    row.save(update_fields=["state", "party", "sign", "exclusion"])
    _step(ledger, row, transition, before, given)


def _exclude(ledger: Ledger, row: StoredAlert, given: TriageGiven) -> AlertExclusion:
    made = AlertExclusion.objects.create(
        **{name: getattr(row, name) for name in _SAME},
        domain=_domain(row),
        reason=given.note,
        until=given.end_date,
        approved_by=ledger.by,
        approved_at=ledger.at,
    )
    told = {"alert": row.number, "until": given.end_date, "content": exclusion_hash(made)}
    ledger.note("made", "alert_exclusion", str(made.pk), **told)
    return made


def _end_exclusion(ledger: Ledger, row: StoredAlert) -> None:
    """Whoever looks again at what was excluded ends the exclusion: the next such alert is told."""
    ended = AlertExclusion.objects.filter(pk=row.exclusion_id, ended_at__isnull=True).update(ended_at=ledger.at)
    if ended:
        ledger.note("ended", "alert_exclusion", str(row.exclusion_id), alert=row.number)
    row.exclusion = None


def _domain(row: StoredAlert) -> str:
    return str(row.detail.get("domain") or "")


def _step(ledger: Ledger, row: StoredAlert, transition: TriageTransition, before: str, given: TriageGiven) -> None:
    step = AlertStep.objects.create(
        alert=row,
        step=transition.step.value,
        state_before=before,
        state_after=transition.target.value,
        revision=row.revision,
        taken_at=ledger.at,
        taken_by=ledger.by,
        note=given.note,
        party=given.party,
        sign=given.sign,
        end_date=given.end_date,
    )
    said = {"step": step.step, "before": before, "after": step.state_after, "content": alert_step_hash(step)}
    left = {"content": alert_hash(row), "revision": row.revision, "exclusion": row.exclusion_id}
    ledger.note("taken", "alert_step", row.number, **said, left=left)


def _row(alert: ToldAlert, at: datetime) -> StoredAlert:
    told: Mapping[str, Any] = {name: getattr(alert, name) for name in ("rule", "title", *_FOUND_OUT)}
    return StoredAlert(
        **told,
        count=float(alert.count),
        identity=alert.identity,
        group=alert.group,
        kind=alert.kind.value,
        level=alert.level.value,
        weight=alert.level.weight,
        subject=dict(alert.subject),
        detail=dict(alert.detail),
        reasons=[asdict(reason) for reason in alert.reasons],
        first_at=alert.first,
        last_at=alert.last,
        sort_at=alert.last or at,
        told_at=at,
        revised_at=at,
        events=[[ref.file, ref.line] for ref in alert.events[:KEPT_EVENTS]],
        event_count=len(alert.events),
    )
