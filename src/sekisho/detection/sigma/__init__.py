"""Sigma rules as they are written → the typed plan.

Knows YAML, pySigma, and what log sources mean. Refuses to know how events are read and judged.
"""

from sekisho.detection.sigma.book import read_rules
from sekisho.detection.sigma.cache import compiled
from sekisho.detection.sigma.faults import RuleFault, RuleFaults
from sekisho.detection.sigma.rules import LEVELS, UNRESOLVED, excluded

__all__ = ["LEVELS", "UNRESOLVED", "RuleFault", "RuleFaults", "compiled", "excluded", "read_rules"]
