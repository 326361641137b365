"""Correlations that must be judged together, and the shards in which their hits can be judged apart.

Knows which correlations refer to one another, and by which field all of them group. Refuses to know clusters and windows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from sekisho.detection.plan import Correlation, RuleBook
from sekisho.engines.columns.column import MISSING
from sekisho.engines.columns.hits import Hits
from sekisho.engines.reference.values import text_of

#: Groups are gathered in so many shards at most.
SHARDS = 64


@dataclass(frozen=True, slots=True)
class Family:
    """Correlations of one root with the rules below them.

    ``book`` holds nothing else, its rules are silent. ``apart`` names by rule the field whose values never meet in a window of
    any of these correlations; empty: all hits are judged in one place.
    """

    number: int
    book: RuleBook
    apart: Mapping[str, str]


def families(book: RuleBook) -> list[Family]:
    """The correlations of a book in groups that share no correlation."""
    roots: dict[str, str] = {}

    def root(id: str) -> str:
        while id in roots and roots[id] != id:
            id = roots[id]
        return id

    inner = {correlation.id for correlation in book.correlations}
    for correlation in book.correlations:
        roots.setdefault(correlation.id, correlation.id)
        for below in correlation.rules:
            if below in inner:
                roots[root(below)] = root(correlation.id)
    members: dict[str, list[Correlation]] = {}
    for correlation in book.correlations:
        members.setdefault(root(correlation.id), []).append(correlation)
    return [_family(number, book, tuple(each)) for number, each in enumerate(members.values())]


def _family(number: int, book: RuleBook, correlations: tuple[Correlation, ...]) -> Family:
    asked = {rule for correlation in correlations for rule in correlation.rules}
    rules = tuple(replace(rule, silent=True) for rule in book.rules if rule.id in asked)
    return Family(number, RuleBook(rules, correlations), _apart({rule.id for rule in rules}, correlations))


def _apart(rules: set[str], correlations: tuple[Correlation, ...]) -> dict[str, str]:
    """By rule the field of a name that every correlation groups by, if it is one field of the rule for all of them."""
    shared = set(correlations[0].group_by).intersection(*(each.group_by for each in correlations))
    for name in sorted(shared):
        fields: dict[str, set[str]] = {}
        for correlation in correlations:
            for below in correlation.rules:
                fields.setdefault(below, set()).add(correlation.field_of(name, below))
        # a name of an inner correlation is handed on only as itself
        handed_on = all(fields.get(each.id, {name}) == {name} for each in correlations)
        if handed_on and all(len(fields[rule]) == 1 for rule in rules):
            return {rule: next(iter(fields[rule])) for rule in rules}
    return {}


def sharded(family: Family, hits: Mapping[str, Hits]) -> Iterator[tuple[tuple[int, int], tuple[str, Hits]]]:
    """The hits of a family's rules, each part under its family and shard. Hits without the field stand in no window."""
    for rule in family.book.rules:
        some = hits.get(rule.id)
        if some is None:
            continue
        if not family.apart:
            yield (family.number, 0), (rule.id, some)
            continue
        column = some.values[family.apart[rule.id]]
        shards = np.array([*(_shard(value) for value in column.values), -1], np.int64)[column.codes]
        shards[column.codes == MISSING] = -1
        for shard in np.unique(shards[shards >= 0]).tolist():
            yield (family.number, shard), (rule.id, some.only(shards == shard))


def _shard(value: object) -> int:
    # 5 and "5" are one group; the number must be the same in every process
    return crc32(text_of(value).encode("utf-8", "surrogatepass")) % SHARDS  # type: ignore[arg-type]
