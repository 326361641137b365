"""What the page of one entrustment tells: what stands about it, its versions, its neighbours. Everything within a reach."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, TextField
from django.db.models.functions import Cast

from sekisho import declared, observed, promised
from sekisho.declared import Entrustment
from sekisho.declared.entrustment_stage import Standing
from sekisho.record import Record
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.reach import Reach, findings_within, records_within, sees
from sekisho_site.records.queries.union import together_about
from sekisho_site.records.rows import RowReader, selected

_MOST_FINDINGS = 50
_MOST_VERSIONS = 20
#: Kinds whose records may be about the company as a whole.
_WHOLE: Sequence[type[Record]] = (promised.Answer, observed.Inspection)

#: The kinds that name an entrustment, in the order of the page.
NAMING: Sequence[type[Record]] = (
    declared.RosterEntry, declared.ChainDeclaration, declared.ServiceAssessment, declared.ForeignTransfer,
    declared.SubSupervision, declared.ExternalService, declared.ExceptionWaiver, promised.Contract, promised.Answer,
    promised.AnnualReportItem, promised.DeletionCertificate, observed.Account, observed.Login, observed.DoorEntry,
    observed.Invoice, observed.Traffic, observed.Hosting, observed.Delivery, observed.Sign, observed.LogCoverage,
    observed.Inspection,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stands:
    """How many records of a kind name the entrustment, and the newest day of their facts."""

    kind: type[Record]
    count: int
    newest: date | None


def entrustment_of(version: Any) -> Entrustment:
    """The frozen value of a stored version."""
    rows = list(type(version).objects.filter(pk=version.pk).values_list(*selected(Entrustment)))
    found: Entrustment = RowReader().read(Entrustment, rows)[0]
    return found


def records_naming(reach: Reach, key: str) -> list[Stands]:
    """How many records of each kind name the entrustment; one question for all kinds."""
    kinds = _seen(reach)
    rows = together_about(_naming, reach, key)
    return [Stands(kinds[part], count, date.fromisoformat(day[:10]) if day else None) for part, count, day in rows if count]


def _seen(reach: Reach) -> list[type[Record]]:
    return [kind for kind in NAMING if sees(reach, kind)]


def _naming(reach: Reach, key: str) -> Iterable[QuerySet[Any]]:
    return (_counted(records_within(reach, kind).filter(CURRENT, entrustment=key), kind) for kind in _seen(reach))


def _counted(rows: QuerySet[Any], kind: type[Record]) -> QuerySet[Any]:
    # an inspection that is not finished has no day; the sheets of others name theirs
    newest = Cast(Max(kind.schema.dated_by), TextField()) if kind.schema.dated_by else Cast(Max("known_from"), TextField())
    return rows.order_by().values("known_until").annotate(n=Count("pk"), newest=newest).values_list("n", "newest")


def standing_of(reach: Reach, edge: Entrustment, stands: Sequence[Stands], *, handlers: int, consented: bool) -> Standing:
    """What the life cycle asks for, from what stands. Answers and inspections of the company as a whole count too."""
    newest: Mapping[type[Record], Stands] = {each.kind: each for each in stands}

    def day(kind: type[Record]) -> date | None:
        return newest[kind].newest if kind in newest else None

    whole = _of_the_company(reach, edge.entrustee)
    contracts = records_within(reach, promised.Contract).filter(CURRENT, entrustment=edge.key)
    return Standing(
        selected_on=day(promised.Answer) or whole.get(promised.Answer),
        assessed=declared.ServiceAssessment in newest,
        consented=consented,
        contracted=promised.Contract in newest,
        memorandum=contracts.filter(memorandum="signed").exists(),
        handlers=handlers,
        reported_on=day(promised.AnnualReportItem),
        inspected_on=max(filter(None, (day(observed.Inspection), whole.get(observed.Inspection))), default=None),
        deleted_on=day(promised.DeletionCertificate),
    )


def _of_the_company(reach: Reach, party: str) -> dict[type[Record], date | None]:
    rows = together_about(_whole_company, reach, party)
    return {_WHOLE[part]: date.fromisoformat(day[:10]) if day else None for part, _, day in rows}


def _whole_company(reach: Reach, party: str) -> Iterable[QuerySet[Any]]:
    about = Q(entrustment__isnull=True, party=party)
    return (_counted(records_within(reach, kind).filter(CURRENT, about), kind) for kind in _WHOLE)


def findings_under(reach: Reach, key: str) -> list[Any]:
    """The findings about an entrustment that stand, at most 50."""
    found = findings_within(reach).filter(entrustment=key).exclude(state="resolved")
    return list(found.order_by("-outcome", "year", "serial")[:_MOST_FINDINGS])


def versions_of(reach: Reach, key: str) -> list[tuple[Any, Entrustment]]:
    """The newest versions of an entrustment with their values, newest first."""
    rows = list(records_within(reach, Entrustment).filter(key=key).order_by("-known_from", "-pk")[:_MOST_VERSIONS])
    found = records_within(reach, Entrustment).filter(pk__in=[row.pk for row in rows])
    values = RowReader().read(Entrustment, list(found.order_by("-known_from", "-pk").values_list(*selected(Entrustment))))
    return list(zip(rows, values, strict=True))
