"""What somebody reaches: the records and findings of everything, of one department, or of one entrusted party.

Every list, page, count, search, export and file of the office starts from a queryset made here, so that what is out of
reach is not there at all. Querysets are lazy and hold subqueries, never lists of ids: they cost the same at any size.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Subquery

from sekisho import declared, observed, promised
from sekisho.record import Record
from sekisho_site.records.models import (
    MODELS,
    Entrustment,
    Inspection,
    LogReview,
    LogVolume,
    Party,
    ReachedEntrustment,
    StoredAlert,
    StoredFinding,
    User,
    Version,
)
from sekisho_site.records.models.base import CURRENT


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody sees. Neither department nor party: everything that the role may see at all."""

    department: str | None = None
    party: str | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is out of reach."""
        return self.department is None and self.party is None


def reach_of(user: User) -> Reach:
    """The reach of somebody who signed in."""
    return Reach(department=user.department_id, party=user.party_id)


def entrustment_keys(reach: Reach) -> Subquery:
    """The keys of the entrustments within a limited reach, as a subquery: the own ones and everything below them."""
    scope = f"P:{reach.party}" if reach.party is not None else f"D:{reach.department}"
    return Subquery(ReachedEntrustment.objects.filter(scope=scope).values("entrustment_id"))


def _within_entrustments(column: str) -> Callable[[Reach], Q]:
    return lambda reach: Q(**{f"{column}__in": entrustment_keys(reach)})


def _party_keys(reach: Reach) -> Subquery:
    """The companies that a limited reach touches: those that are entrusted in it, and for a party itself too."""
    edges = Entrustment.objects.filter(CURRENT, key__in=entrustment_keys(reach))
    return Subquery(edges.values("entrustee_id"))


def _within_parties(column: str) -> Callable[[Reach], Q]:
    def within(reach: Reach) -> Q:
        if reach.party is not None:
            return Q(**{column: reach.party})  # what companies below do in other chains is not this party's to see
        return Q(**{f"{column}__in": _party_keys(reach)})

    return within


def _edge_or_party(reach: Reach) -> Q:
    """Records of a company that may name one of its entrustments."""
    return _within_entrustments("entrustment")(reach) | (Q(entrustment__isnull=True) & _within_parties("party")(reach))


def _companies(reach: Reach) -> Q:
    own = Q(key=reach.party) if reach.party else Q()
    return own | Q(key__in=_party_keys(reach))


def _everybodys(reach: Reach) -> Q:  # noqa: ARG001  (registers that belong to nobody in particular)
    return Q()


_EDGE = _within_entrustments("entrustment")
_PARTY = _within_parties("party")


def _of_inspection(reach: Reach) -> Q:
    return Q(inspection__in=Subquery(Inspection.objects.filter(CURRENT & _edge_or_party(reach)).values("key")))


def _of_contract(reach: Reach) -> Q:
    own = Q(counterparty=reach.party) | Q(orderer=reach.party) if reach.party else _within_parties("counterparty")(reach)
    return _EDGE(reach) | (Q(entrustment__isnull=True) & own)


def _of_clause(reach: Reach) -> Q:
    return Q(contract__in=Subquery(MODELS[promised.Contract].objects.filter(CURRENT & _of_contract(reach)).values("key")))


Within = Callable[[Reach], Q]

#: What an entrusted party's people may see of their own subtree. What is not named here does not exist for them.
ENTRUSTED_PARTY_SEES: Mapping[type[Record], Within] = {
    declared.Party: _companies,
    declared.Entrustment: _within_entrustments("key"),
    declared.Site: _PARTY,
    declared.ChainDeclaration: _EDGE,
    declared.Consent: _within_entrustments("upper"),
    declared.ExternalService: _edge_or_party,
    declared.RosterEntry: _EDGE,
    promised.Contract: _of_contract,
    promised.Answer: _edge_or_party,
    promised.AnnualReportItem: _EDGE,
    promised.DeletionCertificate: _EDGE,
}

#: What a department sees: the records of its entrustments and of the companies in them, and the registers of the carrier.
DEPARTMENT_SEES: Mapping[type[Record], Within] = {
    **ENTRUSTED_PARTY_SEES,
    declared.Department: _everybodys,
    declared.Appointment: _everybodys,
    declared.Purpose: _everybodys,
    declared.System: _everybodys,
    declared.GroupMembership: _PARTY,
    declared.PublishedSubProcessor: _PARTY,
    declared.ServiceAssessment: _EDGE,
    declared.ForeignTransfer: _EDGE,
    declared.SubSupervision: _EDGE,
    declared.ExceptionWaiver: _edge_or_party,
    declared.WorkApproval: _PARTY,
    declared.Incident: _PARTY,
    promised.ClauseState: _of_clause,
    promised.VendorTerms: _PARTY,
    promised.PublicNotice: _everybodys,
    promised.Commitment: _PARTY,
    observed.Account: _edge_or_party,
    observed.Login: _edge_or_party,
    observed.DoorEntry: _edge_or_party,
    observed.Training: _PARTY,
    observed.Departure: _PARTY,
    observed.Invoice: _EDGE,
    observed.Traffic: _edge_or_party,
    observed.Hosting: _EDGE,
    observed.Delivery: _EDGE,
    observed.Sign: _edge_or_party,
    observed.LogCoverage: _edge_or_party,
    observed.Inspection: _edge_or_party,
    observed.InspectionItem: _of_inspection,
    observed.Certification: _PARTY,
    observed.AuthorityNotice: _PARTY,
}


def sees(reach: Reach, kind: type[Record]) -> bool:
    """Whether records of the kind exist at all within the reach."""
    if reach.whole:
        return True
    return kind in (ENTRUSTED_PARTY_SEES if reach.party is not None else DEPARTMENT_SEES)


def keeps(reach: Reach, kind: type[Record]) -> bool:
    """Whether somebody of this reach may write records of the kind; the registers of the carrier are kept by whole reach."""
    if reach.whole:
        return True
    return reach.department is not None and DEPARTMENT_SEES.get(kind) not in (None, _everybodys)


def records_within(reach: Reach, kind: type[Record]) -> QuerySet[Version]:
    """All versions of the records of a kind within the reach; filter with ``CURRENT`` for those that stand."""
    versions: QuerySet[Version] = MODELS[kind].objects.all()
    if reach.whole:
        return versions
    within = (ENTRUSTED_PARTY_SEES if reach.party is not None else DEPARTMENT_SEES).get(kind)
    return versions.filter(within(reach)) if within else versions.none()


def parties_within(reach: Reach) -> QuerySet[Party]:
    """The companies that stand in the registry, within the reach."""
    return Party.objects.filter(CURRENT) if reach.whole else Party.objects.filter(CURRENT & _companies(reach))


def entrustments_within(reach: Reach) -> QuerySet[Entrustment]:
    """The entrustments that stand in the registry, within the reach."""
    standing = Entrustment.objects.filter(CURRENT)
    return standing if reach.whole else standing.filter(key__in=entrustment_keys(reach))


def findings_within(reach: Reach) -> QuerySet[StoredFinding]:
    """The findings within the reach. An entrusted party sees what was addressed to it, and nothing else."""
    if reach.whole:
        return StoredFinding.objects.all()
    if reach.party is not None:
        return StoredFinding.objects.filter(addressee=reach.party)
    without_edge = Q(entrustment__isnull=True, party__in=_party_keys(reach))
    return StoredFinding.objects.filter(Q(entrustment__in=entrustment_keys(reach)) | without_edge)


def alerts_within(reach: Reach) -> QuerySet[StoredAlert]:
    """The alerts within the reach: a department's are those of the companies in its entrustments; parties see none."""
    return _of_companies(StoredAlert.objects.all(), reach)


def reviews_within(reach: Reach) -> QuerySet[LogReview]:
    """The reviews of logs within the reach, as alerts are."""
    return _of_companies(LogReview.objects.all(), reach)


def volumes_within(reach: Reach) -> QuerySet[LogVolume]:
    """What arrived of logs within the reach, as alerts are."""
    return _of_companies(LogVolume.objects.all(), reach)


def _of_companies(rows: QuerySet[Any], reach: Reach) -> QuerySet[Any]:
    if reach.whole:
        return rows
    return rows.none() if reach.party is not None else rows.filter(_PARTY(reach))
