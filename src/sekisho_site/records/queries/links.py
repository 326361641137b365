"""How records hang together: which other records name one, and which findings cite it. Bounded, and within reach."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from sekisho.declared import Entrustment, Party
from sekisho.planes import KINDS, REFERENCES
from sekisho.record import Column, Record
from sekisho_site.records.models import MODELS, EntrustmentUpper, StoredFinding
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.keys import key_column
from sekisho_site.records.queries.reach import Reach, findings_within, records_within, sees
from sekisho_site.records.queries.union import together

#: How many of each sort are named; one more is read, to tell that there are more.
AT_MOST = 5
_FINDINGS = 10
_LOOKED_THROUGH = 500


@dataclass(frozen=True, slots=True)
class Naming:
    """Records of one kind that name a record in one of their columns. ``more``: there are more than these."""

    kind: type[Record]
    column: Column
    keys: tuple[str, ...]
    more: bool


def named_by(reach: Reach, kind: type[Record], key: str, among: Collection[type[Record]] = KINDS) -> list[Naming]:
    """The standing records of the kinds ``among`` that name the record, by kind and column."""
    columns = [(each, column) for each, column in _columns_to(kind) if each in among and sees(reach, each)]
    parts = [_naming(reach, each, column, key) for each, column in columns]
    found: dict[int, list[str]] = defaultdict(list)
    for number, named in together(parts):
        found[number].append(str(named))
    return [
        Naming(*columns[number], tuple(sorted(keys)[:AT_MOST]), len(keys) > AT_MOST) for number, keys in sorted(found.items())
    ]


def existing_names(kind: type[Record], keys: Collection[str]) -> Mapping[str, str]:
    """The names of records of a kind that has names (companies, departments, systems …), by key."""
    model: Any = MODELS[kind]
    if not keys or not any(column.name == "name" for column in kind.schema.columns):
        return {}
    return dict(model.objects.filter(CURRENT, key__in=list(keys)).values_list("key", "name"))


def citing(reach: Reach, record: Record) -> tuple[list[StoredFinding], bool]:
    """The findings that cite a record as their evidence, newest first, and whether there are more.

    Looked for among the findings of the companies and entrustments that the record concerns: the newest of them, so that the
    record of a company with very many findings costs no more than others.
    """
    about = _concerned(record)
    if about is None:
        return [], False
    near = findings_within(reach).filter(about).order_by("-year", "-serial").values("pk")[:_LOOKED_THROUGH]
    found = StoredFinding.objects.filter(pk__in=near).filter(_cites(record)).order_by("-year", "-serial")[: _FINDINGS + 1]
    return list(found)[:_FINDINGS], len(found) > _FINDINGS


def _columns_to(kind: type[Record]) -> Iterator[tuple[type[Record], Column]]:
    for each in KINDS:
        for column in each.schema.columns:
            if REFERENCES.get(column.refers_to or "") is kind:
                yield each, column


def _naming(reach: Reach, kind: type[Record], column: Column, key: str) -> QuerySet[Any]:
    rows = cast("QuerySet[Any]", records_within(reach, kind).filter(CURRENT))
    if kind is Entrustment and column.name == "upper":
        rows = rows.filter(pk__in=EntrustmentUpper.objects.filter(upper=key).values("version"))
    elif column.many:
        rows = rows.filter(_holds(column.name, key, MODELS[kind]._meta.db_table))
    else:
        rows = rows.filter(**{column.name: key})
    return rows.values_list(Cast(key_column(kind), TextField()))[: AT_MOST + 1]


def _holds(column: str, value: str, table: str) -> Any:
    """The condition that a column of several words holds one of them."""
    if connection.vendor == "postgresql":
        return Q(**{f"{column}__contains": [value]})
    # S611: names of our own tables and columns; the value is a parameter
    told = f'EXISTS (SELECT 1 FROM json_each("{table}"."{column}") AS each WHERE each.value = %s)'  # noqa: S608
    return RawSQL(told, [value], output_field=BooleanField())  # noqa: S611


def _concerned(record: Record) -> Q | None:
    """The findings that may cite a record: those of the companies and entrustments that it names or is."""
    if isinstance(record, Party):
        return Q(party=record.key)
    if isinstance(record, Entrustment):
        return Q(entrustment=record.key) | Q(party=record.entrustee)
    edges = _told(record, "entrustment")
    # lists, not subqueries: with few keys each side of "or" is answered by its own index
    parties = set(_told(record, "party")) | _entrusted(edges)
    concerned = Q(party__in=parties) if parties else Q()
    concerned |= Q(entrustment__in=edges) if edges else Q()
    return concerned or _through_entrustments(record)


def _entrusted(edges: Sequence[str]) -> set[str]:
    """Who is entrusted in these entrustments."""
    if not edges:
        return set()
    found: Any = MODELS[Entrustment].objects.filter(CURRENT, key__in=edges)
    return set(found.values_list("entrustee_id", flat=True))


def _through_entrustments(record: Record) -> Q | None:
    """A register that belongs to nobody: the entrustments that name the record in a column of its own."""
    for column in Entrustment.schema.columns:
        if REFERENCES.get(column.refers_to or "") is type(record) and not column.many:
            edges = MODELS[Entrustment].objects.filter(CURRENT, **{column.name: record.key})
            return Q(entrustment__in=edges.values("key_id"))
    return None


def _told(record: Record, target: str) -> list[str]:
    keys: list[str] = []
    for column in record.schema.columns:
        if column.refers_to == target:
            value = getattr(record, column.name)
            keys.extend(value if column.many else [value] if value else [])
    return keys


def _cites(record: Record) -> Any:
    source, key = record.schema.source, record.key
    if connection.vendor == "postgresql":
        return Q(evidence__contains=[{"source": source, "key": key}])
    told = (
        "EXISTS (SELECT 1 FROM json_each(records_storedfinding.evidence) AS cited"
        " WHERE json_extract(cited.value, '$.source') = %s AND json_extract(cited.value, '$.key') = %s)"
    )
    return RawSQL(told, [source, key], output_field=BooleanField())  # noqa: S611 (parameters are parameters)
