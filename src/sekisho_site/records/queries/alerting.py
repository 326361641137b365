"""How people stand with an alert: what is needed to judge the next step, what was done so far, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.utils.timezone import localdate

from sekisho.catalog import load_catalog
from sekisho.detection.told import AlertKind
from sekisho.observed import Sign, Traffic
from sekisho.record import Record
from sekisho.response.triage import AlertSituation, AlertState, TriageStep
from sekisho_site.records.models import AlertStep, StoredAlert, StoredFinding
from sekisho_site.records.queries.reach import Reach, alerts_within, findings_within, parties_within
from sekisho_site.records.queries.remembering import remembered

#: The states in which somebody still has something to do.
ALERTS_OPEN = tuple(state.value for state in AlertState if state.is_open)
#: By what alerts can be gathered.
GATHERED_BY = ("person", "device", "party")
_GROUPS = 200


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


def observation_of(alert: StoredAlert) -> Record:
    """What a confirmed alert adds to the observed record; its key is the alert's own, so that a revision changes it."""
    first, last = _day(alert.first_at, alert), _day(alert.last_at, alert)
    if alert.kind == AlertKind.UNDECLARED_SERVICE.value:
        detail = alert.detail
        return Traffic(
            key=f"TF-{alert.number}", party=alert.party, domain=str(detail.get("domain", "")),
            bytes_out=int(detail.get("bytes_out") or 0), users=int(detail.get("users") or 0), first_on=first, last_on=last,
        )  # fmt: skip
    return Sign(
        key=f"SG-{alert.number}", party=alert.party, sign=alert.sign, subject=alert.device or alert.person or None,
        first_on=first, last_on=last, count=max(1, alert.event_count),
    )  # fmt: skip


def _day(at: datetime | None, alert: StoredAlert) -> date:
    return localdate(at or alert.sort_at)


def findings_of(alert: StoredAlert, within: Reach) -> list[StoredFinding]:
    """The findings that cite what the alert became."""
    source, _, key = alert.observed.partition("/")
    if not key:
        return []
    alike = findings_within(within).filter(party=alert.party).order_by("-opened_on", "pk")
    return [finding for finding in alike.defer("explanation", "remedy")[:500] if _cites(finding, source, key)]


def _cites(finding: StoredFinding, source: str, key: str) -> bool:
    return any(each.get("source") == source and each.get("key") == key for each in finding.evidence)


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
