"""Judged in columns, every rule is true of the same events as in the reference engine."""

from itertools import chain

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.detection.event import Event, EventRef
from sekisho.detection.plan import (
    ANY_RUN,
    ONE,
    All,
    Any,
    Cidr,
    Compare,
    Exists,
    Is,
    Not,
    Null,
    OtherField,
    Regex,
    Rule,
    Text,
)
from sekisho.detection.plan import (
    Test as Asked,
)
from sekisho.engines.columns import Batch, Column, Judge, Numbering, Routes, Words
from sekisho.engines.reference import holds

FIELDS = ("kind", "a", "b", "c")
LETTERS = st.sampled_from(["a", "A", "b", "\\", ".", "é", "É", "İ", "ς", "Σ", "1", "10", " ", "\n", "true", "192.0.2.7", "-"])
TEXTS = st.lists(LETTERS, max_size=4).map("".join)
SCALARS = TEXTS | st.sampled_from([0, 1, 10, -1, 1.0, 1.5, True, False, None, 10**20])
VALUES = SCALARS | st.lists(SCALARS, max_size=3)
PARTS = st.lists(TEXTS.filter(bool) | st.sampled_from([ANY_RUN, ONE]), max_size=4).map(tuple)
LIKE = st.builds(lambda text: Text((ANY_RUN, text, ANY_RUN)), TEXTS.filter(bool))
KEYWORDS = LIKE | st.builds(Text, PARTS, st.booleans()) | st.sampled_from([Regex("a.b"), Is(1)])
MATCHERS = (
    KEYWORDS
    | st.builds(Regex, st.sampled_from(["a", "^A", "b$", "a.b", "[ab]\\\\"]), st.frozensets(st.sampled_from("ims")))
    | st.sampled_from([Cidr("192.0.2.0/24"), Null(), Exists(True), Exists(False), Is(1), Is(1.5), Is(True), Is(10)])
    | st.builds(Compare, st.sampled_from(["<", "<=", ">", ">=", "!="]), st.sampled_from([0, 1, 1.5, 10]))
    | st.builds(OtherField, st.sampled_from(FIELDS), st.booleans(), st.booleans(), st.booleans())
)
TESTS = st.builds(Asked, st.sampled_from(FIELDS), MATCHERS) | st.builds(Asked, st.none(), KEYWORDS)
CONDITIONS = st.recursive(
    TESTS,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple).flatmap(lambda of: st.sampled_from([All(of), Any(of)])) | inner.map(Not)
    ),
    max_leaves=8,
)
EVENTS = st.lists(st.dictionaries(st.sampled_from(FIELDS), VALUES), max_size=8)


def batch_of(events, fields=FIELDS):
    columns = {}
    for name in fields:
        numbering = Numbering()
        codes = numbering.codes([fields.get(name) for fields in events])
        columns[name] = Column(codes, numbering.values())
    words = Numbering()
    codes = words.codes(list(chain.from_iterable(fields.values() for fields in events)))
    rows = np.repeat(np.arange(len(events)), [len(fields) for fields in events])
    return Batch(len(events), columns, Words(rows[codes >= 0], codes[codes >= 0], words.values()))


def rule(number, condition):
    return Rule(id=str(number), name=None, title="", level="low", condition=condition)


@settings(max_examples=600, deadline=None)
@given(st.lists(CONDITIONS, min_size=1, max_size=6), EVENTS)
def test_every_rule_is_true_of_the_same_events(conditions, events):
    judge = Judge([rule(number, condition) for number, condition in enumerate(conditions)])
    found = {(place, int(row)) for place, rows in judge.rows(batch_of(events)) for row in rows}
    assert found == {
        (place, row)
        for place, condition in enumerate(conditions)
        for row, fields in enumerate(events)
        if holds(condition, Event(EventRef("f", row + 1), None, fields))
    }


KINDS = st.builds(Asked, st.just("kind"), st.builds(lambda text: Text((text,)), TEXTS.filter(bool)) | st.just(Is(1)))
ROUTED = st.lists(
    st.builds(lambda kinds, rest: All((Any(tuple(kinds)), rest)), st.lists(KINDS, min_size=1), CONDITIONS), min_size=1
)


@settings(max_examples=300, deadline=None)
@given(ROUTED, st.dictionaries(st.sampled_from(FIELDS), VALUES))
def test_a_route_leaves_no_field_out_that_matters(conditions, fields):
    judge = Judge([rule(number, condition) for number, condition in enumerate(conditions)])
    routes = Routes(judge)
    wanted = routes.wanted([fields.get(name) for name in routes.fields])
    left = batch_of([fields], wanted.fields)
    batch = Batch(1, left.columns, left.words if wanted.words or wanted.rare_words else None)
    found = {place for place, _ in judge.rows(batch)}
    assert found == {place for place, each in enumerate(conditions) if holds(each, Event(EventRef("f", 1), None, fields))}
