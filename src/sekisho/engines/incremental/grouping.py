"""Which group of a correlation a happening belongs to, and whether it counts there at all.

Knows fields, aliases and numbers as the reference reads them. Refuses to know windows.
"""

from collections.abc import Mapping

from sekisho.detection.event import Scalar
from sekisho.detection.plan import Correlation, CorrelationType
from sekisho.engines.reference.values import number_of

_NUMBERS = {CorrelationType.VALUE_SUM, CorrelationType.VALUE_AVG, CorrelationType.VALUE_PERCENTILE}


def group_of(correlation: Correlation, rule: str, values: Mapping[str, Scalar]) -> tuple[Scalar, ...] | None:
    """The values of the group-by fields as this match of ``rule`` writes them; None when one is missing."""
    group = tuple(values.get(correlation.field_of(name, rule)) for name in correlation.group_by)
    return None if None in group else group


def counted_value(correlation: Correlation, rule: str, values: Mapping[str, Scalar]) -> Scalar:
    """The value that is counted, summed or ranked; None when there is none, or nothing is."""
    return None if correlation.counted is None else values.get(correlation.field_of(correlation.counted, rule))


def takes(correlation: Correlation, rule: str, values: Mapping[str, Scalar]) -> bool:
    """Whether a match of ``rule`` with these values is an event of the correlation."""
    value = counted_value(correlation, rule, values)
    if correlation.type in _NUMBERS:
        return number_of(value) is not None
    return correlation.counted is None or value is not None
