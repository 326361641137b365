"""One word, one code name, one Japanese term: the glossary and the code say the same, in both directions."""

import ast
import re

import pytest

from docs.generate.glossary import own_terms, terms, vocabularies
from sekisho.planes import KINDS
from tests.repository.tree import CORE, modules, parsed, place

# what people see differs from the glossary here, and why
SEEN_OTHERWISE = {"registry": "the registry is the whole declared record; its sheet of that id holds the entrustments"}

# words of other fields for which the statute has its own; None of them names anything in the core
STATUTORY = {
    "processor": "entrustee",
    "controller": "handler or entruster",
    "outsourcer": "entruster",
    "outsourcing": "entrustment",
    "subcontractor": "sub_entrustee",
    "subcontract": "sub_entrustment",
    "breach": "incident",
    "questionnaire": "answer_sheet",
}
# what vendors publish is called a list of sub-processors by the vendors themselves
AS_PUBLISHED = re.compile(r"sub_?processors?", re.IGNORECASE)


VOCABULARIES = vocabularies()


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def shown_in_japanese():
    """Every code name that people see, with its Japanese."""
    shown = {member.value: member.label for kind in VOCABULARIES.values() for member in kind}
    for kind in KINDS:
        shown |= {column.name: column.heading for column in kind.schema.columns if column.name != "key"}
        shown |= {snake(kind.__name__): kind.schema.sheet, kind.schema.source: kind.schema.sheet}
    return shown


def glossary():
    return {code.split()[0]: term["ja"] for term in terms() for code in term["code"].split(" / ")}


GLOSSARY = glossary()
SHOWN = shown_in_japanese()


@pytest.mark.parametrize("code", sorted(GLOSSARY.keys() & SHOWN.keys() - SEEN_OTHERWISE.keys()))
def test_people_see_the_word_of_the_glossary(code):
    """At least two characters in a row are the same, as in 「立入点検・実査」 and 「点検」."""
    seen = SHOWN[code]
    pairs = {seen[at : at + 2] for at in range(len(seen) - 1)}
    assert any(pair in GLOSSARY[code] for pair in pairs), f"{code}: {seen} / {GLOSSARY[code]}"


def test_exceptions_are_still_exceptions():
    assert SEEN_OTHERWISE.keys() <= GLOSSARY.keys() & SHOWN.keys()


def test_terms_are_told_apart():
    japanese = [term["ja"] for term in terms()]
    assert len(set(japanese)) == len(japanese)
    codes = [code for term in terms() for code in term["code"].split(" / ")]
    assert len(set(codes)) == len(codes)


def test_every_vocabulary_has_a_japanese_name_and_none_is_left_over():
    assert VOCABULARIES.keys() == own_terms()["vocabularies"].keys()


def test_every_own_word_names_something_in_the_code():
    named = {
        snake(node.name)
        for path in modules(CORE)
        for node in ast.walk(parsed(path))
        if isinstance(node, (ast.ClassDef, ast.FunctionDef))
    }
    assert {word["code"] for word in own_terms()["words"]} <= named | {path.stem for path in modules(CORE)}


def test_no_sheet_shows_one_heading_twice():
    for kind in KINDS:
        headings = [column.heading for column in kind.schema.columns]
        assert len(set(headings)) == len(headings), kind.schema.sheet


def test_sheets_and_labels_are_told_apart():
    sheets = [kind.schema.sheet for kind in KINDS]
    assert len(set(sheets)) == len(sheets)
    for vocabulary in VOCABULARIES.values():
        labels = [member.label for member in vocabulary]
        assert len(set(labels)) == len(labels), vocabulary.__name__


def test_the_core_speaks_statutory_english():
    found = [
        f"{place(path, node.lineno)}: {name}, say {STATUTORY[word]}"
        for path in modules(CORE)
        for node in ast.walk(parsed(path))
        for name in _names(node)
        for word in snake(AS_PUBLISHED.sub("", name)).split("_")
        if word in STATUTORY
    ]
    assert not found


def _names(node):
    if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
        return [node.name]
    if isinstance(node, ast.arg):
        return [node.arg]
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return [node.id]
    return []
