"""Behaviour baselines: is what somebody did on a day unusual, for this person and for people of the same work?

Pure statistics, in four small steps. ``features`` names what is measured. An amount is compared on a scale on which equal
steps are equally surprising (:func:`~sekisho.detection.baselines.scale.steady`). Its distance from the person's own usual and
from the peers' usual becomes a tail probability by what such distances were before (``tail``). ``score`` joins the features of
one person's day, takes off what everybody of the same work had that day, and keeps of alike features the strongest; the rest
is an explanation. ``ranking`` keeps to the daily budget. Only days before the judged one count as past.

Refuses to know events and how they are summed (``engines.behaviour``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from sekisho.detection.baselines.alert import BaselineAlert, Reason
from sekisho.detection.baselines.score import Measured, PersonDay, score_day
from sekisho.detection.baselines.tail import GRID, SHORT_PAST, TailCurve

EMPTY: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType({})

__all__ = ["GRID", "SHORT_PAST", "BaselineAlert", "Measured", "PersonDay", "Reason", "TailCurve", "ranking", "score_day"]


def ranking(
    day: str, people: Iterable[PersonDay], budget: int, details: Mapping[tuple[str, str], tuple[str, ...]] = EMPTY
) -> list[BaselineAlert]:
    """The alerts of one day: at most ``budget`` people, the most unusual first; nobody who shows nothing unusual.

    ``details`` name what stands behind a feature, by user and feature (new devices, rare operations).
    """
    unusual = sorted((person for person in people if person.score > 0), key=lambda person: (-person.score, person.user))
    return [
        BaselineAlert(
            person.user,
            day,
            round(person.score, 3),
            rank,
            tuple(replace(reason, names=details.get((person.user, reason.feature), ())) for reason in person.reasons),
            person.past_days,
            person.peers,
        )
        for rank, person in enumerate(unusual[:budget], 1)
    ]
