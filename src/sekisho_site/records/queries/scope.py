"""What must be read to judge one party: a small part of a large registry, found by indexes.

The party's own entrustments and those in whose records its name is written; every entrustment above them up to the
carrier, every one below; all records that name one of these entrustments or the party; and the registers that belong to
nobody. What else companies above and below do is not read: the carrier is above everyone, and a provider of services may
stand below everyone.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from sekisho import declared, observed, promised
from sekisho.declared import Entrustment, GroupMembership, Party, Site
from sekisho.party import normalised_name
from sekisho.planes import BY_SOURCE, KINDS
from sekisho.record import Record
from sekisho.terms import GroupRelation, PartyStanding
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
    whole = {kind: read(kind, Q()) for kind in (Party, *WHOLE)}
    asked = next((known for known in whole[Party] if known.key == party), None)
    grouped = any(m.party == party and m.relation is not GroupRelation.NONE for m in whole[GroupMembership])
    if grouped or (asked and asked.standing is PartyStanding.CARRIER):
        yield from (record for kind in KINDS for record in read(kind, Q()))
        return
    yield from (record for records in whole.values() for record in records)
    told = list(_telling(asked, read) if asked else ())
    edges = _around(party, {edge for record in told for edge in _entrustments(record)}, read)
    yield from edges.values()
    yield from _found(Site, {"key": {site for edge in edges.values() for site in edge.sites}, "party": [party]}, read)
    named = {(type(record), record.key): record for record in (*told, *_naming({"entrustment": edges, "party": [party]}, read))}
    yield from named.values()


def _telling(party: Party, read: Read) -> Iterator[Record]:
    """The records of others that write the name of the party."""
    names = {normalised_name(name) for name in (party.key, *party.spellings, party.corporate_number) if name}
    written: dict[type[Record], set[str]] = defaultdict(set)
    for source, key in CompanyMention.objects.filter(name__in=names).values_list("source", "key"):
        written[BY_SOURCE[source]].add(key)
    for kind, keys in written.items():
        yield from _found(kind, {"key": keys}, read)


def _entrustments(record: Record) -> Iterator[str]:
    """The entrustments that a record names."""
    columns = (column.name for column in record.schema.columns if column.refers_to == "entrustment" and not column.many)
    return (key for key in (getattr(record, name) for name in columns) if key)


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
