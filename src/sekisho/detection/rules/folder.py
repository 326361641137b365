"""Where the product's own rules are, and the word by which people ask for them.

Knows the folder. Refuses to know what is in it.
"""

from collections.abc import Iterable
from pathlib import Path

#: What stands for the folder of the own rules where a folder of rules is asked for.
OWN = "own"


def own_folder() -> Path:
    """The folder of the own rules, one file a rule, in folders by what they watch."""
    return Path(__file__).with_name(OWN)


def rule_paths(words: Iterable[str | Path]) -> tuple[Path, ...]:
    """Files and folders as people name them; the word ``own`` stands for the own rules unless such a path exists here."""
    return tuple(own_folder() if str(word) == OWN and not Path(word).exists() else Path(word) for word in words)
