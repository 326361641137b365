"""Every check shows itself on a story: an example in its module that runs, and a finding somewhere."""

import doctest
import inspect
from functools import cache
from importlib import import_module

import pytest

from sekisho.reconcile import checks
from sekisho.reconcile.checks import all_checks
from sekisho.stories.run import load_story, reconcile_on, story_names

each_check = pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)


@cache
def firing():
    """The checks that find something in some story, as it ends."""
    stories = [load_story(name) for name in story_names()]
    return {finding.check for story in stories for finding in reconcile_on(story, story.as_of).findings}


@each_check
def test_fires_in_a_story(check):
    assert check.id in firing()


@each_check
def test_has_an_example_on_a_story(check):
    module = import_module(f"{checks.__name__}.{check.pair}.{check.id}")
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(module) or "")
    assert any(f'"{check.id}"' in example.source and "findings_of" in example.source for example in examples)
    assert any(example.want.strip() for example in examples)
