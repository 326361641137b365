"""What is wrong with a folder of rules, told all at once.

Knows how a fault is told: file, line, what is wrong, what to do. Refuses to know what a rule means.
"""

from dataclasses import dataclass

from sekisho.detection.plan import RuleBook


@dataclass(frozen=True, slots=True, order=True)
class RuleFault:
    """One thing that is wrong; ``why`` says in Japanese what is wrong and what to do.

    ``line`` is 1-based; 0: it is about the whole file or folder.
    """

    file: str
    line: int
    why: str

    def __str__(self) -> str:
        return f"{self.file} {self.line}行目: {self.why}" if self.line else f"{self.file}: {self.why}"


class RuleFaults(Exception):  # noqa: N818  (it holds several, and is told as such)
    """Rules that cannot be read. ``faults`` are all of them, ``book`` holds the rules that can be."""

    def __init__(self, faults: tuple[RuleFault, ...], book: RuleBook) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
        self.book = book
