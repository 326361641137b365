"""The lists of companies and of entrustments: how they are searched and narrowed, and what a page of them is told with.

Everything starts from querysets within a reach and stays lazy; what stands beside the rows of one page is counted with one
question for the page, never one a row.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from unicodedata import normalize

from django.db.models import Count, Max, Min, Q, QuerySet, Subquery, Sum, TextField
from django.db.models.functions import Cast

from sekisho import declared, observed
from sekisho.catalog import load_catalog
from sekisho.party import normalised_name
from sekisho.response.life import Stage
from sekisho.terms import GroupRelation, PartyStanding
from sekisho_site.records.models import CompanyMention, Department, EntrustmentUpper, Party, Purpose
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.figures import log_head
from sekisho_site.records.queries.reach import Reach, entrustments_within, findings_within, parties_within, records_within
from sekisho_site.records.queries.remembering import remembered

OPEN_STAGES = tuple(stage.value for stage in Stage if stage.is_open)
_SHORTEST_PART = 2
_MOST_FOUND = 500
_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


def entrusted_parties(reach: Reach) -> QuerySet[Party]:
    """The companies within reach, the carrier itself left out."""
    return parties_within(reach).exclude(standing=PartyStanding.CARRIER.value)


def parties_called(parties: QuerySet[Party], called: str) -> QuerySet[Party]:
    """The companies that are called so: key, corporate number, or a part of a name or alias in any width, case and kana."""
    name = _in_katakana(normalised_name(called))
    found = [key for key, known in _names() if name in known] if len(name) >= _SHORTEST_PART or not name.isascii() else []
    exact = Q(key=called) | Q(corporate_number=normalize("NFKC", called)) | Q(name__contains=called)
    return parties.filter(exact | Q(key__in=found[:_MOST_FOUND]))


def _names() -> list[tuple[str, str]]:
    """Every name and alias of every company as compared, in one kind of kana; read anew when something was written."""

    def read() -> list[tuple[str, str]]:
        mentions = CompanyMention.objects.filter(source=declared.Party.schema.source).order_by("key", "name")
        return [(key, _in_katakana(name)) for key, name in mentions.values_list("key", "name")]

    return remembered("names of companies", Reach(), date.min, log_head(), read)


def _in_katakana(name: str) -> str:
    return name.translate(_KATAKANA)


def parties_with(parties: QuerySet[Party], reach: Reach, **edge: Any) -> QuerySet[Party]:
    """The companies that have an entrustment within reach of which this is told."""
    return parties.filter(key__in=Subquery(entrustments_within(reach).filter(**edge).values("entrustee")))


def parties_holding(parties: QuerySet[Party], reach: Reach, items: Collection[str]) -> QuerySet[Party]:
    """The companies that are entrusted with one of these data items."""
    return parties.filter(key__in=Subquery(holding(entrustments_within(reach), items).values("entrustee")))


def holding(edges: QuerySet[Any], items: Collection[str]) -> QuerySet[Any]:
    """The entrustments that hold one of these data items (the column is a list, kept as JSON)."""
    condition = Q(pk__in=[])
    for item in sorted(items):
        condition |= Q(items_text__contains=f'"{item}"')
    return edges.alias(items_text=Cast("items", TextField())).filter(condition)


def items_with_flag(flag: str) -> frozenset[str]:
    """The data items that carry a flag; one that depends counts until a person has decided."""
    return frozenset(code for code, entry in load_catalog().data_items.items() if entry["flags"].get(flag, "no") != "no")


def group_parties(parties: QuerySet[Party], reach: Reach, as_of: date, *, inside: bool) -> QuerySet[Party]:
    """The companies that belong to the carrier's group on a day, or those that do not."""
    members = records_within(reach, declared.GroupMembership).filter(CURRENT & _group_on(as_of))
    condition = Q(key__in=Subquery(members.values("party")))
    return parties.filter(condition if inside else ~condition)


def _group_on(as_of: date) -> Q:
    going = Q(ends_on__isnull=True) | Q(ends_on__gte=as_of)
    return going & Q(starts_on__lte=as_of) & ~Q(relation=GroupRelation.NONE.value)


def with_open_findings(parties: QuerySet[Party], reach: Reach) -> QuerySet[Party]:
    """The companies with an open finding."""
    return parties.filter(key__in=Subquery(findings_within(reach).filter(stage__in=OPEN_STAGES).values("party")))


_KINDS_OF_EDGES = ("entrustee", "work", "form", "contract_kind", "direction", "delivery")


def kinds_of_edges(reach: Reach, parties: Collection[str], as_of: date) -> Mapping[str, list[Any]]:
    """By company the kinds of entrustments that it has, most frequent first: how many, how many of them go on, or are to begin.

    Grouped by the database: one company may have thousands of entrustments.
    """
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=as_of)
    going = Q(ends_on__isnull=True) | Q(ends_on__gte=as_of)
    edges = entrustments_within(reach).filter(entrustee__in=parties).values(*_KINDS_OF_EDGES)
    counted = edges.annotate(
        n=Count("pk"), running=Count("pk", filter=begun & going), ahead=Count("pk", filter=Q(starts_on__gt=as_of))
    )
    told: dict[str, list[Any]] = {}
    columns = (*_KINDS_OF_EDGES, "running", "ahead")
    for kind in counted.order_by("-n", *_KINDS_OF_EDGES).values_list(*columns, named=True):
        told.setdefault(kind.entrustee, []).append(kind)
    return told


def open_findings_of(reach: Reach, parties: Collection[str]) -> Mapping[str, tuple[int, date | None]]:
    """For each company how many findings are open, and the nearest deadline among them."""
    found = findings_within(reach).filter(stage__in=OPEN_STAGES, party__in=parties)
    return {
        party: (n, due) for party, n, due in found.values_list("party").annotate(n=Count("pk"), due=Min("due_date")).order_by()
    }


def handlers_of(reach: Reach, parties: Collection[str], as_of: date) -> Mapping[str, int]:
    """For each company how many people stand on the rosters of its entrustments on a day."""
    edges = dict(entrustments_within(reach).filter(entrustee__in=parties).values_list("key", "entrustee"))
    counted: dict[str, int] = {}
    for entrustment, n in _handlers(reach, entrustments_within(reach).filter(entrustee__in=parties).values("key"), as_of):
        counted[edges[entrustment]] = counted.get(edges[entrustment], 0) + n
    return counted


def handlers_under(reach: Reach, entrustments: Collection[str], as_of: date) -> Mapping[str, int]:
    """For each entrustment how many people stand on its roster on a day."""
    return dict(_handlers(reach, entrustments, as_of))


def _handlers(reach: Reach, entrustments: Any, as_of: date) -> Any:
    going = Q(ends_on__isnull=True) | Q(ends_on__gte=as_of)
    rows = records_within(reach, declared.RosterEntry).filter(
        CURRENT & going, starts_on__lte=as_of, entrustment__in=entrustments
    )
    return rows.values_list("entrustment").annotate(n=Count("person", distinct=True)).order_by()


def group_of(reach: Reach, parties: Collection[str], as_of: date) -> Mapping[str, str]:
    """For each company of the carrier's group how it is related to the carrier on a day."""
    members = records_within(reach, declared.GroupMembership).filter(CURRENT & _group_on(as_of), party__in=parties)
    return dict(members.values_list("party", "relation"))


def inspected_of(reach: Reach, parties: Collection[str]) -> Mapping[str, date | None]:
    """For each company the day of its last inspection."""
    rows = records_within(reach, observed.Inspection).filter(CURRENT, party__in=parties)
    return dict(rows.values_list("party").annotate(last=Max("completed_on")).order_by())


def open_findings_under(reach: Reach, entrustments: Collection[str]) -> Mapping[str, int]:
    """For each entrustment how many findings are open."""
    found = findings_within(reach).filter(stage__in=OPEN_STAGES, entrustment__in=entrustments)
    return dict(found.values_list("entrustment").annotate(n=Count("pk")).order_by())


def names_of_parties(reach: Reach, keys: Collection[str]) -> dict[str, str]:
    """The names of companies within reach, and of the carrier, by key."""
    carrier = Q(standing=PartyStanding.CARRIER.value)
    within = dict(parties_within(reach).filter(key__in=keys).values_list("key", "name"))
    return {**dict(Party.objects.filter(CURRENT & carrier, key__in=keys).values_list("key", "name")), **within}


def country_of(reach: Reach, party: str) -> str | None:
    """The country in which a company within reach has its seat."""
    return parties_within(reach).filter(key=party).values_list("country", flat=True).first()


def departments() -> dict[str, str]:
    """The names of the carrier's departments by key."""
    return dict(Department.objects.filter(CURRENT).order_by("key").values_list("key", "name"))


def purposes() -> dict[str, str]:
    """The names of the purposes by key."""
    return dict(Purpose.objects.filter(CURRENT).order_by("key").values_list("key", "name"))


def countries_of_parties(reach: Reach) -> list[str]:
    """The countries in which companies within reach have their seat."""

    def read() -> list[str]:
        found = parties_within(reach).exclude(country__isnull=True).values_list("country", flat=True)
        return sorted(country for country in found.order_by().distinct() if country)

    return remembered("countries of companies", reach, date.min, log_head(), read)


def counted_by(edges: QuerySet[Any], *columns: str) -> list[tuple[Any, ...]]:
    """Entrustments grouped by columns: the values, how many, to how many companies, and about how many persons."""
    rows = edges.order_by().values_list(*columns)
    counted = rows.annotate(n=Count("pk"), companies=Count("entrustee", distinct=True), persons=Sum("principals"))
    return list(counted.order_by("-n", *columns))


def counted_by_form(reach: Reach, day: date) -> list[tuple[Any, ...]]:
    """The entrustments by direction, kind of contract and form; counted anew when something was written."""
    edges = entrustments_within(reach)
    return remembered(
        "entrustments by form", reach, day, log_head(), lambda: counted_by(edges, "direction", "contract_kind", "form")
    )


def only_first_tier(edges: QuerySet[Any]) -> QuerySet[Any]:
    """The entrustments that the carrier makes itself."""
    return edges.exclude(pk__in=EntrustmentUpper.objects.values("version"))


def only_sub_entrustments(edges: QuerySet[Any]) -> QuerySet[Any]:
    """The entrustments of the second tier and deeper."""
    return edges.filter(pk__in=EntrustmentUpper.objects.values("version"))
