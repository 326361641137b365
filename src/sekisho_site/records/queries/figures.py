"""Figures of the office: how many there are, how they lie, what comes first. Each is counted within a reach.

Counting is remembered until something is written: the key of what is remembered holds the newest head of the evidence log,
and nothing is written without a leaf. Knows counts; the rows behind a count are the lists' to show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery

from sekisho import declared
from sekisho.declared import Consent
from sekisho.response.life import Stage
from sekisho.response.phases import Phase, phase_of
from sekisho.response.triage import AlertState
from sekisho.terms import ConsentDecision, Outcome, Severity, WorkCategory
from sekisho_site.records.models import Entrustment, EvidenceHead, EvidenceLeaf, FindingStep, Party, ReconcileRun, StoredFinding
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.alerting import open_alerts
from sekisho_site.records.queries.reach import Reach, findings_within, parties_within, records_within, reviews_within
from sekisho_site.records.queries.remembering import remembered

#: The stages in which somebody still has something to do.
STILL_OPEN = tuple(stage.value for stage in Stage if stage.is_open)
_HEAVY = (Severity.CRITICAL.value, Severity.HIGH.value)
SOON_DAYS = 7


def log_head() -> str:
    """The newest head of the evidence log: it changes with every write, and tells one log from another."""
    return EvidenceHead.objects.order_by("-size").values_list("root", flat=True).first() or ""


def open_within(reach: Reach) -> QuerySet[StoredFinding]:
    """The findings within reach with which somebody still has something to do."""
    return findings_within(reach).filter(stage__in=STILL_OPEN)


def menu_figures(reach: Reach, as_of: date) -> Mapping[str, int]:
    """The counts beside the entries of the menu."""
    return remembered("menu", reach, as_of, log_head(), lambda: _menu(reach))


def _menu(reach: Reach) -> dict[str, int]:
    consents = records_within(reach, Consent).filter(CURRENT, decision=ConsentDecision.PENDING.value)
    return {
        "findings": open_within(reach).count(),
        "parties": parties_within(reach).count(),
        "consents": consents.count(),
        "alerts": open_alerts(reach).count(),
        "log_reviews": reviews_within(reach).filter(signed_at__isnull=True).count(),
    }


@dataclass(frozen=True, slots=True)
class TodayFigures:
    """The four figures of the day, each with a part of it that matters most."""

    overdue: int
    overdue_heavy: int
    new: int
    new_heavy: int
    soon: int
    soon_answered: int
    untold: int
    untold_heavy: int
    open: int
    next_day: date | None


def today_figures(reach: Reach, as_of: date) -> TodayFigures:
    """What is late, what is new this week, what is due within a week, and what cannot be told."""
    return remembered("today", reach, as_of, log_head(), lambda: _today(reach, as_of))


def week_of(day: date) -> date:
    """The Monday with which the week of a day begins."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class LogFigures:
    """Alerts with which somebody has something to do and those that nobody took up; reviews that wait, and those too late."""

    alerts: int
    new: int
    reviews: int
    missed: int


def log_figures(reach: Reach, as_of: date) -> LogFigures:
    """What waits of alerts and reviews of logs."""
    return remembered("logs", reach, as_of, log_head(), lambda: _logs(reach, as_of))


def _logs(reach: Reach, as_of: date) -> LogFigures:
    alerts = open_alerts(reach).aggregate(all=Count("pk"), new=Count("pk", filter=Q(state=AlertState.NEW.value)))
    waiting = reviews_within(reach).filter(signed_at__isnull=True)
    late = waiting.aggregate(all=Count("pk"), missed=Count("pk", filter=Q(due_on__lt=as_of, has_log=True)))
    return LogFigures(alerts["all"], alerts["new"], late["all"], late["missed"])


def _today(reach: Reach, as_of: date) -> TodayFigures:
    late = Q(due_date__lt=as_of)
    new = Q(outcome=Outcome.CONFLICTS.value, opened_on__gte=week_of(as_of))
    soon = Q(due_date__gte=as_of, due_date__lte=as_of + timedelta(days=SOON_DAYS))
    untold = Q(outcome=Outcome.CANNOT_TELL.value)
    heavy = Q(severity__in=_HEAVY)
    # stage: never null, and in the index, so that the rows need not be read
    counted = open_within(reach).aggregate(
        overdue=Count("stage", filter=late),
        overdue_heavy=Count("stage", filter=late & heavy),
        new=Count("stage", filter=new),
        new_heavy=Count("stage", filter=new & heavy),
        soon=Count("stage", filter=soon),
        soon_answered=Count("stage", filter=soon & Q(stage=Stage.ANSWERED.value)),
        untold=Count("stage", filter=untold),
        untold_heavy=Count("stage", filter=untold & heavy),
        open=Count("*"),
        next_day=Min("due_date", filter=Q(due_date__gt=as_of)),
    )
    return TodayFigures(**counted)


def first_tasks(reach: Reach, as_of: date, count: int, owner: int | None = None) -> Sequence[StoredFinding]:
    """What to do first: by the day it is due, and what has no day by its severity and then its age."""
    keys = remembered(f"tasks {count} {owner}", reach, as_of, log_head(), lambda: _first_keys(reach, count, owner))
    rows = StoredFinding.objects.filter(pk__in=keys).select_related("owner")
    found = {row.pk: row for row in rows.defer("evidence", "anchors")}
    return [found[key] for key in keys if key in found]


def _first_keys(reach: Reach, count: int, owner: int | None) -> Sequence[str]:
    """Each part is read in the order of an index, so that it costs the same with a hundred findings and with many thousands."""
    rows = open_within(reach)
    if owner is not None:
        rows = rows.filter(owner=owner)
    columns = ("due_date", "severity", "opened_on", "pk")
    dated = rows.filter(due_date__gte=date.min)  # as a range: "is not null" would read every row
    found = list(dated.order_by("due_date", "pk").values_list(*columns)[:count])
    for severity in Severity:
        if len(found) >= count:
            break
        undated = rows.filter(due_date__isnull=True, severity=severity.value).order_by("opened_on", "pk")
        found.extend(undated.values_list(*columns)[: count - len(found)])
    grades = [severity.value for severity in Severity]
    found.sort(key=lambda row: (row[0] or date.max, grades.index(row[1]), row[2]))
    return [row[3] for row in found]


def party_names(keys: Sequence[str]) -> Mapping[str, str]:
    """The names of companies that stand in the registry."""
    return dict(Party.objects.filter(CURRENT, key__in=set(keys)).values_list("key", "name"))


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One category of work: how many open findings in each phase of supervision. ``work`` None: of no entrustment."""

    work: str | None
    label: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """All phases together."""
        return sum(self.counts)


def heat(reach: Reach, as_of: date) -> Sequence[HeatRow]:
    """Where open findings gather: category of work by phase; categories without any are left out."""
    return remembered("heat", reach, as_of, findings_state(), lambda: _heat(reach))


def findings_state() -> tuple[int | None, ...]:
    """What changes where findings lie: runs, steps of people, and new versions of entrustments."""
    models = (ReconcileRun, FindingStep, Entrustment)
    return tuple(model._default_manager.aggregate(newest=Max("pk"))["newest"] for model in models)


def entrustments_state() -> int | None:
    """What changes with every version of an entrustment, and with every end of one: the newest leaf about any."""
    leaves = EvidenceLeaf.objects.filter(kind=declared.Entrustment.schema.source)
    return leaves.order_by("-index").values_list("index", flat=True).first()


def _heat(reach: Reach) -> Sequence[HeatRow]:
    work = Entrustment.objects.filter(CURRENT, key=OuterRef("entrustment")).values("work")[:1]
    groups = open_within(reach).annotate(work=Subquery(work)).values_list("work", "check_id").annotate(count=Count("*"))
    table: dict[str | None, dict[Phase | None, int]] = {}
    for category, check, count in groups.order_by():
        row = table.setdefault(category, {})
        phase = phase_of(check)
        row[phase] = row.get(phase, 0) + count
    labels = {category.value: category.label for category in WorkCategory}
    order = [*labels, None]
    return [
        HeatRow(category, labels.get(category or "", "会社全体のこと"), tuple(table[category].get(p, 0) for p in Phase))
        for category in order
        if category in table
    ]


@dataclass(frozen=True, slots=True)
class LastRun:
    """The newest run over everything: when, how much it compared, and its outcomes by pair of records."""

    at: Any
    as_of: date
    comparisons: int
    per_check: Mapping[str, Mapping[str, int]]


def last_run() -> LastRun | None:
    """The newest run over all records that the findings follow."""
    run = ReconcileRun.objects.filter(merged=True, party__isnull=True).order_by("-pk").first()
    if run is None:
        return None
    return LastRun(run.started_at, run.as_of, run.agreed + run.conflicts + run.cannot_tell, run.per_check)


def open_by_check(reach: Reach, as_of: date) -> Mapping[tuple[str, str], int]:
    """How many open findings each check has within reach, by outcome."""
    return remembered("checks", reach, as_of, findings_state(), lambda: _open_by_check(reach))


def _open_by_check(reach: Reach) -> Mapping[tuple[str, str], int]:
    counted = open_within(reach).values_list("check_id", "outcome").annotate(count=Count("*")).order_by()
    return {(check, outcome): count for check, outcome, count in counted}
