"""What the page of one company tells: what stands about it on each of the three records, its findings, and what happened.

One statement for all kinds of records of the panel, one for the course of events: a company with a hundred thousand records
costs no more questions than one with ten. Everything comes through the reach.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from sekisho import declared, observed, promised
from sekisho.record import Record
from sekisho.terms import Plane
from sekisho_site.records.models import MODELS, FindingStep, ReconcileRun
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.reach import Reach, entrustments_within, findings_within, records_within, sees
from sekisho_site.records.queries.union import together, together_about
from sekisho_site.records.rows import RowReader, selected

_MOST_GROUPS = 60
_MOST_FINDINGS = 200
MOST_EVENTS = 20


@dataclass(frozen=True, slots=True)
class Group:
    """Records of one kind that say the same: how many, about how many persons, the newest day, and one of them."""

    kind: type[Record]
    label: str
    detail: str
    count: int
    persons: int
    newest: date | None
    example: str
    known_from: datetime | None

    @property
    def source(self) -> str:
        """The id of the kind."""
        return self.kind.schema.source

    @property
    def plane(self) -> Plane:
        """Which of the three records it belongs to."""
        return self.kind.schema.plane


@dataclass(frozen=True, slots=True)
class Telling:
    """How records of a kind are summed up: by which columns they are sorted, and whose persons are counted."""

    label: str = ""
    detail: str = ""
    person: str = ""
    dated: str = ""


#: The kinds that the panel sums up. A label or detail that is a list is kept as the text of the list.
TELLING: Mapping[type[Record], Telling] = {
    declared.ChainDeclaration: Telling("entrustment", "sub_entrustees", dated="declared_on"),
    declared.Consent: Telling("decision", dated="decided_on"),
    declared.SubSupervision: Telling(dated="examined_on"),
    declared.PublishedSubProcessor: Telling("name", dated="listed_on"),
    declared.ExternalService: Telling("service", dated="declared_on"),
    declared.ServiceAssessment: Telling("terms_name", dated="decided_on"),
    declared.RosterEntry: Telling("employer", person="person", dated="starts_on"),
    declared.WorkApproval: Telling("approval", dated="starts_on"),
    declared.Site: Telling("country"),
    declared.ForeignTransfer: Telling("country", "basis", dated="assessed_on"),
    declared.ExceptionWaiver: Telling("check_item", dated="granted_on"),
    declared.Incident: Telling("incident", dated="reported_on"),
    promised.Contract: Telling("memorandum", "contract_kind", dated="signed_on"),
    promised.ClauseState: Telling("clause", "status"),
    promised.VendorTerms: Telling("document", dated="published_on"),
    promised.Answer: Telling("check_item", "reply", dated="answered_on"),
    promised.AnnualReportItem: Telling("item", "changed", dated="submitted_on"),
    promised.DeletionCertificate: Telling(dated="issued_on"),
    promised.Commitment: Telling("check_item", "subject", dated="made_on"),
    observed.Account: Telling("employer", person="account", dated="listed_on"),
    observed.Login: Telling("country", person="account", dated="last_on"),
    observed.DoorEntry: Telling("employer", person="person", dated="entered_on"),
    observed.Training: Telling("course", person="person", dated="completed_on"),
    observed.Departure: Telling(person="person", dated="left_on"),
    observed.Invoice: Telling("payee", dated="period_from"),
    observed.Traffic: Telling("domain", "provider", dated="last_on"),
    observed.Hosting: Telling("operator", "country", dated="seen_on"),
    observed.Delivery: Telling("items", dated="delivered_on"),
    observed.Sign: Telling("sign", dated="last_on"),
    observed.LogCoverage: Telling("state", dated="period_from"),
    observed.Inspection: Telling("method", dated="completed_on"),
    observed.InspectionItem: Telling("check_item", "result"),
    observed.Certification: Telling(),
    observed.AuthorityNotice: Telling(),
}


def records_of_party(reach: Reach, kind: type[Record], party: str) -> QuerySet[Any]:
    """The records of a kind that stand and concern a company, within reach."""
    standing = records_within(reach, kind).filter(CURRENT)
    concerning = _CONCERNING.get(kind)
    if concerning:
        return standing.filter(concerning(reach, party))
    columns = {column.name for column in kind.schema.columns}
    if "party" in columns:
        return standing.filter(party=party)
    return standing.filter(_under(reach, party)) if "entrustment" in columns else standing.none()


def _under(reach: Reach, party: str, column: str = "entrustment") -> Q:
    return Q(**{f"{column}__in": entrustments_within(reach).filter(entrustee=party).values("key")})


def _naming_or_under(reach: Reach, kind: type[Record], party: str, column: str) -> Q:
    """The records that name a company, and those of the work entrusted to it: each found by its own index.

    Not by "or": PostgreSQL reads the whole table when one side of it is a subquery.
    """
    rows: Any = MODELS[kind].objects.filter(CURRENT).values("pk")
    return Q(pk__in=rows.filter(**{column: party}).union(rows.filter(_under(reach, party))))


def _of(kind: type[Record], reach: Reach, party: str) -> QuerySet[Any]:
    return records_of_party(reach, kind, party).values("key")


#: Kinds that name a company in a way of their own.
_CONCERNING: Mapping[type[Record], Callable[[Reach, str], Q]] = {
    declared.Party: lambda reach, party: Q(key=party),  # noqa: ARG005
    declared.Entrustment: lambda reach, party: Q(entrustee=party),  # noqa: ARG005
    declared.Consent: lambda reach, party: _under(reach, party, "upper"),
    declared.SubSupervision: lambda reach, party: Q(
        entrustment__in=entrustments_within(reach).filter(entruster=party).values("key")
    ),
    promised.Contract: lambda reach, party: _naming_or_under(reach, promised.Contract, party, "counterparty"),
    promised.ClauseState: lambda reach, party: Q(contract__in=_of(promised.Contract, reach, party)),
    observed.InspectionItem: lambda reach, party: Q(inspection__in=_of(observed.Inspection, reach, party)),
    observed.Invoice: lambda reach, party: _naming_or_under(reach, observed.Invoice, party, "payer"),
}


def groups_of_party(reach: Reach, party: str) -> list[Group]:
    """What stands about a company, summed up by kind and by what it says."""
    kinds = _summed_kinds(reach)
    return [_group(kinds[part], row) for part, *row in together_about(_summaries, reach, party) if row[2]]


def _summed_kinds(reach: Reach) -> list[type[Record]]:
    return [kind for kind in TELLING if sees(reach, kind)]


def _summaries(reach: Reach, party: str) -> Iterable[QuerySet[Any]]:
    return (_summed(records_of_party(reach, kind, party), TELLING[kind]) for kind in _summed_kinds(reach))


def _text(column: str) -> Any:
    return Cast(F(column), TextField()) if column else Value("", TextField())


def _summed(records: QuerySet[Any], telling: Telling) -> QuerySet[Any]:
    told = records.annotate(told_label=_text(telling.label), told_detail=_text(telling.detail)).order_by()
    counted = told.values("told_label", "told_detail").annotate(
        n=Count("pk"),
        persons=Count(telling.person or "pk", distinct=bool(telling.person)),
        newest=Cast(Max(telling.dated), TextField()) if telling.dated else Value("", TextField()),
        example=Cast(Max("key"), TextField()),
        since=Cast(Max("known_from"), TextField()),
    )
    columns = ("told_label", "told_detail", "n", "persons", "newest", "example", "since")
    return counted.order_by("-n", "example").values_list(*columns)[:_MOST_GROUPS]


def _group(kind: type[Record], row: Sequence[Any]) -> Group:
    label, detail, count, persons, newest, example, since = row
    day = date.fromisoformat(newest[:10]) if newest else None
    return Group(kind, label or "", detail or "", count, persons, day, str(example), _moment(since))


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    # SQLite keeps UTC without saying so; PostgreSQL writes its offset as +00
    moment = datetime.fromisoformat(text if len(text) < 3 or text[-3] not in "+-" else f"{text}:00")
    return moment if moment.tzinfo else datetime.fromisoformat(f"{moment.isoformat()}+00:00")


def findings_of_party(reach: Reach, party: str) -> list[Any]:
    """The findings about a company that stand, heaviest first; at most 200."""
    severities = {"critical": 0, "high": 1, "medium": 2, "low": 3}
    found = findings_within(reach).filter(party=party).exclude(state="resolved").order_by("-outcome", "year", "serial")
    return sorted(found[:_MOST_FINDINGS], key=lambda row: (row.outcome != "conflicts", severities.get(row.severity, 9)))


def last_run_over(party: str) -> Any:
    """The last reconcile that brought the findings of a company up to date: over everything, or over it alone."""
    runs = ReconcileRun.objects.filter(merged=True).filter(Q(party__isnull=True) | Q(party=party))
    return runs.order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: the day, which record tells it (None: a step with a finding), and how it is called."""

    on: date
    plane: Plane | None
    source: str
    key: str
    label: str
    number: str = ""


def events_of_party(reach: Reach, party: str) -> list[Event]:
    """The newest things that happened with a company: facts of records, and steps with its findings."""
    kinds = _dated_kinds(reach)
    told = [
        Event(date.fromisoformat(day[:10]), kinds[part].schema.plane, kinds[part].schema.source, str(key), label or "")
        for part, day, key, label in together_about(_facts, reach, party)
        if day
    ]
    steps = FindingStep.objects.filter(finding__in=findings_within(reach).filter(party=party)).select_related("finding")
    told += [
        Event(step.taken_at.date(), None, "finding", step.finding_id, step.step, step.finding.number)
        for step in steps.order_by("-taken_at")[:MOST_EVENTS]
    ]
    return sorted(told, key=lambda event: event.on, reverse=True)


def _dated_kinds(reach: Reach) -> list[type[Record]]:
    return [kind for kind in _summed_kinds(reach) if TELLING[kind].dated]


def _facts(reach: Reach, party: str) -> Iterable[QuerySet[Any]]:
    return (_dated(records_of_party(reach, kind, party), TELLING[kind]) for kind in _dated_kinds(reach))


def _dated(records: QuerySet[Any], telling: Telling) -> QuerySet[Any]:
    told = records.exclude(**{f"{telling.dated}__isnull": True}).order_by(f"-{telling.dated}", "-pk")
    columns = told.annotate(day=Cast(telling.dated, TextField()), as_key=Cast("key", TextField()), said=_text(telling.label))
    return columns.values_list("day", "as_key", "said")[:MOST_EVENTS]


def newest_records(
    reach: Reach, kinds: Iterable[type[Record]], party: str, most: int
) -> list[tuple[type[Record], list[Any], int]]:
    """For each kind the newest records of a company, and how many there are in all."""
    seen = [kind for kind in kinds if sees(reach, kind)]
    every = [records_of_party(reach, kind, party) for kind in seen]
    totals = dict(together(rows.order_by().values("known_until").annotate(n=Count("pk")).values_list("n") for rows in every))
    told = []
    for number, (kind, rows) in enumerate(zip(seen, every, strict=True)):
        dated = kind.schema.dated_by
        ordered = rows.order_by(F(dated).desc(nulls_last=True), "key") if dated else rows.order_by("key")
        if totals.get(number):
            read = RowReader().read(kind, list(ordered.values_list(*selected(kind))[:most]))
            told.append((kind, read, totals[number]))
    return told


def versions_of_party(reach: Reach, party: str, most: int) -> list[Any]:
    """The newest versions of a company and of its entrustments, those that were replaced included."""
    edges = records_within(reach, declared.Entrustment).filter(entrustee=party).order_by("-known_from", "-pk")[:most]
    own = records_within(reach, declared.Party).filter(key=party).order_by("-known_from", "-pk")[:most]
    return sorted((*own, *edges), key=lambda version: version.known_from, reverse=True)[:most]
