"""What correlations ask of the rules below them.

Knows which fields a match must carry. Refuses to know how events are judged.
"""

from collections.abc import Mapping

from sekisho.detection.plan.rule import RuleBook


def needed_fields(book: RuleBook) -> Mapping[str, tuple[str, ...]]:
    """By rule id, the fields that correlations group by or count; every rule of single events is named, most with none."""
    needed: dict[str, set[str]] = {rule.id: set() for rule in book.rules}
    for correlation in book.correlations:
        names = (*correlation.group_by, *([correlation.counted] if correlation.counted else ()))
        for rule in correlation.rules:
            if rule in needed:
                needed[rule].update(correlation.field_of(name, rule) for name in names)
    return {rule: tuple(sorted(names)) for rule, names in needed.items()}
