"""The n-tier graph of entrustments: tiers, paths, what lies below; diamonds are allowed, cycles are not.

Knows only edges and their ``upper`` keys. Refuses to know what any edge means.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from sekisho.declared.entrustments import Entrustment


class Chain:
    """Entrustments as a graph. Keys of ``upper`` that are not in the graph are left out (an import refuses them).

    Edges that hang in or under a cycle, which an import refuses too, count as if the carrier itself had made them.
    """

    def __init__(self, entrustments: Iterable[Entrustment]) -> None:
        self.edges: Mapping[str, Entrustment] = {edge.key: edge for edge in entrustments}
        below: dict[str, list[Entrustment]] = defaultdict(list)
        for edge in self.edges.values():
            for upper in dict.fromkeys(edge.upper):
                below[upper].append(edge)
        self._below = below

    def below(self, key: str) -> list[Entrustment]:
        """The edges made directly under an edge."""
        return self._below.get(key, [])

    def subtree(self, key: str) -> Iterator[Entrustment]:
        """Every edge below ``key`` at any depth, each once, nearest first."""
        if key not in self._below:
            return
        seen, queue = {key}, deque([key])
        while queue:
            for edge in self.below(queue.popleft()):
                if edge.key not in seen:
                    seen.add(edge.key)
                    queue.append(edge.key)
                    yield edge

    def tier(self, key: str) -> int:
        """1 for an edge of the carrier itself, else one more than the nearest upper edge. Raises ``KeyError`` if unknown."""
        return self._tiers.get(self.edges[key].key, 1)

    @cached_property
    def _tiers(self) -> Mapping[str, int]:
        """Tiers of every edge that leads up to the carrier, found downwards so that each edge is looked at once."""
        tiers = {edge.key: 1 for edge in self.edges.values() if not any(upper in self.edges for upper in edge.upper)}
        queue = deque(tiers)
        while queue:
            key = queue.popleft()
            for edge in self.below(key):
                if edge.key not in tiers:
                    tiers[edge.key] = tiers[key] + 1
                    queue.append(edge.key)
        return tiers

    def path(self, key: str) -> tuple[Entrustment, ...]:
        """A shortest path of edges from the carrier down to ``key``, itself last; first by upper order among equals."""
        path = [self.edges[key]]
        while upper := self._nearest.get(path[-1].key):
            path.append(upper)
        return tuple(reversed(path))

    def head(self, key: str) -> Entrustment:
        """The first edge of :meth:`path`: the entrustment of the carrier itself under which ``key`` stands."""
        edge = self.edges[key]
        while upper := self._nearest.get(edge.key):
            edge = upper
        return edge

    @cached_property
    def _nearest(self) -> Mapping[str, Entrustment]:
        """For every edge of a deeper tier the edge above it that leads up to the carrier by the shortest way."""
        tiers = self._tiers
        return {
            key: self.edges[next(upper for upper in self.edges[key].upper if tiers.get(upper) == tier - 1)]
            for key, tier in tiers.items()
            if tier > 1
        }

    def parties(self, key: str) -> tuple[str, ...]:
        """The party keys along :meth:`path`, the carrier first."""
        path = self.path(key)
        return (path[0].entruster, *(edge.entrustee for edge in path))


def cycles(entrustments: Iterable[Entrustment]) -> list[tuple[str, ...]]:
    """Cycles of ``upper`` keys, each as its path with the first key repeated at the end; empty when there are none.

    Where cycles share edges at least one of them is told. An edge that only leads into a cycle is not in its path.
    """
    uppers = {edge.key: tuple(dict.fromkeys(edge.upper)) for edge in entrustments}
    done: set[str] = set()
    found = []
    for start, first in uppers.items():
        trail: dict[str, Iterator[str]] = {} if start in done else {start: iter(first)}
        while trail:
            key, rest = next(reversed(trail.items()))
            upper = next(rest, None)
            if upper is None:
                done.add(key)
                trail.pop(key)
            elif upper in trail:
                keys = list(trail)
                found.append((*keys[keys.index(upper) :], upper))
            elif upper in uppers and upper not in done:
                trail[upper] = iter(uppers[upper])
    return found
