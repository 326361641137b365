"""Judging only what new events touch gives what the reference gives of everything at once."""

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.detection.alert import Match
from sekisho.detection.event import EventRef
from sekisho.detection.plan import All, Correlation, CorrelationType, Rule, RuleBook, Threshold
from sekisho.engines.incremental import (
    Happening,
    Span,
    counted_value,
    events_of,
    firing,
    group_of,
    grows_only,
    stretches,
    takes,
    widened,
)
from sekisho.engines.reference.correlating import alerts
from sekisho.engines.reference.values import text_of

RULES = ("r1", "r2")
OPERATORS = ("gt", "gte", "lt", "lte", "eq", "neq")


def rule(id):
    return Rule(id, None, id, "low", All(()), silent=True)


correlations = st.builds(
    lambda type, rules, timespan, thresholds, grouped: Correlation(
        "c", None, "c", "high", type, rules, timespan, thresholds,
        group_by=("user",) if grouped else (),
        counted="n" if type.value.startswith("value") else None,
        percentile=75.0 if type is CorrelationType.VALUE_PERCENTILE else None,
    ),
    st.sampled_from(list(CorrelationType)),
    st.sampled_from([("r1",), ("r1", "r2"), ("r2", "r1")]),
    st.integers(0, 6),
    st.lists(st.builds(Threshold, st.sampled_from(OPERATORS), st.integers(0, 5)), min_size=1, max_size=2).map(tuple),
    st.booleans(),
)  # fmt: skip
occurrences = st.lists(
    st.tuples(
        st.sampled_from([("r1",), ("r2",), ("r1", "r2")]),
        st.integers(0, 30),
        st.sampled_from([None, "a", "b", 5, "5"]),
        st.sampled_from([None, 1, 2, "2", 7.5, "x"]),
    ),
    max_size=25,
)


def as_matches(occurrences):
    for line, (rules, time, user, number) in enumerate(occurrences):
        values = {name: value for name, value in (("user", user), ("n", number)) if value is not None}
        yield [Match(rule, EventRef("f", line), time, values) for rule in rules]


class Following:
    """The least that somebody who follows a correlation keeps: its happenings and its stretches, by group."""

    def __init__(self, correlation):
        self.correlation = correlation
        self.happenings, self.stretches = defaultdict(list), defaultdict(dict)

    def take(self, matches):
        touched = defaultdict(list)
        for match in matches:
            group = match.rule in self.correlation.rules and group_of(self.correlation, match.rule, match.values)
            if group in (None, False) or not takes(self.correlation, match.rule, match.values):
                continue
            key = tuple(map(text_of, group))
            value = counted_value(self.correlation, match.rule, match.values)
            self.happenings[key].append(Happening(match.rule, match.time, value, ((match.time, match.ref),)))
            touched[key].append(match.time)
        for key, times in touched.items():
            self._judge(key, Span(min(times), max(times) + self.correlation.timespan))

    def _judge(self, key, span):
        timespan, known = self.correlation.timespan, self.stretches[key]
        span, joined = widened(span, timespan, known)
        for each in joined:
            del known[each]
        near = [each for each in self.happenings[key] if span.first - timespan <= each.time <= span.last]
        for stretch in stretches(timespan, firing(self.correlation, near, span)):
            events = events_of(stretch)
            told = (events[0][0], events[-1][0], max(window.value for window in stretch), sorted(ref.line for _, ref in events))
            known[Span(stretch[0].end, stretch[-1].end)] = told

    def told(self):
        return sorted(told for known in self.stretches.values() for told in known.values())


@settings(max_examples=400, deadline=None)
@given(correlations, occurrences, st.randoms(use_true_random=False), st.integers(1, 8))
def test_whatever_order_and_batches_events_come_in(correlation, occurrences, random, size):
    book = RuleBook(tuple(map(rule, RULES)), (correlation,))
    events = list(as_matches(occurrences))
    whole = alerts(book, [match for event in events for match in event])
    random.shuffle(events)
    following = Following(correlation)
    for start in range(0, len(events), size):
        following.take([match for event in events[start : start + size] for match in event])
    assert following.told() == sorted(
        (each.first, each.last, each.count, sorted(ref.line for ref in each.events)) for each in whole
    )


def test_only_a_count_that_must_be_high_grows_only():
    def made(type, *operators):
        return Correlation("c", None, "c", "low", type, ("r",), 1, tuple(Threshold(each, 1) for each in operators))

    assert grows_only(made(CorrelationType.EVENT_COUNT, "gte"))
    assert not grows_only(made(CorrelationType.EVENT_COUNT, "gte", "lt"))
    assert not grows_only(made(CorrelationType.VALUE_AVG, "gte"))
    assert not grows_only(made(CorrelationType.VALUE_SUM, "gt"))  # a summand may be negative
