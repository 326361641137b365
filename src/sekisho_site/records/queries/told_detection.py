"""What the leaves of the evidence log tell of detection: alerts, what people did with them, exclusions, reviews of logs.

Knows the content of these leaves. Refuses to judge them, and to know the tables.
"""

from collections import defaultdict
from dataclasses import dataclass
from sys import intern
from typing import Any


@dataclass(slots=True)
class ToldAlertLife:
    """How the leaves leave one alert. Moments are as the leaves write them; ``content`` is the hash of what was told."""

    told_at: str | None = None
    revised_at: str | None = None
    sorted_at: str | None = None
    revision: int | None = None
    content: str | None = None
    state: str | None = None
    exclusion: int | None = None


@dataclass(frozen=True, slots=True)
class ToldStep:
    """One step as its leaf tells it; ``content`` is the hash of its words."""

    at: str
    by: str
    content: str


@dataclass(slots=True)
class ToldTwice:
    """What two leaves tell: how something was made, and how it ended (an exclusion) or was signed (a review)."""

    first: dict[str, Any] | None = None
    last: dict[str, Any] | None = None


class ToldDetection:
    """Everything that the leaves say about the tables of detection, by the keys under which the leaves tell it."""

    def __init__(self) -> None:
        self.alerts: dict[str, ToldAlertLife] = defaultdict(ToldAlertLife)
        self.steps: dict[str, list[ToldStep]] = defaultdict(list)
        self.exclusions: dict[str, ToldTwice] = defaultdict(ToldTwice)
        self.reviews: dict[str, ToldTwice] = defaultdict(ToldTwice)

    def hear(self, told: dict[str, Any]) -> None:
        """Remember one leaf, if it tells of detection."""
        kind, key, first = told["kind"], told["key"], told["action"] in ("made", "planned")
        if kind == "alert":
            self._hear_alert(self.alerts[key], told)
        elif kind == "alert_step":
            self.steps[key].append(ToldStep(told["at"], intern(told["by"]), told["content"]))
            self._hear_step(self.alerts[key], told)
        elif kind in {"alert_exclusion", "log_review"}:
            twice = (self.exclusions if kind == "alert_exclusion" else self.reviews)[key]
            twice.first, twice.last = (told, twice.last) if first else (twice.first, told)

    @staticmethod
    def _hear_alert(alert: ToldAlertLife, told: dict[str, Any]) -> None:
        if told["action"] == "told":
            alert.told_at, alert.state = told["at"], "new"
        alert.revised_at = alert.sorted_at = told["at"]
        alert.revision, alert.content = told["revision"], told["content"]

    @staticmethod
    def _hear_step(alert: ToldAlertLife, told: dict[str, Any]) -> None:
        left = told["left"]
        if left["revision"] != alert.revision:  # taken back: a revision that tells nothing new
            alert.revised_at = told["at"]
        alert.revision, alert.content = left["revision"], left["content"]
        alert.state, alert.exclusion = told["after"], left["exclusion"]
