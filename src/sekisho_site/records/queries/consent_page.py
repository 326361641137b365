"""The queue of requests for consent, and what is looked at before deciding on one. Everything within a reach."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from sekisho import declared, promised
from sekisho.declared import Consent, Entrustment
from sekisho.party import normalised_name
from sekisho.response.same_terms import Terms
from sekisho.terms import ConsentDecision
from sekisho_site.records.models import CompanyMention, EntrustmentUpper, EvidenceLeaf, SubEntrustmentRequest
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.reach import Reach, entrustments_within, parties_within, records_within
from sekisho_site.records.queries.versions import record_of, records_of, standing, version_of

_MOST = 20


def consents_within(reach: Reach) -> QuerySet[Any]:
    """The requests and decisions that stand; ``turn`` puts those that wait first."""
    pending = When(decision=ConsentDecision.PENDING.value, then=Value(0))
    standing_ones: QuerySet[Any] = records_within(reach, Consent).filter(CURRENT)
    return standing_ones.annotate(turn=Case(pending, default=Value(1), output_field=IntegerField()))


@dataclass(frozen=True)
class ConsentPage:
    """One request or decision with everything around it. ``seen`` is what a form must bring back: which version was shown."""

    consent: Consent
    seen: str
    recorded_by: str
    upper: Entrustment | None
    upper_name: str
    party: str | None
    edge: Entrustment | None
    asked: Any
    above: Terms
    below: Terms
    answered: bool
    conditions: str

    @property
    def starts_on(self) -> date | None:
        """The day on which the sub-entrustment begins, from the registry or from the request."""
        return self.edge.starts_on if self.edge else self.asked.starts_on if self.asked else None


def consent_page(reach: Reach, key: str) -> ConsentPage | None:
    """The page of a consent within reach; None when there is none."""
    version = version_of(reach, Consent, key)
    if version is None:
        return None
    consent: Consent = record_of(version)
    upper = standing(Entrustment, consent.upper, reach)
    party = _party_called(reach, consent.sub_entrustee)
    edge = _edge_to(reach, consent.upper, party)
    names = dict(parties_within(reach).filter(key=upper.entrustee).values_list("key", "name")) if upper else {}
    return ConsentPage(
        consent=consent, seen=version.known_from.isoformat(), recorded_by=version.recorded_by, upper=upper,
        upper_name=names.get(upper.entrustee, "届く範囲の外の会社") if upper else "",
        party=party, edge=edge, asked=SubEntrustmentRequest.objects.filter(consent=key).first(),
        above=_terms(reach, consent.upper), below=_terms(reach, edge.key) if edge else Terms(),
        answered=bool(party) and records_within(reach, promised.Answer).filter(CURRENT, party=party).exists(),
        conditions=_conditions(key),
    )  # fmt: skip


def _party_called(reach: Reach, called: str) -> str | None:
    """The company within reach that a consent means, when it is one."""
    within = parties_within(reach)
    if within.filter(key=called).exists():
        return called
    mentions = CompanyMention.objects.filter(source=declared.Party.schema.source, name=normalised_name(called))
    keys = set(within.filter(key__in=mentions.values("key")).values_list("key", flat=True)[:2])
    return next(iter(keys)) if len(keys) == 1 else None


def _edge_to(reach: Reach, upper: str, party: str | None) -> Entrustment | None:
    if party is None:
        return None
    below = EntrustmentUpper.objects.filter(upper=upper).values("version")
    found = records_of(Entrustment, entrustments_within(reach).filter(pk__in=below, entrustee=party).order_by("-starts_on")[:1])
    return found[0] if found else None


def _terms(reach: Reach, entrustment: str) -> Terms:
    contracts = records_within(reach, promised.Contract).filter(CURRENT, entrustment=entrustment)
    found = records_of(promised.Contract, contracts.order_by("-signed_on", "key")[:1])
    if not found:
        return Terms()
    clauses = records_within(reach, promised.ClauseState).filter(CURRENT, contract=found[0].key)
    return Terms(found[0], records_of(promised.ClauseState, clauses.order_by("key")[: _MOST * 10]))


def _conditions(key: str) -> str:
    """The conditions that were noted with the last decision."""
    leaf = EvidenceLeaf.objects.filter(kind="consent_decision", key=key).order_by("-index").first()
    return str(json.loads(leaf.payload).get("conditions", "")) if leaf else ""
