"""What a field may name, offered while somebody types: keys with their names, within reach, and only a few."""

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Q, QuerySet

from sekisho.declared import Entrustment, Party
from sekisho.party import normalised_name
from sekisho.record import Record
from sekisho_site.records.models import CompanyMention
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.keys import begins, key_column, keys_beginning
from sekisho_site.records.queries.kinds import names_of_parties
from sekisho_site.records.queries.reach import Reach, records_within

_AT_MOST = 12
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A key and what it is called."""

    key: str
    name: str


def suggestions(reach: Reach, kind: type[Record], text: str) -> list[Suggestion]:
    """The first records of a kind whose key, or for companies whose name, begins like ``text``."""
    text = text.strip()
    rows = cast("QuerySet[Any]", records_within(reach, kind).filter(CURRENT))
    column = key_column(kind)
    found = list(keys_beginning(rows, kind, text).order_by(column).values_list(column, flat=True)[:_AT_MOST])
    if kind is Party and text:
        named = CompanyMention.objects.filter(begins("name", normalised_name(text)), source=Party.schema.source)
        called = rows.filter(key__in=named.values("key")[:_LOOKED_AT])
        found += list(called.order_by(column).values_list(column, flat=True)[:_AT_MOST])
    keys = list(dict.fromkeys(found))[:_AT_MOST]
    names = _names(rows, kind, keys)
    return [Suggestion(key, names.get(key, "")) for key in keys]


def _names(rows: QuerySet[Any], kind: type[Record], keys: list[str]) -> dict[str, str]:
    if kind is Party:
        return names_of_parties(keys)
    if kind is Entrustment:
        entrustees = dict(rows.filter(key__in=keys).values_list("key", "entrustee"))
        names = names_of_parties(entrustees.values())
        return {key: names.get(entrustee, entrustee) for key, entrustee in entrustees.items()}
    if any(column.name == "name" for column in kind.schema.columns):
        return dict(rows.filter(Q(key__in=keys)).values_list("key", "name"))
    return {}
