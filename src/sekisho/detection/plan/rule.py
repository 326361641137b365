"""Whole rules: which events they are about and what must hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sekisho.detection.plan.condition import Condition
from sekisho.detection.plan.correlation import Correlation

#: The levels of Sigma, lightest first. A rule that states none is told as the lightest.
LEVELS = ("informational", "low", "medium", "high", "critical")

#: The note of a rule that names the placeholders (``expand``) nobody gave values for: they are like nothing.
UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class LogSource:
    """Sigma's ``logsource``, as written. ``detection.sigma`` knows what it asks of events; unknown ones ask nothing."""

    category: str | None = None
    product: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule over single events. ``condition`` already holds what the log source asks.

    ``silent``: only correlations use it, its own matches are not told. ``measure`` is the check item it serves (``INS-03``),
    ``sign`` the sign of the catalog that a match observes (``external_media_write``); foreign rules have neither.
    """

    id: str
    name: str | None
    title: str
    level: str
    condition: Condition
    logsource: LogSource = LogSource()
    silent: bool = False
    measure: str | None = None
    sign: str | None = None
    source: str = ""
    notes: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Rules and correlations that are judged together; no two have one id.

    A correlation refers to ids of the book only, and only to correlations that stand before it.
    """

    rules: tuple[Rule, ...]
    correlations: tuple[Correlation, ...] = ()
