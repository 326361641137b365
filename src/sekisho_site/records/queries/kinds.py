"""The kinds of records as pages list them: how many of each there are within reach, and what narrows a list of one kind."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, cast

from django.db.models import Count, F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from sekisho.declared import Party
from sekisho.party import normalised_name
from sekisho.promised import Answer
from sekisho.record import Record
from sekisho_site.records.models import MODELS, CompanyMention
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.figures import log_head
from sekisho_site.records.queries.keys import begins, key_column, keys_beginning
from sekisho_site.records.queries.reach import Reach, parties_within, records_within
from sekisho_site.records.queries.remembering import remembered
from sekisho_site.records.queries.union import together

#: Kinds of which a carrier has so many records that words are looked for in their keys only.
VAST = frozenset({Answer})
_PARTIES_FOUND = 200


def counts(reach: Reach, kinds: Iterable[type[Record]], today: date) -> Mapping[type[Record], int]:
    """How many records of each kind stand within reach; counted anew when something was written."""
    every = tuple(kinds)
    name = hashlib.sha256("".join(kind.schema.source for kind in every).encode()).hexdigest()[:12]
    told: dict[str, int] = remembered(name, reach, today, log_head(), lambda: _counted(reach, every))
    return {kind: told.get(kind.schema.source, 0) for kind in every}


def _counted(reach: Reach, kinds: tuple[type[Record], ...]) -> dict[str, int]:
    parts = (_total(records_within(reach, kind).filter(CURRENT)) for kind in kinds)
    return {kinds[number].schema.source: int(total) for number, total in together(parts)}


def _total(rows: QuerySet[Any]) -> QuerySet[Any]:
    """One row with the count; rows that stand are one group, as none of them has an end."""
    return rows.values("known_until").annotate(total=Count("pk")).order_by().values_list("total")


def names_of_parties(keys: Iterable[str]) -> dict[str, str]:
    """The names of companies by key."""
    found = MODELS[Party].objects.filter(CURRENT, key__in=set(keys))
    return dict(cast("QuerySet[Any]", found).values_list("key", "name"))


def reached_parties(reach: Reach, keys: Iterable[str]) -> set[str]:
    """Those of the keys of companies that are within reach."""
    wanted = set(keys)
    if reach.whole or not wanted:
        return wanted
    return set(cast("QuerySet[Any]", parties_within(reach).filter(key__in=wanted)).values_list("key", flat=True))


def of_party(rows: QuerySet[Any], kind: type[Record], called: str) -> QuerySet[Any]:
    """The rows that name a company, which is called by its key, its number or the beginning of a name."""
    named = begins("name", normalised_name(called)) & Q(source=Party.schema.source)
    found = CompanyMention.objects.filter(named).values("key")[:_PARTIES_FOUND]
    columns = [column.name for column in kind.schema.columns if column.refers_to == "party" and not column.many]
    if not columns:
        return rows
    return rows.filter(reduce(or_, (Q(**{column: called}) | Q(**{f"{column}__in": found}) for column in columns)))


def of_entrustment(rows: QuerySet[Any], kind: type[Record], key: str) -> QuerySet[Any]:
    """The rows that name an entrustment."""
    columns = [column.name for column in kind.schema.columns if column.refers_to == "entrustment" and not column.many]
    return rows.filter(reduce(or_, (Q(**{column: key}) for column in columns))) if columns else rows


def searched(rows: QuerySet[Any], kind: type[Record], words: str) -> QuerySet[Any]:
    """The rows that hold these words in their key or in one of their columns of free text."""
    if kind in VAST:
        return keys_beginning(rows, kind, words)
    rows = rows.alias(own_key=Cast(F(key_column(kind)), TextField()))
    texts = [c.name for c in kind.schema.columns if c.cell is str and not c.many and not c.refers_to and c.name != "key"]
    return rows.filter(reduce(or_, (Q(**{f"{name}__icontains": words}) for name in texts), Q(own_key__icontains=words)))
