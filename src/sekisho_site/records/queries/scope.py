"""What must be read to judge one party: a small part of a large registry, found by indexes.

The party's own entrustments, every entrustment above them up to the carrier, every one below; all records that name one
of these entrustments, the party or a company below it; and the registers that belong to nobody. Records of the companies
above are read only as far as they name one of these entrustments: the carrier is above everyone.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from sekisho import declared, observed, promised
from sekisho.declared import Entrustment, Party, Site
from sekisho.planes import KINDS
from sekisho.record import Record
from sekisho.terms import PartyStanding
from sekisho_site.records.models import EntrustmentUpper

#: Reads the visible records of a kind that fit a condition.
Read = Callable[[type[Any], Q], list[Any]]

#: Registers that are small or belong to nobody in particular: read whole.
WHOLE: tuple[type[Record], ...] = (
    declared.Department,
    declared.Appointment,
    declared.GroupMembership,
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
    """Every record that concerns ``party``. The carrier is concerned by all records."""
    parties = read(Party, Q())
    if any(known.key == party and known.standing is PartyStanding.CARRIER for known in parties):
        yield from (record for kind in KINDS for record in read(kind, Q()))
        return
    yield from parties
    yield from (record for kind in WHOLE for record in read(kind, Q()))
    edges, companies = _around(party, read)
    yield from edges.values()
    yield from _found(Site, {"key": {site for edge in edges.values() for site in edge.sites}, "party": companies}, read)
    yield from _naming({"entrustment": edges, "party": companies}, read)


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


def _around(party: str, read: Read) -> tuple[dict[str, Entrustment], set[str]]:
    """The entrustments by key, and the companies whose own records count: the party and those below it."""
    own = {edge.key: edge for edge in read(Entrustment, Q(entrustee=party) | Q(entruster=party))}

    def made_under(edges: Iterable[Entrustment]) -> list[Entrustment]:
        links = [EntrustmentUpper.objects.filter(upper__in=keys).values("version") for keys in _portions(e.key for e in edges)]
        return [edge for link in links for edge in read(Entrustment, Q(pk__in=link))]

    def made_over(edges: Iterable[Entrustment]) -> list[Entrustment]:
        return _found(Entrustment, {"key": {upper for edge in edges for upper in edge.upper}}, read)

    below, above = _walk(own, made_under), _walk(own, made_over)
    return {**above, **below}, {party, *(edge.entrustee for edge in below.values())}


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
