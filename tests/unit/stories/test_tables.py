from datetime import date, datetime

import pytest

from sekisho.declared import ChainDeclaration, Entrustment, Party
from sekisho.stories.tables import TableError, record_of, records_of
from sekisho.terms import Ternary, WorkCategory

EDGE = {"key": "E-1", "entruster": "P-0", "entrustee": "P-1"}


def test_rows_become_records_in_order():
    told = list(
        records_of(
            {
                "party": [{"key": "P-1", "name": "株式会社みなと", "aliases": ["みなと"]}, {"key": "P-2", "name": "乙"}],
                "registry": [{**EDGE, "starts_on": date(2026, 4, 1), "principals": 12, "work": "call_centre"}],
            }
        )
    )
    assert told == [
        Party(key="P-1", name="株式会社みなと", aliases=("みなと",)),
        Party(key="P-2", name="乙"),
        Entrustment(**EDGE, starts_on=date(2026, 4, 1), principals=12, work=WorkCategory.CALL_CENTRE),
    ]


@pytest.mark.parametrize(("written", "meant"), [(True, Ternary.YES), (False, Ternary.NO), ("unknown", Ternary.UNKNOWN)])
def test_a_bare_yes_or_no_is_a_code(written, meant):
    assert record_of("registry", {**EDGE, "resident": written}).resident is meant


def test_null_leaves_an_optional_field_open():
    assert record_of("registry", {**EDGE, "ends_on": None}).ends_on is None
    assert record_of("chain_declaration", {"key": "C", "entrustment": "E-1"}) == ChainDeclaration(key="C", entrustment="E-1")


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"registre": []}, "registre: no record kind has this source"),
        ({"registre": [EDGE]}, "registre: no record kind has this source"),
        ({"registry": EDGE}, "registry: a list of rows is needed"),
        ({"registry": "E-1"}, "registry: a list of rows is needed"),
        ({"registry": None}, "registry: a list of rows is needed"),
        ({"registry": ["E-1"]}, "registry 'E-1': a row is a mapping of fields"),
        ({"registry": [{**EDGE, "entrusted": "P-1", 3: 4}]}, "registry E-1: no such field: 3, entrusted"),
        ({"registry": [{"key": "E-1", "entruster": "P-0"}]}, "registry E-1: .*'entrustee'"),
        ({"registry": [{"entruster": "P-0", "entrustee": "P-1"}]}, r"registry \?: .*'key'"),
        ({"registry": [{**EDGE, "items": "subscriber_name"}]}, r"registry E-1\.items: a list is needed"),
        ({"registry": [{**EDGE, "items": [1]}]}, r"registry E-1\.items: 1 is not str"),
        ({"registry": [{**EDGE, "starts_on": "2026-04-01"}]}, r"registry E-1\.starts_on: '2026-04-01' is not a date"),
        ({"registry": [{**EDGE, "starts_on": datetime(2026, 4, 1)}]}, r"registry E-1\.starts_on: .* is not a date"),  # noqa: DTZ001
        ({"registry": [{**EDGE, "principals": True}]}, r"registry E-1\.principals: True is not int"),
        ({"registry": [{**EDGE, "principals": 1.5}]}, r"registry E-1\.principals: 1\.5 is not int"),
        ({"registry": [{**EDGE, "work": "callcentre"}]}, r"registry E-1\.work: 'callcentre' is not one of call_centre, "),
        ({"registry": [{**EDGE, "work": None}]}, r"registry E-1\.work: None is not one of"),
        ({"registry": [{**EDGE, "work": ["call_centre"]}]}, r"registry E-1\.work: \['call_centre'\] is not one of"),
        ({"registry": [{**EDGE, "entrustee": None}]}, r"registry E-1\.entrustee: None is not str"),
        ({"registry": [{**EDGE, "key": 1}]}, r"registry 1\.key: 1 is not str"),
        ({"registry": [EDGE, EDGE]}, "registry E-1: this key stands twice"),
    ],
)
def test_what_does_not_fit_is_named_by_table_row_and_field(tables, message):
    with pytest.raises(TableError, match=f"^{message}"):
        list(records_of(tables))
