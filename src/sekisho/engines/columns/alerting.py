"""All hits of a run become alerts, in the order of the reference engine.

Knows that hits of rules are told one by one, unless a rule is silent. Refuses to know how hits were found.
"""

import json
from collections.abc import Iterator, Mapping

import numpy as np

from sekisho.detection.alert import RuleAlert
from sekisho.detection.event import EventRef
from sekisho.detection.plan import Rule, RuleBook
from sekisho.engines.columns.correlating import correlated
from sekisho.engines.columns.hits import NO_TIME, Hits


def alerts(book: RuleBook, hits: Mapping[str, Hits]) -> Iterator[RuleAlert]:
    """One alert per hit of a rule and per stretch of a correlation, in order of rule, first time, subject, events."""
    told: dict[str, Iterator[RuleAlert]] = {
        rule.id: _of_rule(rule, hits[rule.id]) for rule in book.rules if not rule.silent and rule.id in hits
    }
    told |= {correlation.id: iter(sorted(found, key=_order)) for correlation, found in correlated(book, hits)}
    for rule in sorted(told):
        yield from told[rule]


def _order(alert: RuleAlert) -> tuple[object, ...]:
    return alert.first or 0, json.dumps(alert.subject, ensure_ascii=False, sort_keys=True), alert.events


def _of_rule(rule: Rule, hits: Hits) -> Iterator[RuleAlert]:
    names = [str(name) for name in hits.files.values]
    rank = np.argsort(np.argsort(np.array(names, object)))
    order = np.lexsort((hits.lines, rank[hits.files.codes], hits.times, hits.times == NO_TIME))
    for row in order.tolist():
        time = int(hits.times[row])
        known = None if time == NO_TIME else time
        ref = EventRef(names[hits.files.codes[row]], int(hits.lines[row]))
        yield RuleAlert(rule.id, rule.title, rule.level, {}, known, known, 1, (ref,))
