"""Sigma rules as they are written → the typed plan.

Knows YAML, pySigma, and what log sources mean. Refuses to know how events are read and judged.
"""

from sekisho.detection.sigma.excluding import excluded
from sekisho.detection.sigma.faults import RuleFault, RuleFaults
from sekisho.detection.sigma.reading import compiled, read_rules

__all__ = ["RuleFault", "RuleFaults", "compiled", "excluded", "read_rules"]
