"""Filled in columns, lists say the same of every row as they say of its event."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sekisho.detection.event import Event, EventRef
from sekisho.detection.lists import ListColumn, Lists
from sekisho.detection.lists.column import DAY, HOUR, text_of
from sekisho.engines.columns import Column, Numbering
from sekisho.engines.columns.filling import filled
from sekisho.engines.columns.hits import NO_TIME

VALUES = st.sampled_from(["a", " a ", "b", "", " ", 1, "1", True, 1.5, None, ["", "a"], [None], []])
TIMES = st.none() | st.integers(-3, 60).map(lambda hours: hours * HOUR - 1) | st.sampled_from([10**18, -(10**18)])
EVENTS = st.lists(
    st.tuples(TIMES, st.dictionaries(st.sampled_from(["a", "category", "told"]), VALUES)), min_size=1, max_size=12
)


def answer(asked, at):
    """Something that depends on everything that is asked, and now and then says nothing."""
    number = sum(map(ord, "".join(asked))) + (at.hour + at.day if at else 7)
    return None if number % 3 == 0 else ["", "a", "b"][number % 2]


@given(EVENTS, st.sampled_from([HOUR, DAY]))
def test_columns_are_filled_as_events_are(rows, grain):
    column = ListColumn("told", ("a", "category"), answer, grain)
    lists = Lists({"told": column})
    expected = [lists.filled(Event(EventRef("a", line), *row)).fields.get("told") for line, row in enumerate(rows)]

    def written(name):
        numbering = Numbering()
        codes = numbering.codes([fields.get(name) for _, fields in rows])
        return Column(codes, numbering.values()) if any(name in fields for _, fields in rows) else None

    times = np.array([NO_TIME if time is None else time for time, _ in rows], np.int64)
    found = filled(column, written("told"), [written(name) for name in column.fields], times)
    assert [None if code < 0 else found.values[code] for code in found.codes.tolist()] == [
        None
        if value is None or value in ([None], [])
        else [each for each in value if each is not None]
        if isinstance(value, list)
        else value
        for value in expected
    ]
    plain = [value for value in found.values if isinstance(value, str)]
    assert len(plain) == len(set(plain))


def test_each_distinct_thing_is_asked_once():
    asked = []
    column = ListColumn("told", ("a",), lambda fields, at: asked.append((fields, at)) or text_of(at and at.day))
    days = np.repeat(np.array([0, DAY], np.int64), 50)
    found = filled(column, None, [Column(np.tile(np.arange(2, dtype=np.int32), 50), ["x", "y"])], days)
    assert len(asked) == 4
    assert [found.values[code] for code in found.codes[[0, 99]]] == ["1", "2"]
