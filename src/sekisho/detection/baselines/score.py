"""From measured features to one score per person and day, with what makes it up.

Knows how surprises are joined. The rules, and why:

- A day must be unusual for the person *and* for people of the same work: the geometric mean of both surprises. One who always
  does much is usual for himself, one who does for the first time what all colleagues do is usual for them.
- What a person did before at least as much is never rarer than that: empirical tail probability as a bound (the last week does
  not bound, so that something that goes on for days is not usual on the second).
- What most people of the same work have on this day (month-end, an outage) is taken off.
- Of features that say much the same the strongest counts, less what looking at so many of them costs (Bonferroni).
- Amounts rise together on a busy day: the strongest counts in full, each further one a quarter of the one before.

Refuses to know events, days and budgets.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from sekisho.detection.baselines.alert import Reason
from sekisho.detection.baselines.features import OF_KIND, daily, family_of, is_weekly
from sekisho.detection.baselines.scale import FEW_DAYS
from sekisho.detection.baselines.tail import TailCurve

#: A family counts with what exceeds one in ten: that much happens to everybody.
_NOTHING_SPECIAL = 1.0
_FURTHER = 0.25
_ENOUGH_PEERS = 10
_REASONS = 6


@dataclass(frozen=True, slots=True)
class Measured:
    """One feature of one person on the judged day.

    ``usual`` and ``peers_usual`` are medians in the feature's unit, ``own`` and ``beside`` the distances from the person's and
    from the peers' usual in robust standard deviations, ``past_days`` how many days of the same work the person has behind,
    ``as_much_before`` on how many of them (the last week left out) it was at least as much.
    """

    user: str
    peers: str
    feature: str
    now: float
    usual: float
    peers_usual: float
    own: float
    beside: float
    past_days: int
    as_much_before: int


@dataclass(frozen=True, slots=True)
class PersonDay:
    """The score of one person's day and the reasons, heaviest first."""

    user: str
    peers: str
    score: float
    reasons: tuple[Reason, ...]
    past_days: int


Curves = Mapping[tuple[str, str], tuple[TailCurve, TailCurve]]


def score_day(measured: Sequence[Measured], curves: Curves, present: Mapping[str, int]) -> list[PersonDay]:
    """Score everybody of one day.

    ``curves`` hold, by (peers, feature), how far people were from their own and from their peers' usual before; ``present``
    how many people of each group were there on the day.
    """
    shifts = _of_everybody(measured, present)
    today = {(one.user, one.feature): one for one in measured}
    told: dict[str, list[tuple[Measured, float]]] = defaultdict(list)
    for one in measured:
        behind = today.get((one.user, daily(one.feature)))
        if is_weekly(one.feature) and (behind is None or behind.now <= behind.usual):
            continue  # the week was unusual before today
        curve = curves.get((one.peers, one.feature))
        if curve is not None:
            shifted = replace(one, own=one.own - shifts.get((one.peers, one.feature), 0.0))
            told[one.user].append((one, _surprise(shifted, *curve)))
    sizes = Counter(family_of(feature) for feature in {one.feature for one in measured})
    return [_joined(rows, sizes) for rows in told.values()]


def _of_everybody(measured: Iterable[Measured], present: Mapping[str, int]) -> dict[tuple[str, str], float]:
    """By how much the middle person of a group is above the own usual today; who lacks a feature counts as not above."""
    above: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in measured:
        if one.past_days >= FEW_DAYS:
            above[one.peers, one.feature].append(one.own)
    shifts = {}
    for group, distances in above.items():
        people = present.get(group[0], 0)
        if people >= _ENOUGH_PEERS:
            shifts[group] = max(0.0, median(distances + [0.0] * max(0, people - len(distances))))
    return shifts


def _surprise(one: Measured, own: TailCurve, beside: TailCurve) -> float:
    """How surprising the amount is for the person and for the peers; for the peers alone when there is no past."""
    for_peers = beside.surprise(one.beside)
    if one.past_days < FEW_DAYS:
        return for_peers
    for_person = own.surprise(one.own)
    if one.as_much_before:
        for_person = min(for_person, -math.log10((one.as_much_before + 1) / (one.past_days + 1)))
    return math.sqrt(max(for_person, 0.0) * for_peers)


def _joined(rows: Sequence[tuple[Measured, float]], sizes: Mapping[str, int]) -> PersonDay:
    """One person's features: the strongest of each family, joined, and listed as reasons by weight."""
    best: dict[str, tuple[float, Measured]] = {}
    for one, surprise in rows:
        family = family_of(one.feature)
        counts = surprise - math.log10(sizes[family]) - _NOTHING_SPECIAL
        if counts > 0 and (family not in best or counts > best[family][0]):
            best[family] = (counts, one)
    of_kind = [(weight, one) for family, (weight, one) in best.items() if family in OF_KIND]
    amounts = sorted(((w, one) for family, (w, one) in best.items() if family not in OF_KIND), key=_heaviest)
    parts = of_kind + [(weight * _FURTHER**place, one) for place, (weight, one) in enumerate(amounts)]
    parts.sort(key=_heaviest)
    reasons = tuple(Reason(one.feature, one.usual, one.now, weight, one.peers_usual) for weight, one in parts[:_REASONS])
    anyone = rows[0][0]
    return PersonDay(anyone.user, anyone.peers, sum(weight for weight, _ in parts), reasons, anyone.past_days)


def _heaviest(part: tuple[float, Measured]) -> tuple[float, str]:
    return -part[0], part[1].feature
