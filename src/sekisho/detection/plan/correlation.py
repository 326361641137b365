"""Rules over several events within a span of time (Sigma correlation rules, specification 2.0)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sekisho.terms import Vocabulary


class CorrelationType(Vocabulary):
    """What is counted inside a window."""

    EVENT_COUNT = "event_count", "件数"
    VALUE_COUNT = "value_count", "異なる値の数"
    TEMPORAL = "temporal", "そろって起きた"
    TEMPORAL_ORDERED = "temporal_ordered", "順に起きた"
    VALUE_SUM = "value_sum", "合計"
    VALUE_AVG = "value_avg", "平均"
    VALUE_PERCENTILE = "value_percentile", "百分位数"


@dataclass(frozen=True, slots=True)
class Threshold:
    """``gt``, ``gte``, ``lt``, ``lte``, ``eq`` or ``neq`` against a number; several of them must all hold."""

    operator: str
    number: float


@dataclass(frozen=True, slots=True)
class Correlation:
    """A window looks back from each relevant event over ``timespan`` microseconds and is closed at both ends.

    ``rules`` are ids of rules or of other correlations, each once, in the order written (``temporal_ordered`` needs it).
    ``aliases`` maps a name of ``group_by`` to the field that it stands for, by rule id. An event without a group-by field
    forms no group; without ``group_by`` there is one group. ``counted`` is the field whose values are counted, summed or
    ranked, ``percentile`` 0 to 100 (linear between neighbours). The time of an inner correlation is its window's end, its
    fields are its group. Events at one moment are in order for ``temporal_ordered``.
    """

    id: str
    name: str | None
    title: str
    level: str
    type: CorrelationType
    rules: tuple[str, ...]
    timespan: int
    thresholds: tuple[Threshold, ...]
    group_by: tuple[str, ...] = ()
    counted: str | None = None
    percentile: float | None = None
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    silent: bool = False
    measure: str | None = None
    sign: str | None = None
    source: str = ""
    notes: Mapping[str, str] = field(default_factory=dict, hash=False)

    def field_of(self, name: str, rule: str) -> str:
        """The field of ``rule``'s matches that ``name`` (a group-by field or the counted one) stands for."""
        return self.aliases.get(name, {}).get(rule, name)
