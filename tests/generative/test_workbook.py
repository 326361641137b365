"""Export, read, plan: no change; export again: the same bytes. For records of every kind, with nasty text."""

import io
import re
import zipfile
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sekisho.catalog import load_catalog
from sekisho.formats.cells import reader, shown
from sekisho.formats.countries import country_codes
from sekisho.formats.fault import Faults
from sekisho.formats.lists import join, split
from sekisho.formats.marked import write_marked
from sekisho.formats.plan import plan_import
from sekisho.formats.sheet import blanks
from sekisho.formats.template import write_workbook
from sekisho.formats.workbook import read_workbook
from sekisho.party import check_digit
from sekisho.planes import CATALOGUES, KINDS
from sekisho.promised import VendorTerms
from sekisho.record import Column, Record
from sekisho.stories.story import load_story, story_names

DAY = date(2026, 5, 1)
NASTY = [
    "=1+1",
    "+81",
    "-",
    "@x",
    "'a",
    '"',
    '"a"、b',
    "a、b;c,d\ne",
    "_x000D_",
    " 前後 ",
    "1",
    "2026-04-01",
    "TRUE",
    "髙﨑𠮷",
    "e\u0301",
    "\r\n",
    "例：x",
]
HOLDABLE = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from(
    "\t\n、，,;\"'=+-@"
)
TEXTS = st.text(HOLDABLE, min_size=1, max_size=12).filter(lambda text: text.strip()) | st.sampled_from(NASTY).filter(str.strip)
KEYS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=8).filter(
    lambda key: key == key.strip() and not key.startswith(("例：", "例:")) and not re.search("[\ufffe\uffff]", key)
)
NUMBERS = st.text("0123456789", min_size=12, max_size=12).map(lambda base: f"{check_digit(base)}{base}")


def values(column: Column) -> st.SearchStrategy[Any]:
    single = singles(column)
    if column.many:
        return st.lists(single, max_size=3).map(tuple)
    return st.none() | single if column.optional else single


def singles(column: Column) -> st.SearchStrategy[Any]:
    if column.vocabulary:
        return st.sampled_from(list(column.vocabulary))
    if column.cell is date:
        return st.dates(date(1900, 3, 1), date(9999, 12, 31))
    return st.integers(0, 10**15 - 1) if column.cell is int else texts(column)


def texts(column: Column) -> st.SearchStrategy[str]:
    if column.refers_to == "country":
        return st.sampled_from(list(country_codes()))
    if column.refers_to in CATALOGUES:
        return st.sampled_from(list(load_catalog().entries(column.refers_to)))
    if column.refers_to or column.name == "key":
        return KEYS
    return NUMBERS if "法人番号" in column.heading else TEXTS


def records(kind: type[Record]) -> st.SearchStrategy[list[Any]]:
    made = st.builds(kind, **{column.name: values(column) for column in kind.schema.columns})
    return st.lists(made, max_size=3, unique_by=lambda item: item.key)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.tuples(*(records(kind) for kind in KINDS)))
def test_every_kind_is_read_back_as_it_was_written(by_kind: tuple[list[Record], ...]) -> None:
    written = [item for same_kind in by_kind for item in sorted(same_kind, key=lambda item: item.key)]
    content = write_workbook("registry", written, as_of=DAY)
    read = read_workbook(content, "registry.xlsx", "registry")
    assert read.faults == ()
    assert [item for item, _ in read.rows] == written
    assert read.whole
    assert read.as_of == DAY
    assert write_workbook("registry", reversed([item for item, _ in read.rows]), as_of=DAY) == content


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.text(max_size=8) | st.sampled_from(NASTY), max_size=5))
def test_joined_values_part_into_the_same_values(parts: list[str]) -> None:
    assert split(join(parts)) == tuple(parts)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(max_size=20) | st.sampled_from([*NASTY, "\ud800", "\x00", "\x0b", "\ufffe", "", " "]))
def test_text_is_either_kept_exactly_or_refused(text: str) -> None:
    terms = VendorTerms(key="VT-1", party="P-1", document=text, version="1", published_on=DAY)
    try:
        content = write_workbook("contracts", [terms], as_of=DAY)
    except Faults as refused:
        assert [(fault.sheet, fault.cell) for fault in refused.faults] == [("約款の版", "C2")]
    else:
        assert [item for item, _ in read_workbook(content, "a.xlsx", "contracts").rows] == [terms]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.data())
def test_every_shown_value_is_read_as_itself(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    column = data.draw(st.sampled_from(kind.schema.columns))
    value = data.draw(values(column))
    cell = shown(column, value)
    assume(cell is not None)
    assert reader(column)(float(cell) if isinstance(cell, int) else cell) == value


def test_blank_cells_mean_the_default_of_each_field() -> None:
    for kind in KINDS:
        for made in fields(kind):  # type: ignore[arg-type]
            column = next(column for column in kind.schema.columns if column.name == made.name)
            assert (made.name in blanks(kind)) or not column.optional


@pytest.mark.parametrize("name", story_names())
def test_every_story_survives_export_and_import_without_a_change(name: str) -> None:
    told = load_story(name).known_by(date.max)
    plan = plan_import(read_workbook(write_workbook("registry", told, as_of=DAY), "a.xlsx", "registry"), told)
    assert plan.changes_nothing
    assert plan.unchanged == len({(type(item), item.key) for item in told})


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_a_damaged_file_gives_faults_or_records_and_never_an_exception(data: st.DataObject) -> None:
    terms = [VendorTerms(key=f"VT-{n}", party="P-1", document="規約", version="1", published_on=DAY) for n in range(3)]
    with zipfile.ZipFile(io.BytesIO(write_workbook("contracts", terms, as_of=DAY))) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    part = parts[data.draw(st.sampled_from([name for name in parts if name.endswith((".xml", ".rels"))]))]
    place = data.draw(st.integers(0, len(part) - 1))
    part[place : place + data.draw(st.integers(0, 30))] = data.draw(
        st.binary(max_size=10) | st.sampled_from([b"<", b'"', b">", b"&"])
    )
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, bytes(content))
    plan = plan_import(read_workbook(saved.getvalue(), "a.xlsx", "contracts"), [])
    assert all(fault.why and fault.remedy for fault in plan.faults)
    assert write_marked(saved.getvalue(), plan.faults).startswith(b"PK")
