"""Rules as people look them up: what each is called, what it serves, and how well examples hold it.

Knows which rules are told at all. Refuses to know how they are judged.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sekisho.detection.plan import Correlation, Rule, RuleBook
from sekisho.detection.rules.examples import Example


@dataclass(frozen=True, slots=True)
class ListedRule:
    """A rule that gives alerts. ``positive`` and ``negative`` count its examples, ``notes`` are its texts by key."""

    id: str
    title: str
    level: str
    measure: str | None
    sign: str | None
    positive: int
    negative: int
    source: str
    says: Rule | Correlation
    notes: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def examples(self) -> int:
        """How many examples it has."""
        return self.positive + self.negative

    def as_json(self) -> dict[str, object]:
        """The rule as one JSON object."""
        return {
            "id": self.id,
            "title": self.title,
            "level": self.level,
            "measure": self.measure,
            "sign": self.sign,
            "examples": self.examples,
            "positive": self.positive,
            "negative": self.negative,
            "source": self.source,
        }


def listed(book: RuleBook, examples: Iterable[Example]) -> tuple[ListedRule, ...]:
    """The rules that are told, in the order of their files. What only correlations use is part of these."""
    numbers = Counter((example.rule, example.is_positive) for example in examples)
    every: list[Rule | Correlation] = [*book.rules, *book.correlations]
    return tuple(
        ListedRule(
            each.id,
            each.title,
            each.level,
            each.measure,
            each.sign,
            numbers[each.id, True],
            numbers[each.id, False],
            each.source,
            each,
            each.notes,
        )
        for each in sorted(every, key=_place)
        if not each.silent
    )


def _place(rule: Rule | Correlation) -> tuple[str, int]:
    file, _, line = rule.source.rpartition(":")
    return file, int(line)
