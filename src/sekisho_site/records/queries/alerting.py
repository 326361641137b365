"""How people stand with an alert: what is needed to judge the next step, what was done so far, and what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.timezone import get_current_timezone

from sekisho.catalog import load_catalog
from sekisho.detection.told import AlertKind
from sekisho.observed import Departure, DoorEntry, Login
from sekisho.planes import BY_SOURCE
from sekisho.promised import Answer as AnswerRecord
from sekisho.record import Record
from sekisho.response.triage import AlertSituation, AlertState, TriageStep
from sekisho_site.records.models import MODELS, AlertStep, StoredAlert, StoredFinding
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.links import citing
from sekisho_site.records.queries.reach import Reach, alerts_within, parties_within, records_within
from sekisho_site.records.queries.remembering import remembered
from sekisho_site.records.queries.versions import records_of

#: The states in which somebody still has something to do.
ALERTS_OPEN = tuple(state.value for state in AlertState if state.is_open)
#: By what alerts can be gathered.
GATHERED_BY = ("person", "device", "party")
_GROUPS = 200
_MOMENTS = 200


def alert_steps(alert: StoredAlert) -> list[AlertStep]:
    """Every step with an alert, oldest first."""
    return list(AlertStep.objects.filter(alert=alert).order_by("pk"))


def alert_version(alert: StoredAlert, steps: Sequence[AlertStep]) -> str:
    """What changes whenever the alert does: its revision and how many steps were taken."""
    return f"{alert.revision}-{len(steps)}"


def alert_situation(alert: StoredAlert, steps: Sequence[AlertStep], within: Reach, party: str = "") -> AlertSituation:
    """How the alert stands, with the steps since it was last opened; ``party`` is the company that shall be named."""
    taken: list[tuple[TriageStep, str]] = []
    for step in steps:
        if step.state_after == AlertState.NEW.value:
            taken.clear()
        else:
            taken.append((TriageStep(step.step), step.taken_by))
    known = parties_within(within).filter(key=party).exists() if party else False
    return AlertSituation(
        AlertState(alert.state), tuple(taken), frozenset({party} if known else ()), frozenset(signs_for(alert))
    )


def signs_for(alert: StoredAlert) -> Mapping[str, str]:
    """The signs that the alert may become, by code: the rule's own first. None for what becomes another record."""
    if alert.kind == AlertKind.UNDECLARED_SERVICE.value:
        return {}
    names = {code: entry["name_ja"] for code, entry in load_catalog().signs.items()}
    return {code: names[code] for code in sorted(names, key=lambda code: code != alert.sign)}


def observed_record(alert: StoredAlert) -> Record | None:
    """The record of what was observed that the alert supports, as it stands; None while it supports none."""
    source, _, key = alert.observed.partition("/")
    if not key:
        return None
    kind = BY_SOURCE[source]
    return next(iter(records_of(kind, MODELS[kind].objects.filter(CURRENT, key=key))), None)


def findings_of(alert: StoredAlert, within: Reach) -> list[StoredFinding]:
    """The findings that cite what the alert became; none before it became anything."""
    record = observed_record(alert)
    return citing(within, record)[0] if record is not None else []


@dataclass(frozen=True, slots=True)
class Gathered:
    """Open alerts about one person, device or company: how many, how heavy the heaviest is, and when the last was."""

    value: str
    count: int
    weight: int
    newest: Any


def gathered(reach: Reach, as_of: date, by: str, state: object) -> Sequence[Gathered]:
    """Open alerts by person, device or party: the heaviest first. ``state`` changes with every write."""
    return remembered(f"gathered {by}", reach, as_of, state, lambda: _gathered(open_alerts(reach), by))


def _gathered(rows: QuerySet[StoredAlert], by: str) -> Sequence[Gathered]:
    groups = rows.exclude(**{by: ""}).values_list(by).annotate(Count("pk"), Min("weight"), Max("sort_at"))
    return [Gathered(*group) for group in groups.order_by("weight__min", "-pk__count", by)[:_GROUPS]]


def open_alerts(reach: Reach) -> QuerySet[StoredAlert]:
    """The alerts within reach with which somebody still has something to do."""
    return alerts_within(reach).filter(state__in=ALERTS_OPEN)


@dataclass(frozen=True, slots=True)
class Usual:
    """How often the same rule told of the same company in the days before an alert: all of them, and those confirmed."""

    days: int
    alerts: int
    confirmed: int


def usual_for(alert: StoredAlert, days: int = 90) -> Usual:
    """The alerts of the same rule and company in the days before this one."""
    since = alert.sort_at - timedelta(days=days)
    alike = StoredAlert.objects.filter(rule=alert.rule, kind=alert.kind, party=alert.party, sort_at__gte=since)
    before = alike.filter(sort_at__lt=alert.sort_at).exclude(pk=alert.pk)
    told = before.aggregate(all=Count("pk"), confirmed=Count("pk", filter=Q(state=AlertState.CONFIRMED.value)))
    return Usual(days, told["all"], told["confirmed"])


def answers_to(alert: StoredAlert, within: Reach) -> list[Any]:
    """What the company answered about the measure that the alert serves, newest first."""
    if not (alert.measure and alert.party):
        return []
    answers = records_within(within, AnswerRecord).filter(CURRENT, party=alert.party, check_item=alert.measure)
    return list(answers.order_by("-answered_on", "key")[:3])


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a timeline. ``exact``: the time of day is known, else the day alone. ``kind``: alert or a record's source."""

    at: datetime
    exact: bool
    kind: str
    told: str
    note: str
    row: Any


def timeline(within: Reach, *, person: str = "", device: str = "", party: str = "") -> list[Moment]:
    """What is known of a person, a device or a company, newest first: alerts, log-ins, entries and departures."""
    asked = {name: value for name, value in (("person", person), ("device", device), ("party", party)) if value}
    if not asked:
        return []
    alerts = alerts_within(within).filter(**asked).order_by("-sort_at", "pk")[:_MOMENTS]
    found = [Moment(each.sort_at, True, "alert", each.title, "", each) for each in alerts]
    if person:
        found += _records_of(within, person, party)
    return sorted(found, key=lambda each: each.at, reverse=True)[:_MOMENTS]


def _records_of(within: Reach, person: str, party: str) -> Iterator[Moment]:
    for kind, day, by in (
        (Login, "last_on", ("account", "person")),
        (DoorEntry, "entered_on", ("person",)),
        (Departure, "left_on", ("person",)),
    ):
        rows = records_within(within, kind).filter(CURRENT).filter(reduce(or_, (Q(**{name: person}) for name in by)))
        if party:
            rows = rows.filter(party=party)
        for row in rows.order_by(f"-{day}", "key")[:_MOMENTS]:
            on = getattr(row, day)
            at = datetime.combine(on, time(), get_current_timezone())
            yield Moment(
                at, False, kind.schema.source, kind.schema.sheet, str(row.key_id if hasattr(row, "key_id") else row.key), row
            )


def alerts_like(alert: StoredAlert, within: Reach, most: int = 5) -> list[StoredAlert]:
    """Other open alerts about the same person or device, the newest first."""
    about = [Q(**{name: getattr(alert, name)}) for name in ("person", "device") if getattr(alert, name)]
    if not about:
        return []
    others = open_alerts(within).filter(reduce(or_, about), party=alert.party).exclude(pk=alert.pk)
    return list(others.order_by("-sort_at", "pk")[:most])
