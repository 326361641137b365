"""Of a batch at hand the same matches are made, whichever way its events are asked."""

from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings

from sekisho.engines.columns.matching import Matching
from sekisho.engines.reference import matches
from tests.generative.detection_plans import books, events


@pytest.mark.parametrize("few", [0, 2**62])
@settings(max_examples=30, deadline=None)
@given(book=books(), some=events())
def test_agrees_with_the_reference(few, book, some):
    once = [replace(event, id=None) for event in some]
    with patch("sekisho.engines.columns.matching._FEW", few):
        assert list(Matching(book).matches(once)) == list(matches(book, once))
