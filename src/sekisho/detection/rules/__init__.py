"""The product's own rules, for the measures that the ministry's form names, and what makes rules of any folder dependable.

Knows where the own rules are, the columns they speak, their examples, and exclusions. Refuses to know how Sigma is read
(``detection.sigma``) and how events are judged (``engines``): who tries examples hands in an engine.
"""

from sekisho.detection.rules.columns import Column, columns
from sekisho.detection.rules.examples import Example, read_examples
from sekisho.detection.rules.exclusions import Excluded, Exclusion, exclude, read_exclusions
from sekisho.detection.rules.folder import OWN, own_folder, rule_paths
from sekisho.detection.rules.listing import ListedRule, listed
from sekisho.detection.rules.trying import Disagreement, disagreements

__all__ = [
    "OWN",
    "Column",
    "Disagreement",
    "Example",
    "Excluded",
    "Exclusion",
    "ListedRule",
    "columns",
    "disagreements",
    "exclude",
    "listed",
    "own_folder",
    "read_examples",
    "read_exclusions",
    "rule_paths",
]
