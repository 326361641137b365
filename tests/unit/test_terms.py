"""Closed vocabularies: every word of every one has a Japanese name."""

import pytest

from docs.generate.glossary import vocabularies

VOCABULARIES = vocabularies()


@pytest.mark.parametrize("name", sorted(VOCABULARIES))
def test_every_word_has_its_own_japanese_name(name):
    labels = [word.label for word in VOCABULARIES[name]]
    assert all(labels)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("name", sorted(VOCABULARIES))
def test_a_word_is_looked_up_by_its_code_and_an_unknown_one_is_none(name):
    kind = VOCABULARIES[name]
    for word in kind:
        assert kind(word.value) is word
    with pytest.raises(ValueError, match="unheard"):
        kind("unheard")
