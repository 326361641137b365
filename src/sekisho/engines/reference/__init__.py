"""The reference engine: one event at a time, as the specification reads. Every other engine is held to it by property tests."""

from sekisho.engines.reference.conditions import holds
from sekisho.engines.reference.correlating import alerts
from sekisho.engines.reference.matching import matches

__all__ = ["alerts", "holds", "matches"]
