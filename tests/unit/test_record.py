"""What every kind of record must keep, so that workbook, database and documents can rely on its one description."""

from collections import Counter
from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from sekisho.catalog import load_catalog
from sekisho.declared import Entrustment, Party
from sekisho.formats.cells import reader, shown
from sekisho.observed import Inspection
from sekisho.planes import BY_SOURCE, CATALOGUES, KINDS, REFERENCES
from sekisho.record import Record, column, record
from sekisho.terms import Plane, Severity, Ternary, Vocabulary

COLUMNS = [pytest.param(kind, each, id=f"{kind.schema.source}.{each.name}") for kind in KINDS for each in kind.schema.columns]
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.schema.source)
columns = pytest.mark.parametrize(("kind", "each"), COLUMNS)


def test_sources_and_sheets_are_unique():
    assert len(BY_SOURCE) == len(KINDS)
    assert len({kind.schema.sheet for kind in KINDS}) == len(KINDS)
    assert set(REFERENCES.values()) <= set(KINDS)


@kinds
def test_a_sheet_has_a_name_that_a_workbook_can_hold(kind):
    assert 0 < len(kind.schema.sheet) <= 31
    assert not set(kind.schema.sheet) & set("[]:*?/\\'")


@kinds
def test_headings_and_fields_are_unique_within_a_sheet(kind):
    assert max(Counter(each.heading for each in kind.schema.columns).values()) == 1
    assert max(Counter(each.name for each in kind.schema.columns).values()) == 1


@kinds
def test_the_key_comes_first(kind):
    first = kind.schema.columns[0]
    assert (first.name, first.cell, first.many, first.optional) == ("key", str, False, False)


@kinds
def test_the_day_of_the_fact_is_a_column_of_one_date(kind):
    if kind.schema.dated_by is None:
        return
    [dated] = [each for each in kind.schema.columns if each.name == kind.schema.dated_by]
    assert dated.cell is date
    assert not dated.many


@kinds
def test_a_kind_stands_on_the_plane_of_its_package(kind):
    assert kind.__module__.split(".")[1] == kind.schema.plane.value
    assert kind.__doc__


@columns
def test_a_cell_is_of_a_type_that_files_know(kind, each):
    assert each.cell in (str, int, date) or issubclass(each.cell, Vocabulary)
    assert each.heading.strip() == each.heading != ""


@columns
def test_a_reference_points_at_something(kind, each):
    if each.refers_to is not None:
        assert each.refers_to in REFERENCES or each.refers_to in CATALOGUES
        assert each.cell is str


@columns
def test_an_example_can_be_read_and_stays_itself(kind, each):
    if each.example:
        value = reader(each)(each.example)
        assert reader(each)(shown(each, value)) == value
        if each.refers_to in CATALOGUES and each.refers_to != "country":
            codes = value if each.many else (value,)
            assert set(codes) <= load_catalog().entries(each.refers_to).keys()


def test_a_column_tells_type_many_and_optional():
    told = {each.name: each for each in Entrustment.schema.columns}
    assert (told["items"].cell, told["items"].many, told["items"].optional) == (str, True, True)
    assert (told["principals"].cell, told["principals"].many, told["principals"].optional) == (int, False, True)
    assert (told["entruster"].many, told["entruster"].optional) == (False, False)
    assert told["resident"].vocabulary is Ternary
    assert told["key"].vocabulary is None


def test_a_record_cannot_be_changed_and_takes_names_only():
    party = Party(key="P-1", name="株式会社みなと")
    with pytest.raises(FrozenInstanceError):
        party.name = "別の名"
    with pytest.raises(TypeError):
        Party("P-1", "株式会社みなと")
    with pytest.raises((AttributeError, TypeError)):
        party.note = "x"
    assert party == Party(key="P-1", name="株式会社みなと")
    assert len({party, Party(key="P-1", name="株式会社みなと")}) == 1


def test_the_day_of_the_fact():
    assert Party(key="P-1", name="x").fact_date is None
    assert Inspection(key="I-1", party="P-1", method="document").fact_date is None
    done = date(2026, 2, 15)
    assert Inspection(key="I-1", party="P-1", method="document", completed_on=done).fact_date == done


def test_a_kind_made_anew_describes_itself():
    @record("note", Plane.OBSERVED, "メモ", dated_by="on")
    class Note(Record):
        key: str = column("番号", example="N-1")
        on: date | None = column("日", default=None)
        tags: tuple[str, ...] = column("札", note="読点で区切ります。", default=())

    assert Note.schema.source == "note"
    assert [each.heading for each in Note.schema.columns] == ["番号", "日", "札"]
    assert [each.optional for each in Note.schema.columns] == [False, True, True]
    assert Note(key="N-1", on=date(2026, 1, 1)).fact_date == date(2026, 1, 1)


def test_severity_rises_to_critical_and_no_further():
    assert [grade.raised() for grade in Severity] == [Severity.CRITICAL, Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM]
    assert Severity.LOW.raised(9) is Severity.CRITICAL
    assert Severity.LOW.raised(0) is Severity.LOW
