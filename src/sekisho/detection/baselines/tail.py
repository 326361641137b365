"""How rare a distance from the usual is: the upper tail of the distances there were before, and beyond the farthest of them.

Knows one curve: distances at fixed tail probabilities. Refuses to know what was measured.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

#: The tail probabilities at which a curve is known.
GRID = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001)
#: A point of the curve counts when it rests on so many cases.
_CASES = 3
#: Nothing is said to be rarer than one in this power of ten: no past is long enough.
RAREST = 9.0
_SHORTEST = 0.25
_BACK = 4


@dataclass(frozen=True, slots=True)
class TailCurve:
    """``distances`` at the probabilities of ``GRID``, over ``cases`` days; ``share`` of all days had the feature at all.

    >>> curve = TailCurve(tuple(range(12)), 100_000)
    >>> round(curve.surprise(5), 2), curve.surprise(-1), curve.surprise(11) < curve.surprise(20) < 9.1
    (2.0, 0.0, True)
    """

    distances: tuple[float, ...]
    cases: int
    share: float = 1.0

    def surprise(self, distance: float) -> float:
        """Minus the decimal logarithm of how often so far or farther happened before (0: half of the time, or nearer).

        Between points of the curve it is linear; beyond the last that is known the tail goes on as it fell before.
        """
        known = [(d, p) for d, p in zip(self.distances, GRID, strict=True) if p * self.cases >= _CASES]
        if not known:
            return 0.0
        if distance <= known[0][0]:
            return 0.0
        return min(_at(known, distance) - math.log10(self.share), RAREST)


def _at(known: list[tuple[float, float]], distance: float) -> float:
    last, rarest = known[-1]
    if distance > last:
        nearer, oftener = known[max(0, len(known) - _BACK)]
        falls = max((last - nearer) / math.log(oftener / rarest), _SHORTEST) if oftener > rarest else 1.0
        return -math.log10(rarest) + (distance - last) / falls / math.log(10)
    for (left, p), (right, q) in pairwise(known):
        if left < distance <= right:
            way = (distance - left) / (right - left)
            return -((1 - way) * math.log10(p) + way * math.log10(q))
    return 0.0


#: When too little is known of a feature: a bell half as wide again as the normal one (its upper quantiles at ``GRID``).
SHORT_PAST = TailCurve(
    tuple(1.5 * z for z in (0, 0.842, 1.282, 1.645, 2.054, 2.326, 2.576, 2.878, 3.09, 3.291, 3.54, 3.719)), 10**6
)
