"""What is due in a period, within a reach, and whose it is.

Knows in which rows to look for a period; which day follows from a record is told by ``sekisho.response.duties``. The owner
is the person who looks after a finding, else the department of the entrustment or of the one above it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from sekisho import declared, promised
from sekisho.catalog import load_catalog
from sekisho.period import Period, months_after
from sekisho.record import Record
from sekisho.response.duties import ERASURE_DAYS, YEARLY_MONTHS, Duty, DutyKind, due_in, duties_of, newest
from sekisho.response.life import Stage
from sekisho.terms import ConsentDecision, Ternary, TransferBasis
from sekisho_site.records.models import Department, Entrustment, EntrustmentUpper, Party
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.figures import STILL_OPEN, log_head
from sekisho_site.records.queries.reach import Reach, findings_within, records_within
from sekisho_site.records.queries.remembering import remembered
from sekisho_site.records.rows import RowReader, selected

_HIGHEST = 8  # levels of a chain that are climbed to find a department


@dataclass(frozen=True, slots=True)
class OwnedDuty:
    """A duty with the names that a person reads. ``owner`` is empty when nobody looks after it."""

    duty: Duty
    owner: str
    party: str
    note: str


def duties_within(reach: Reach, first: date, last: date) -> Sequence[OwnedDuty]:
    """What is due from the first to the last day, earliest first; what waits without a day comes before."""
    return remembered(f"duties {last}", reach, first, log_head(), lambda: _duties(reach, Period.through(first, last)))


@dataclass(frozen=True, slots=True)
class DutyList:
    """The duties of a period, earliest first; how many each owner has, and which kinds there are."""

    duties: Sequence[OwnedDuty]
    owners: Mapping[str, int]
    kinds: frozenset[DutyKind]


def listed_duties(reach: Reach, first: date, last: date, *, undated: bool) -> DutyList:
    """What is due from the first to the last day; with what waits without a day, which comes first, or without it."""

    def choose() -> DutyList:
        chosen = [each for each in duties_within(reach, first, last) if undated or each.duty.day]
        return DutyList(
            chosen, dict(sorted(Counter(each.owner for each in chosen).items())), frozenset(each.duty.kind for each in chosen)
        )

    return remembered(f"listed duties {last} {undated}", reach, first, log_head(), choose)


def next_duties(reach: Reach, first: date, last: date, count: int) -> Sequence[OwnedDuty]:
    """What is due first in a period and has a day; corrections are left out, they stand among the tasks."""

    def read() -> Sequence[OwnedDuty]:
        period = Period.through(first, last)
        found = _due(reach, period, list(_acceptances(reach, period, count)))
        return _owned([each for each in found if each.day][:count])

    return remembered(f"next duties {last} {count}", reach, first, log_head(), read)


def _duties(reach: Reach, period: Period) -> Sequence[OwnedDuty]:
    return _owned(_due(reach, period, [*_corrections(reach, period), *_acceptances(reach, period)]))


def _due(reach: Reach, period: Period, found: list[Duty]) -> list[Duty]:
    """What is due of the given duties, which follow from findings, and of those that follow from records."""
    for kind, condition in _where(period).items():
        rows = records_within(reach, kind).filter(CURRENT).filter(condition)
        found.extend(duty for record in _read(kind, rows) for duty in duties_of(record))
    found.extend(_yearly(reach, period))
    erased = _erased(reach, period)
    return [
        duty for duty in due_in(newest(found), period) if not (duty.kind is DutyKind.ERASURE and duty.entrustment in erased)
    ]


def _read(kind: type[Record], rows: QuerySet[Any]) -> Iterator[Any]:
    yield from RowReader().read(kind, list(rows.values_list(*selected(kind))))


def _span(column: str, period: Period, days: int = 0) -> Q:
    """The column's day, put off by so many days, lies in the period."""
    first, end = period.start or date.min, period.end or date.max
    return Q(**{f"{column}__gte": first - timedelta(days=days), f"{column}__lt": end - timedelta(days=days)})


def _year_before(column: str, period: Period) -> Q:
    """A year after the column's day lies in the period, or close to it: the core judges the day itself."""
    first, end = period.start or date.min, period.end or date.max
    margin = timedelta(days=2)  # the 29th of February
    earliest, latest = months_after(first, -YEARLY_MONTHS) - margin, months_after(end, -YEARLY_MONTHS) + margin
    return Q(**{f"{column}__gte": earliest, f"{column}__lt": latest})


def _where(period: Period) -> Mapping[type[Record], Q]:
    """Per kind the rows from which something may follow for the period."""
    asked = Q(decision=ConsentDecision.PENDING.value)
    undated = Q(confirmed_on__isnull=True, assessed_on__isnull=True)
    return {
        declared.ExceptionWaiver: _span("expires_on", period) | _span("extended_to", period),
        declared.Consent: asked | (Q(decision=ConsentDecision.GRANTED.value) & _span("expires_on", period)),
        declared.ForeignTransfer: Q(basis=TransferBasis.EQUIVALENT_ACTION.value)
        & (_year_before("confirmed_on", period) | _year_before("assessed_on", period) | undated),
        promised.Commitment: _span("due_on", period) & Q(completed_on__isnull=True),
        declared.Entrustment: _span("ends_on", period)
        | (_span("ends_on", period, ERASURE_DAYS) & ~Q(handles_personal_data=Ternary.NO.value)),
    }


def _yearly(reach: Reach, period: Period) -> Iterator[Duty]:
    """What comes back every year, unless a newer record took its place."""
    for kind, column, condition in (
        (declared.ServiceAssessment, "decided_on", _span("review_on", period) | _year_before("decided_on", period)),
        (declared.SubSupervision, "examined_on", _year_before("examined_on", period)),
        (promised.AnnualReportItem, "submitted_on", _year_before("submitted_on", period)),
    ):
        rows = records_within(reach, kind).filter(CURRENT)
        newer = rows.model.objects.filter(CURRENT, entrustment=OuterRef("entrustment"), **{f"{column}__gt": OuterRef(column)})
        if kind is promised.AnnualReportItem:  # up to 17 items a report: one row tells of all
            one = rows.filter(condition).values("entrustment", "submitted_on").annotate(one=Max("pk")).values("one")
            rows = rows.filter(pk__in=one.order_by())
        for record in _read(kind, rows.filter(condition).filter(~Exists(newer))):
            yield from duties_of(record)


def _corrections(reach: Reach, period: Period) -> Iterator[Duty]:
    """Instructions to be answered."""
    rows = findings_within(reach).filter(_span("due_date", period), stage__in=STILL_OPEN)
    return _of_findings(DutyKind.CORRECTION, "due_date", rows)


def _acceptances(reach: Reach, period: Period, most: int | None = None) -> Iterator[Duty]:
    """Acceptances that end; at most so many, the earliest."""
    rows = findings_within(reach).filter(_span("accepted_until", period), stage=Stage.ACCEPTED.value)
    return _of_findings(DutyKind.ACCEPTANCE, "accepted_until", rows.order_by("accepted_until", "year", "serial")[:most])


def _of_findings(kind: DutyKind, column: str, rows: QuerySet[Any]) -> Iterator[Duty]:
    told = rows.values_list(column, "year", "serial", "title", "party", "entrustment", "owner__name")
    for day, year, serial, title, party, entrustment, person in told:
        yield Duty(kind, day, f"{year}-{serial:04d}", party, entrustment, person, title)


def _erased(reach: Reach, period: Period) -> Collection[str]:
    """Entrustments whose erasure would be due in the period and is certified already."""
    ended = Entrustment.objects.filter(CURRENT).filter(_span("ends_on", period, ERASURE_DAYS)).values("key")
    certified = records_within(reach, promised.DeletionCertificate).filter(CURRENT, entrustment__in=ended)
    last = Entrustment.objects.filter(CURRENT, key=OuterRef("entrustment")).values("ends_on")[:1]
    timely = certified.annotate(last=last).filter(issued_on__gte=F("last") - timedelta(days=ERASURE_DAYS))
    return set(timely.values_list("entrustment", flat=True))


def _owned(due: Sequence[Duty]) -> Sequence[OwnedDuty]:
    edges = {duty.entrustment for duty in due if duty.entrustment}
    departments, entrustees = _departments(edges)
    alone = {duty.party for duty in due if duty.party and not duty.entrustment}
    of_parties = _departments_of_parties(alone)
    parties = {key for duty in due if (key := duty.party or entrustees.get(duty.entrustment or ""))}
    names = dict(_names(Party, parties))
    called = dict(_names(Department, {*departments.values(), *of_parties.values()}))
    catalog = load_catalog()
    owned = []
    for duty in due:
        department = departments.get(duty.entrustment) if duty.entrustment else of_parties.get(duty.party or "")
        party = duty.party or entrustees.get(duty.entrustment or "") or ""
        note = catalog.country_name(duty.note) if duty.kind is DutyKind.MEASURES_ABROAD else duty.note
        owned.append(OwnedDuty(duty, duty.person or called.get(department or "", ""), names.get(party, party), note))
    return owned


def _names(model: type[Party] | type[Department], keys: Collection[str]) -> Iterable[tuple[str, str]]:
    return model.objects.filter(CURRENT, key__in=keys).values_list("key", "name")


def _departments(edges: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Per entrustment its department, or that of the nearest one above it; and the company that is entrusted."""
    departments: dict[str, str] = {}
    entrustees: dict[str, str] = {}
    below = {edge: {edge} for edge in edges}
    for _ in range(_HIGHEST):
        if not below:
            break
        rows = Entrustment.objects.filter(CURRENT, key__in=list(below)).values_list("key", "department_id", "entrustee_id")
        missing = {}
        for key, department, entrustee in rows:
            if key in edges:
                entrustees[key] = entrustee
            if department:
                for edge in below[key]:
                    departments.setdefault(edge, department)
            else:
                missing[key] = below[key]
        uppers = EntrustmentUpper.objects.filter(version__key__in=list(missing), version__known_until__isnull=True)
        below = {}
        for key, upper in uppers.values_list("version__key", "upper_id"):
            below.setdefault(upper, set()).update(missing[key])
    return departments, entrustees


def _departments_of_parties(parties: Collection[str]) -> Mapping[str, str]:
    """The department of each company that works for one only: of several nobody can be told as the owner."""
    rows = Entrustment.objects.filter(CURRENT, entrustee__in=parties, department__isnull=False)
    several: dict[str, set[str]] = {}
    for party, department in rows.values_list("entrustee_id", "department_id").distinct():
        several.setdefault(party, set()).add(department)
    return {party: next(iter(own)) for party, own in several.items() if len(own) == 1}
