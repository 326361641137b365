"""Which windows an event can change, and how far the stretches reach that they belong to.

A match at ``t`` changes windows that end from ``t`` to ``t + timespan`` and no other. Times are microseconds. Refuses to
judge a window.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sekisho.detection.plan import Correlation, CorrelationType

_RISING = {
    CorrelationType.EVENT_COUNT,
    CorrelationType.VALUE_COUNT,
    CorrelationType.TEMPORAL,
    CorrelationType.TEMPORAL_ORDERED,
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From the end of a first window to that of a last one, both included."""

    first: int
    last: int


def widened(span: Span, timespan: int, stretches: Iterable[Span]) -> tuple[Span, list[Span]]:
    """The span with every stretch that its windows may overlap, and these stretches, in order.

    A window that ends at most ``timespan`` after another one overlaps it; what the span has come to reach may bring in more.

    >>> widened(Span(50, 60), 10, [Span(10, 19), Span(30, 41), Span(70, 90), Span(101, 110)])
    (Span(first=30, last=90), [Span(first=30, last=41), Span(first=70, last=90)])
    """
    waiting = sorted(stretches)
    taken: list[Span] = []
    while near := [each for each in waiting if each.last >= span.first - timespan and each.first <= span.last + timespan]:
        span = Span(min(span.first, near[0].first), max(span.last, *(each.last for each in near)))
        taken += near
        waiting = [each for each in waiting if each not in near]
    return span, sorted(taken)


def grows_only(correlation: Correlation) -> bool:
    """Whether one more event can never end what fires: a count that must be high enough, and nothing else.

    Then a stretch whose windows all ended before the new events is only appended to, never judged again.
    """
    return correlation.type in _RISING and all(each.operator in ("gt", "gte") for each in correlation.thresholds)
