"""Correlated in columns, the same matches make the same alerts as in the reference engine."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.detection.alert import Match
from sekisho.detection.event import EventRef
from sekisho.detection.plan import All, Correlation, CorrelationType, Rule, RuleBook, Threshold, needed_fields
from sekisho.engines import reference
from sekisho.engines.columns.alerting import alerts
from sekisho.engines.columns.hits import NO_TIME, Hits, numbered

RULES = ("r0", "r1", "r2")
TYPES = st.sampled_from(list(CorrelationType))
THRESHOLDS = st.lists(
    st.builds(Threshold, st.sampled_from(["gt", "gte", "lt", "lte", "eq", "neq"]), st.sampled_from([0, 1, 2, 3, 2.5])),
    min_size=1,
    max_size=2,
).map(tuple)


@st.composite
def correlations(draw, id, below):
    type_ = draw(TYPES)
    counted = (
        None if type_ in {CorrelationType.EVENT_COUNT, CorrelationType.TEMPORAL, CorrelationType.TEMPORAL_ORDERED} else "v"
    )
    return Correlation(
        id=id,
        name=None,
        title=id,
        level="low",
        type=type_,
        rules=tuple(draw(st.lists(st.sampled_from(below), min_size=1, max_size=3, unique=True))),
        timespan=draw(st.integers(0, 6)),
        thresholds=draw(THRESHOLDS),
        group_by=tuple(draw(st.lists(st.sampled_from(["g", "h"]), max_size=2, unique=True))),
        counted=counted,
        percentile=draw(st.sampled_from([0.0, 50.0, 90.0, 100.0])) if type_ is CorrelationType.VALUE_PERCENTILE else None,
        aliases=draw(st.sampled_from([{}, {"g": {"r0": "h"}}])),
        silent=draw(st.booleans()),
    )


BOOKS = st.tuples(correlations("c0", RULES), correlations("c1", (*RULES, "c0")), correlations("c2", (*RULES, "c0", "c1")))
VALUES = st.sampled_from([1, 2, 2.5, 0.1, "1", "x", True, -3, 2**60])
SEEN = st.lists(
    st.tuples(
        st.sets(st.sampled_from(RULES), min_size=1),
        st.none() | st.integers(0, 30),
        st.fixed_dictionaries(
            {}, optional={"g": st.sampled_from(["a", "b", 5, "5"]), "h": st.sampled_from(["a", 5]), "v": VALUES}
        ),
    ),
    max_size=14,
)


def hits_of(matches, names):
    return Hits(
        numbered([match.ref.file for match in matches]),
        numbered_lines(matches),
        times(matches),
        numbered([match.id for match in matches]),
        {name: numbered([match.values.get(name) for match in matches]) for name in names},
    )


def numbered_lines(matches):
    return np.array([match.ref.line for match in matches], np.int64)


def times(matches):
    return np.array([NO_TIME if match.time is None else match.time for match in matches], np.int64)


@settings(max_examples=800, deadline=None)
@given(BOOKS, SEEN, st.randoms(use_true_random=False))
def test_the_same_matches_make_the_same_alerts(correlations, seen, random):
    rules = tuple(Rule(id=id, name=None, title=id, level="low", condition=All(()), silent=id == "r2") for id in RULES)
    book = RuleBook(rules, correlations)
    asked = needed_fields(book)
    matches = [
        Match(rule, EventRef(f"f{number % 2}", number), time, {name: values[name] for name in asked[rule] if name in values})
        for number, (hit, time, values) in enumerate(seen)
        for rule in hit
    ]
    random.shuffle(matches)
    hits = {rule: hits_of([match for match in matches if match.rule == rule], asked[rule]) for rule in RULES}
    found = list(alerts(book, {rule: each for rule, each in hits.items() if len(each)}))
    assert found == reference.alerts(book, matches)
