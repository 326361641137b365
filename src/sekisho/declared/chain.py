"""The n-tier graph of entrustments: tiers, paths, what lies below; diamonds are allowed, cycles are not.

Knows only edges and their ``upper`` keys. Refuses to know what any edge means.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sekisho.declared.entrustments import Entrustment


class Chain:
    """Entrustments as a graph. Keys of ``upper`` that are not in the graph are left out (an import refuses them)."""

    def __init__(self, entrustments: Iterable[Entrustment]) -> None:
        self.edges: Mapping[str, Entrustment] = {edge.key: edge for edge in entrustments}
        below: dict[str, list[Entrustment]] = defaultdict(list)
        for edge in self.edges.values():
            for upper in edge.upper:
                below[upper].append(edge)
        self._below = below
        self._tiers: dict[str, int] = {}

    def below(self, key: str) -> list[Entrustment]:
        """The edges made directly under an edge."""
        return self._below.get(key, [])

    def subtree(self, key: str) -> Iterator[Entrustment]:
        """Every edge below ``key`` at any depth, each once, nearest first."""
        seen, queue = {key}, [key]
        while queue:
            for edge in self.below(queue.pop(0)):
                if edge.key not in seen:
                    seen.add(edge.key)
                    queue.append(edge.key)
                    yield edge

    def tier(self, key: str) -> int:
        """1 for an edge of the carrier itself, else one more than the nearest upper edge."""
        if key not in self._tiers:
            self._tiers[key] = len(self.path(key))
        return self._tiers[key]

    def path(self, key: str) -> tuple[Entrustment, ...]:
        """A shortest path of edges from the carrier down to ``key``, itself last; first by upper order among equals."""
        frontier: list[tuple[str, ...]] = [(key,)]
        seen = {key}
        while frontier:
            following: list[tuple[str, ...]] = []
            for path in frontier:
                uppers = [u for u in self.edges[path[0]].upper if u in self.edges]
                if not uppers:
                    return tuple(self.edges[k] for k in path)
                following.extend((u, *path) for u in uppers if u not in seen)
                seen.update(uppers)
            frontier = following
        return (self.edges[key],)

    def parties(self, key: str) -> tuple[str, ...]:
        """The party keys along :meth:`path`, the carrier first."""
        path = self.path(key)
        return (path[0].entruster, *(edge.entrustee for edge in path))


def cycles(entrustments: Iterable[Entrustment]) -> list[tuple[str, ...]]:
    """Every cycle of ``upper`` keys, one path each, the first key repeated at the end.

    An edge that is reached from a cycle but not part of it is not listed.
    """
    uppers = {edge.key: edge.upper for edge in entrustments}
    done: set[str] = set()
    found = []
    for start in list(uppers):
        trail: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = []
        if start not in done:
            trail.append(start)
            stack.append((start, iter(uppers[start])))
        while stack:
            key, rest = stack[-1]
            upper = next(rest, None)
            if upper is None:
                done.add(key)
                trail.pop()
                stack.pop()
            elif upper in trail:
                found.append((*trail[trail.index(upper) :], upper))
            elif upper in uppers and upper not in done:
                trail.append(upper)
                stack.append((upper, iter(uppers[upper])))
    return found
