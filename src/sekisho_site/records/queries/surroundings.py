"""What must be read to judge one record before it is written: the records that it names, and those that could contradict it.

Small at any size of the registry, and within the reach of whoever writes: what is out of reach is as if it did not exist.
Two things are told nevertheless: the carrier itself, and a company of which no entrustment knows yet (it was just registered).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q

from sekisho.declared import Entrustment, Party
from sekisho.formats.entry import Entry
from sekisho.party import normalised_name
from sekisho.planes import KINDS, REFERENCES
from sekisho.record import Record
from sekisho.terms import PartyStanding
from sekisho_site.records.models import MODELS, CompanyMention
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.reach import Reach, records_within
from sekisho_site.records.queries.versions import current_keys, records_of

_MOST = 500
_HIGHEST = 100


def surroundings(entry: Entry, within: Reach) -> Mapping[type[Record], Mapping[str, Record]]:
    """The records around an entry by kind and key, as the planning of an import wants them."""
    around: dict[type[Record], dict[str, Record]] = {kind: {} for kind in KINDS}
    for kind, named in _named(entry).items():
        keys = named | _called(named) if kind is Party else named
        around[kind].update(_reached(kind, keys, within, _named_before(entry, kind)))
    around[Party].update(_carrier())
    if entry.kind is Party:
        around[Party].update(_same_number(entry.values.get("corporate_number"), within))
    if entry.kind is Entrustment:
        _climb(around)
    if entry.base is not None:
        around[entry.kind][entry.key] = entry.base
    return around


def is_free(party: str) -> bool:
    """Whether a company stands in no entrustment yet: it belongs to nobody's reach, so anybody may go on with it."""
    return not MODELS[Entrustment].objects.filter(CURRENT).filter(Q(entrustee=party) | Q(entruster=party)).exists()


def number_is_taken(number: str | None, but: str) -> bool:
    """Whether a company, within anybody's reach, has the corporate number already."""
    return bool(number) and MODELS[Party].objects.filter(CURRENT, corporate_number=number).exclude(key=but).exists()


def _named(entry: Entry) -> dict[type[Record], set[str]]:
    """What the fields of the form name, by the kind that they refer to; companies perhaps by their names."""
    named: dict[type[Record], set[str]] = defaultdict(set)
    for column in entry.kind.schema.columns:
        if column.refers_to in REFERENCES:
            named[REFERENCES[column.refers_to]].update(_each(entry.values.get(column.name)))
    return named


def _named_before(entry: Entry, kind: type[Record]) -> set[str]:
    """What the record named already: it may go on to."""
    if entry.base is None:
        return set()
    columns = (column for column in entry.kind.schema.columns if REFERENCES.get(column.refers_to or "") is kind)
    return {key for column in columns for key in _each(getattr(entry.base, column.name))}


def _each(value: Any) -> Iterator[str]:
    yield from value if isinstance(value, tuple) else (value,) if value else ()


def _called(spellings: Iterable[str]) -> set[str]:
    """The keys of companies of which a name, an alias or the corporate number is among the spellings."""
    names = [normalised_name(each) for each in spellings]
    told = CompanyMention.objects.filter(source=Party.schema.source, name__in=names[:_MOST])
    return set(told.values_list("key", flat=True)[:_MOST])


def _reached(kind: type[Record], keys: set[str], within: Reach, before: set[str]) -> dict[str, Record]:
    found = _by_key(kind, Q(key__in=sorted(keys)[:_MOST]))
    if within.whole:
        return found
    visible = current_keys(kind, found, within) | before
    return {key: record for key, record in found.items() if key in visible or (kind is Party and is_free(key))}


def _carrier() -> dict[str, Record]:
    return _by_key(Party, Q(standing=PartyStanding.CARRIER.value))


def _same_number(number: str | None, within: Reach) -> dict[str, Record]:
    if not number:
        return {}
    found = _by_key(Party, Q(corporate_number=number))
    visible = set(found) if within.whole else current_keys(Party, found, within)
    return {key: record for key, record in found.items() if key in visible}


def _climb(around: dict[type[Record], dict[str, Record]]) -> None:
    """What stands above the entrustments named, up to the carrier, and the companies that they join."""
    known = around[Entrustment]
    newest = dict(known)
    for _ in range(_HIGHEST):
        above = {key for edge in newest.values() for key in getattr(edge, "upper", ()) if key not in known}
        newest = _by_key(Entrustment, Q(key__in=sorted(above)))
        if not newest:
            break
        known.update(newest)
    joined = {getattr(edge, "entrustee", "") for edge in known.values()} - set(around[Party])
    around[Party].update(_by_key(Party, Q(key__in=sorted(joined)[:_MOST])))


def _by_key(kind: type[Record], condition: Q) -> dict[str, Record]:
    return {record.key: record for record in records_of(kind, records_within(Reach(), kind).filter(CURRENT & condition))}
