"""From which day a story's records are known, and how rows stand for records."""

from datetime import date

import pytest

from sekisho.declared import Investigation, Party
from sekisho.observed import InspectionItem, Invoice, Sign
from sekisho.stories import story as stories
from sekisho.stories.tables import TableError

DISCOVERED = date(2023, 7, 13)


def known(tables, discovered_on=DISCOVERED):
    rows = [(source, single) for source, each in tables.items() for row in each for single in stories._combinations(row)]
    return list(stories._known_records(rows, discovered_on))


def told(tables):
    return stories.Story(
        name="x",
        id="x",
        title="x",
        case=None,
        believed="",
        came_to_light="",
        setting="",
        discovered_on=DISCOVERED,
        discovery=None,
        dates=(),
        as_of=date(2024, 1, 1),
        records=tuple(known(tables)),
        expected={},
    )


def keys(story, day):
    return sorted(record.key for record in story.known_by(day))


def test_a_record_without_a_day_is_always_known():
    story = told({"party": [{"key": "P-1", "name": "みなと坂コンタクト"}]})
    assert keys(story, date(1990, 1, 1)) == ["P-1"]
    assert isinstance(story.known_by(date(1990, 1, 1))[0], Party)


def test_a_record_is_not_known_before_the_day_of_its_fact_nor_before_known_on():
    row = {"key": "LV-1", "person": "M-1", "party": "P-1", "left_on": date(2022, 1, 31), "known_on": date(2022, 2, 10)}
    story = told({"employment_record": [row]})
    assert keys(story, date(2022, 2, 9)) == []
    assert keys(story, date(2022, 2, 10)) == ["LV-1"]


def test_a_record_of_a_span_is_held_when_the_span_is_over():
    row = {"key": "IV-1", "payer": "P-1", "payee": "甲", "period_from": date(2022, 1, 1), "period_to": date(2022, 1, 31)}
    [held] = known({"invoice": [row]})
    assert isinstance(held.record, Invoice)
    assert held.known_on == date(2022, 1, 31)


def test_what_came_to_light_later_is_not_known_before_the_discovery():
    row = {"key": "SG-1", "party": "P-1", "sign": "residual_data", "first_on": date(2020, 1, 1), "last_on": date(2020, 1, 1)}
    [held] = known({"sign": [{**row, "later": True}]})
    assert isinstance(held.record, Sign)
    assert held.known_on == DISCOVERED
    [held] = known({"sign": [{**row, "later": True, "known_on": date(2023, 9, 1)}]})
    assert held.known_on == date(2023, 9, 1)


def test_later_needs_a_discovery():
    row = {"key": "P-1", "name": "みなと坂コンタクト", "later": True}
    with pytest.raises(TableError, match="party P-1: later needs discovered_on"):
        known({"party": [row]}, discovered_on=None)


def test_the_version_known_last_is_valid():
    first = {"key": "V-1", "complaint": "CP-1", "started_on": date(2022, 4, 1), "investigators": ["P-1"]}
    second = {**first, "conclusion": "no_leak", "known_on": date(2022, 4, 28)}
    for rows in ([first, second], [second, first]):
        story = told({"investigation": rows})
        [before] = story.known_by(date(2022, 4, 27))
        [after] = story.known_by(date(2022, 4, 28))
        assert isinstance(before, Investigation)
        assert isinstance(after, Investigation)
        assert (before.conclusion.value, after.conclusion.value) == ("ongoing", "no_leak")


def test_a_part_of_a_document_is_known_when_the_document_is():
    tables = {
        "inspection_item": [{"key": "IN-1/FAC-04", "inspection": "IN-1", "check_item": "FAC-04", "result": "deviates"}],
        "onsite_inspection": [{"key": "IN-1", "party": "P-1", "method": "onsite", "completed_on": date(2023, 4, 15)}],
    }
    [item] = [held for held in known(tables) if isinstance(held.record, InspectionItem)]
    assert item.known_on == date(2023, 4, 15)


def test_a_part_of_a_document_that_is_not_told_is_an_error():
    row = {"key": "IN-9/FAC-04", "inspection": "IN-9", "check_item": "FAC-04", "result": "deviates"}
    with pytest.raises(TableError, match="no inspection IN-9"):
        known({"inspection_item": [row]})


def test_a_row_may_stand_for_every_combination_of_values():
    row = {
        "for_each": {"check_item": ["INS-01", "INS-03"], "answered_on": [date(2022, 4, 1)], "_n": ["a"]},
        "key": "A-{_n}/{check_item}",
        "party": "P-1",
        "reply": True,
    }
    answers = [held.record for held in known({"answer_sheet": [row]})]
    assert [(a.key, a.check_item, a.reply.value) for a in answers] == [
        ("A-a/INS-01", "INS-01", "yes"),
        ("A-a/INS-03", "INS-03", "yes"),
    ]


def test_an_unknown_story_is_named_with_the_ones_there_are():
    with pytest.raises(LookupError, match=r"「C-99」はありません。.*C-01"):
        stories.load_story("C-99")


def test_the_public_cases_come_first_and_in_order():
    names = stories.story_names()
    assert names[:10] == tuple(f"C-{number:02}" for number in range(1, 11))
