"""The typed plan of rules: what a Sigma rule means, with nothing left to interpret. Engines read this and nothing else.

``matcher`` says what one value must be like, ``condition`` joins tests of fields, ``rule`` and ``correlation`` are whole rules.
Meaning: the Sigma specification 2.0 (detection, correlation, modifiers appendix), and ``engines.reference`` in code.
"""

from sekisho.detection.plan.condition import All, Any, Condition, Not, Test
from sekisho.detection.plan.correlation import Correlation, CorrelationType, Threshold
from sekisho.detection.plan.matcher import (
    ANY_RUN,
    ONE,
    Cidr,
    Compare,
    Exists,
    Is,
    Matcher,
    Null,
    OtherField,
    Regex,
    Text,
    TimePart,
)
from sekisho.detection.plan.needs import needed_fields
from sekisho.detection.plan.rule import LEVELS, UNRESOLVED, LogSource, Rule, RuleBook

__all__ = [
    "ANY_RUN",
    "LEVELS",
    "ONE",
    "UNRESOLVED",
    "All",
    "Any",
    "Cidr",
    "Compare",
    "Condition",
    "Correlation",
    "CorrelationType",
    "Exists",
    "Is",
    "LogSource",
    "Matcher",
    "Not",
    "Null",
    "OtherField",
    "Regex",
    "Rule",
    "RuleBook",
    "Test",
    "Text",
    "Threshold",
    "TimePart",
    "needed_fields",
]
