"""What must be read to judge one party: a small part of a large registry, found by indexes.

The party's own entrustments and those in whose records its name is written; every entrustment above them up to the
carrier, every one below; all records that name one of these entrustments or the party; and the registers that belong to
nobody. What else companies above and below do is not read: the carrier is above everyone, and a provider of services may
stand below everyone. Of the companies those that these records name, by key or by name.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from sekisho import declared, observed, promised
from sekisho.declared import Entrustment, GroupMembership, Party, Site
from sekisho.planes import BY_SOURCE, KINDS
from sekisho.record import Record
from sekisho.terms import GroupRelation, PartyStanding
from sekisho_site.records.mentions import EMPLOYING, NAMING, names_in
from sekisho_site.records.models import CompanyMention, EntrustmentUpper

#: Reads the visible records of a kind that fit a condition.
Read = Callable[[type[Any], Q], list[Any]]

#: Registers that are small or belong to nobody in particular: read whole.
WHOLE: tuple[type[Record], ...] = (
    declared.Department,
    declared.Appointment,
    GroupMembership,
    declared.Purpose,
    declared.System,
    declared.Investigation,
    promised.PublicNotice,
    observed.Complaint,
)

#: Kinds whose keys lead to further records (clauses of a contract, items of an inspection), which come after them.
_LEADING = {promised.Contract: "contract", observed.Inspection: "inspection"}

#: Database servers take only so many values in one statement.
_KEYS_AT_ONCE = 5_000


def concerning(party: str, read: Read) -> Iterator[Record]:
    """Every record that concerns ``party``.

    The carrier and the companies of its group are concerned by all records: a group company is held against the others.
    """
    carrier_or_asked = read(Party, Q(key=party) | Q(standing=PartyStanding.CARRIER.value))
    whole = {kind: read(kind, Q()) for kind in WHOLE}
    asked = next((known for known in carrier_or_asked if known.key == party), None)
    grouped = any(m.party == party and m.relation is not GroupRelation.NONE for m in whole[GroupMembership])
    if grouped or (asked and asked.standing is PartyStanding.CARRIER):
        yield from (record for kind in KINDS for record in read(kind, Q()))
        return
    records = [record for registers in whole.values() for record in registers]
    records += _about(party, asked, read)
    known = {each.key: each for each in (*carrier_or_asked, *_companies(records, read))}
    yield from (*known.values(), *records)


def _about(party: str, asked: Party | None, read: Read) -> Iterator[Record]:
    """What is told of the party itself, of its entrustments and of those around them."""
    written = _writing(names_in(asked), read) if asked else []
    edges = _around(party, {edge for record in written for edge in _named(record, "entrustment")}, read)
    yield from edges.values()
    yield from _found(Site, {"key": {site for edge in edges.values() for site in edge.sites}, "party": [party]}, read)
    naming = _naming({"entrustment": edges, "party": [party]}, read)
    yield from {(type(record), record.key): record for record in (*written, *naming)}.values()


def _writing(names: Iterable[str], read: Read) -> list[Record]:
    """The records, parties aside, that write one of the names."""
    keys = _keys_by_mention(names, ~Q(source=Party.schema.source))
    return [record for kind, every in keys.items() for record in _found(kind, {"key": every}, read)]


def _companies(records: Sequence[Record], read: Read) -> list[Party]:
    """The parties that the records name by key or by name; where a name is of several, all of them."""
    names = {name for record in records for columns in (NAMING, EMPLOYING) for name in names_in(record, columns)}
    keys = {key for record in records for key in _named(record, "party")} | _keys_by_mention(
        names, Q(source=Party.schema.source)
    )[Party]
    return _found(Party, {"key": keys}, read)


def _keys_by_mention(names: Iterable[str], sources: Q) -> dict[type[Record], set[str]]:
    keys: dict[type[Record], set[str]] = defaultdict(set)
    for portion in _portions(set(names)):
        for source, key in CompanyMention.objects.filter(sources, name__in=portion).values_list("source", "key"):
            keys[BY_SOURCE[source]].add(key)
    return keys


def _named(record: Record, target: str) -> Iterator[str]:
    """The keys of ``target`` that a record names."""
    for column in record.schema.columns:
        value = getattr(record, column.name) if column.refers_to == target else None
        yield from value if isinstance(value, tuple) else (value,) if value else ()


def _naming(keys: dict[str, Collection[str]], read: Read) -> Iterator[Record]:
    """The records of all other kinds that name one of the keys."""
    for kind in KINDS:
        if kind in (Party, Entrustment, Site, *WHOLE):
            continue
        columns = (column for column in kind.schema.columns if column.refers_to in keys and not column.many)
        found = _found(kind, {column.name: keys[str(column.refers_to)] for column in columns}, read)
        if kind in _LEADING:
            keys[_LEADING[kind]] = [record.key for record in found]
        yield from found


def _around(party: str, further: Collection[str], read: Read) -> dict[str, Entrustment]:
    """The party's entrustments and the ``further`` ones, with all that stands above and below them, by key."""
    found = (*read(Entrustment, Q(entrustee=party) | Q(entruster=party)), *_found(Entrustment, {"key": further}, read))
    own = {edge.key: edge for edge in found}

    def made_under(edges: Iterable[Entrustment]) -> list[Entrustment]:
        links = [EntrustmentUpper.objects.filter(upper__in=keys).values("version") for keys in _portions(e.key for e in edges)]
        return [edge for link in links for edge in read(Entrustment, Q(pk__in=link))]

    def made_over(edges: Iterable[Entrustment]) -> list[Entrustment]:
        return _found(Entrustment, {"key": {upper for edge in edges for upper in edge.upper}}, read)

    return {**_walk(own, made_over), **_walk(own, made_under)}


def _walk(
    start: Mapping[str, Entrustment], further: Callable[[Iterable[Entrustment]], list[Entrustment]]
) -> dict[str, Entrustment]:
    """Everything that is reached from ``start``, itself included; one round of questions per tier."""
    reached = newest = dict(start)
    while newest:
        newest = {edge.key: edge for edge in further(newest.values()) if edge.key not in reached}
        reached = {**reached, **newest}
    return reached


def _found(kind: type[Record], named: Mapping[str, Collection[str]], read: Read) -> list[Any]:
    """The records of a kind that hold one of the keys in one of the columns, each once."""
    conditions = [Q(**{f"{column}__in": keys}) for column, every in named.items() for keys in _portions(every)]
    if sum(map(len, named.values())) <= _KEYS_AT_ONCE and conditions:
        conditions = [reduce(or_, conditions)]
    return list({record.key: record for condition in conditions for record in read(kind, condition)}.values())


def _portions(keys: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(keys)
    return (ordered[start : start + _KEYS_AT_ONCE] for start in range(0, len(ordered), _KEYS_AT_ONCE))
