"""A rule without what somebody has excluded.

Knows how an exclusion narrows a condition. Refuses to know who excluded what, why and until when (``detection.rules``).
"""

from dataclasses import replace

from sekisho.detection.plan import Condition, Not, Rule
from sekisho.detection.sigma.logsources import both


def excluded(rule: Rule, condition: Condition) -> Rule:
    """The rule without the events for which ``condition`` holds."""
    return replace(rule, condition=both(rule.condition, Not(condition)))
