"""External services within reach: the entrustments of the forms of services, with the newest decision about each.

Knows which decision counts and which version of the terms is the newest; what follows from both is said by the core.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from sekisho.declared import Entrustment, ServiceAssessment
from sekisho.declared.entrustment_test import (
    REVIEW_MONTHS,
    Classification,
    assessment_state,
    classify_assessment,
    classify_on,
    review_date,
)
from sekisho.period import months_after
from sekisho.promised import VendorTerms
from sekisho.terms import AssessmentState, EntrustmentForm, Ternary
from sekisho_site.records.models import MODELS, AssessmentGround
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.keys import key_column
from sekisho_site.records.queries.kinds import names_of_parties
from sekisho_site.records.queries.reach import Reach, entrustments_within, records_within
from sekisho_site.records.queries.versions import record_of, records_of

_SERVICES = [form.value for form in EntrustmentForm if form.is_service]
_EXCEPTION = ("terms_exclude_handling", "access_prevented", "never_handled", "not_processing")
_HISTORY = 50


@dataclass(frozen=True, slots=True)
class Service:
    """A service and how it stands: the newest decision (None: undecided), what it says, and whether it may be relied on."""

    edge: Entrustment
    provider: str
    assessment: ServiceAssessment | None
    said: Classification | None
    counts: Classification | None
    state: AssessmentState
    review_on: date | None
    newest_terms: VendorTerms | None


def services_within(reach: Reach, today: date) -> QuerySet[Any]:
    """The service entrustments within reach, with columns by which they are filtered and sorted.

    ``standing`` is ``undecided``, ``reopened`` (terms changed or review overdue) or ``in_force``; ``result`` what the newest
    decision says; ``urgency`` puts what must be decided first.
    """
    decisions = MODELS[ServiceAssessment].objects.filter(CURRENT, entrustment=OuterRef("key"), decided_on__lte=today)
    newest = decisions.order_by("-decided_on", "-key")
    decided = MODELS[ServiceAssessment].objects.filter(CURRENT, decided_on__lte=today).values("entrustment")
    terms = MODELS[VendorTerms].objects.filter(CURRENT, published_on__lte=today, party=OuterRef("entrustee"))
    rows = cast("QuerySet[Any]", entrustments_within(reach)).filter(Q(form__in=_SERVICES) | Q(key__in=decided))
    rows = rows.annotate(
        decision=Subquery(newest.values("pk")[:1]),
        decided=Subquery(newest.values("decided_on")[:1]),
        review=Subquery(newest.values("review_on")[:1]),
        read=Subquery(newest.values("terms_version")[:1]),
        named=Subquery(newest.values("terms_name")[:1]),
        result=Subquery(newest.annotate(result=_result()).values("result")[:1]),
    )
    rows = rows.annotate(
        published=Subquery(terms.filter(document=OuterRef("named")).order_by("-published_on", "-key").values("version")[:1])
    )
    undecided, reopened = ~Q(key__in=decided), _overdue(today) | _terms_changed(today)
    rows = rows.annotate(
        standing=Case(
            When(undecided, then=Value("undecided")),
            When(reopened, then=Value("reopened")),
            default=Value("in_force"),
        )
    )
    # not by the words of ``standing``: the database would look every decision up once for each word
    order = Case(When(undecided, then=Value(0)), When(reopened, then=Value(1)), default=Value(2), output_field=IntegerField())
    return rows.annotate(urgency=order)


def _overdue(today: date) -> Q:
    """The services whose newest decision should have been reviewed. Found as a whole, not service by service."""
    decisions = MODELS[ServiceAssessment].objects.filter(CURRENT, decided_on__lte=today)
    same_day = Q(decided_on=OuterRef("decided_on"), key__gt=OuterRef("key"))
    later = decisions.filter(Q(decided_on__gt=OuterRef("decided_on")) | same_day, entrustment=OuterRef("entrustment"))
    due = Q(review_on__lt=today) | Q(review_on__isnull=True, decided_on__lt=months_after(today, -REVIEW_MONTHS))
    return Q(key__in=decisions.filter(due, ~Exists(later)).values("entrustment"))


def _terms_changed(today: date) -> Q:
    """The services of which a newer version of the terms was published; asked of providers only whose terms are kept."""
    kept = MODELS[VendorTerms].objects.filter(CURRENT, published_on__lte=today).values("party")
    return Q(entrustee__in=kept) & Q(published__isnull=False) & ~Q(published=F("read"))


def _result() -> Case:
    """What the answers of a decision say: the first that is not yes decides (``entrustment_test.classify``)."""
    all_yes = Q(**dict.fromkeys(_EXCEPTION, Ternary.YES.value))
    return Case(
        When(enters=Ternary.NO.value, then=Value("out_of_scope")),
        When(enters=Ternary.UNKNOWN.value, then=Value("cannot_tell")),
        When(all_yes, then=Value("cloud_exception")),
        default=Value("entrustment"),
    )


def services_of(rows: Sequence[Any], today: date) -> Mapping[int, Service]:
    """How each of the services of one page stands, by the number of its version."""
    assessments = {
        version.pk: record_of(version)
        for version in MODELS[ServiceAssessment].objects.filter(pk__in=[row.decision for row in rows if row.decision])
    }
    names = names_of_parties(row.entrustee_id for row in rows)
    terms = _terms({row.entrustee_id for row in rows}, today)
    return {row.pk: _service(record_of(row), assessments.get(row.decision), names, terms, today) for row in rows}


def service_of(reach: Reach, key: str, today: date) -> Service | None:
    """How one service stands, within reach; any entrustment may be asked about, whatever it is called."""
    row = records_within(reach, Entrustment).filter(CURRENT, key=key).first()
    if row is None:
        return None
    decided = assessments_of(reach, key)
    newest = next((each for each in decided if each.decided_on <= today), None)
    edge: Entrustment = record_of(row)
    return _service(edge, newest, names_of_parties([edge.entrustee]), _terms({edge.entrustee}, today), today)


def assessments_of(reach: Reach, key: str) -> list[ServiceAssessment]:
    """Every decision about an entrustment, newest first."""
    rows = records_within(reach, ServiceAssessment).filter(CURRENT, entrustment=key)
    return records_of(ServiceAssessment, rows.order_by("-decided_on", f"-{key_column(ServiceAssessment)}")[:_HISTORY])


def grounds_of(assessments: Sequence[str]) -> dict[tuple[str, str], str]:
    """The grounds that were given, by the key of the assessment and the question."""
    rows = AssessmentGround.objects.filter(assessment__in=list(assessments)).order_by("given_at")
    return {(row.assessment, row.question): row.ground for row in rows}


def published_terms(reach: Reach, party: str) -> list[VendorTerms]:
    """The documents of a company with their versions, newest first: what a decision may be based on."""
    rows = records_within(reach, VendorTerms).filter(CURRENT, party=party)
    return records_of(VendorTerms, rows.order_by("-published_on", "-key")[:_HISTORY])


def _terms(parties: set[str], today: date) -> dict[str, list[VendorTerms]]:
    rows = MODELS[VendorTerms].objects.filter(CURRENT, party__in=parties, published_on__lte=today)
    by_party: dict[str, list[VendorTerms]] = {}
    for terms in records_of(VendorTerms, rows):
        by_party.setdefault(terms.party, []).append(terms)
    return by_party


def _service(
    edge: Entrustment,
    assessment: ServiceAssessment | None,
    names: Mapping[str, str],
    terms: Mapping[str, list[VendorTerms]],
    today: date,
) -> Service:
    provider = names.get(edge.entrustee, edge.entrustee)
    if assessment is None:
        return Service(edge, provider, None, None, None, AssessmentState.NOT_YET_DECIDED, None, None)
    same = [each for each in terms.get(edge.entrustee, ()) if each.document == assessment.terms_name]
    newest = max(same, key=lambda each: (each.published_on, each.key), default=None)
    version = newest.version if newest else None
    return Service(
        edge=edge,
        provider=provider,
        assessment=assessment,
        said=classify_assessment(assessment),
        counts=classify_on(assessment, version, today),
        state=assessment_state(assessment, version, today),
        review_on=review_date(assessment),
        newest_terms=newest,
    )
