"""One-to-one pairs out of many candidates, leaving open what is not clear. Knows scores; refuses to know what is paired."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

Pair = tuple[str, str]


def clear_pairs(scores: Mapping[Pair, float], margin: float) -> tuple[tuple[Pair, ...], tuple[tuple[Pair, ...], ...]]:
    """Pairs that are each other's best by ``margin``, best first; then what is left, in groups that hang together.

    A pair once taken frees the others from its two ends, so that a second-best may become clear.

    >>> clear_pairs({("a", "x"): 0.9, ("a", "y"): 0.7, ("b", "y"): 0.8, ("c", "z"): 0.7, ("c", "w"): 0.7}, 0.05)
    ((('a', 'x'), ('b', 'y')), ((('c', 'w'), ('c', 'z')),))
    """
    left = dict(scores)
    taken: list[Pair] = []
    while clear := _clearest(left, margin):
        taken.append(clear)
        left = {pair: score for pair, score in left.items() if pair[0] != clear[0] and pair[1] != clear[1]}
    return tuple(taken), _groups(left)


def _clearest(scores: Mapping[Pair, float], margin: float) -> Pair | None:
    at_end: dict[tuple[int, str], list[float]] = defaultdict(list)
    for pair, score in scores.items():
        for end in enumerate(pair):
            at_end[end] = sorted([*at_end[end], score], reverse=True)[:2]

    def rival(pair: Pair) -> float:
        best = [at_end[end] for end in enumerate(pair)]
        return max((top[1] if top[0] == scores[pair] else top[0]) for top in (*best, [0.0, 0.0]) if len(top) > 1)

    clear = [pair for pair in scores if scores[pair] >= margin + rival(pair)]
    return min(clear, key=lambda pair: (-scores[pair], pair), default=None)


def _groups(pairs: Iterable[Pair]) -> tuple[tuple[Pair, ...], ...]:
    groups: list[list[Pair]] = []
    for pair in pairs:
        touching = [group for group in groups if any(pair[0] == other[0] or pair[1] == other[1] for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([pair, *(other for group in touching for other in group)])
    return tuple(sorted(tuple(sorted(group)) for group in groups))
