from dataclasses import replace
from datetime import date

from sekisho.declared import Entrustment
from sekisho.detection.observation_key import observation_key
from sekisho.formats.plan import Plan, plan_import
from sekisho.formats.workbook import read_workbook
from sekisho.observed import Complaint, LogCoverage
from sekisho.promised import ClauseState
from sekisho.record import Record
from sekisho.terms import ClauseStatus, Complainant, LogState

from .making import DAY, edge, exported, registry, with_cells


def plan(content: bytes, current: list[Record], workbook: str = "registry") -> Plan:
    return plan_import(read_workbook(content, "台帳.xlsx", workbook), current)


def test_an_unedited_export_changes_nothing_and_exports_the_same_bytes() -> None:
    found = plan(exported(), registry())
    assert found.changes_nothing
    assert found.unchanged == len(registry())
    assert exported([item for item, _ in read_workbook(exported(), "a.xlsx", "registry").rows]) == exported()


def test_the_first_import_adds_everything() -> None:
    found = plan(exported(), [])
    assert {item.key for item in found.added} == {item.key for item in registry()}
    assert (found.changed, found.ended, found.unchanged) == ((), (), 0)
    assert found.as_of == DAY


def test_added_changed_and_ended_are_told_apart() -> None:
    after = [item for item in registry() if item.key != "E-0003"] + [edge("E-0004", "P-001", "P-003", "E-0001")]
    after = [
        replace(item, ends_on=date(2026, 3, 31)) if isinstance(item, Entrustment) and item.key == "E-0002" else item
        for item in after
    ]
    found = plan(exported(after), registry())
    assert [item.key for item in found.added] == ["E-0004"]
    assert [(change.before.key, change.columns) for change in found.changed] == [("E-0002", ("ends_on",))]
    assert [item.key for item in found.ended] == ["E-0003"]
    assert found.unchanged == len(registry()) - 2
    assert found.summary() == [
        "委託先台帳（台帳.xlsx）: 追加 1、変更 1、終了 1、変わらず 11",
        "委託: 追加 1、変更 1、終了 1",
        "  追加 E-0004",
        "  変更 E-0002 『終了日』空欄 → 2026-03-31",
        "  終了 E-0003",
    ]
    assert found.as_json()["ended"] == [{"record": "registry", "sheet": "委託", "key": "E-0003"}]


def test_a_difference_ends_nothing() -> None:
    found = plan(exported([edge("E-0004", "P-001", "P-003", "E-0001")], whole=False), registry())
    assert [item.key for item in found.added] == ["E-0004"]
    assert found.ended == ()


def test_what_logs_showed_is_not_ended_by_a_workbook_without_it() -> None:
    [shown, typed] = [
        LogCoverage(key=key, party="P-001", log="proxy", state=LogState.GAP, period_from=DAY, period_to=DAY, found_on=DAY)
        for key in (observation_key("LC", "P-001", "proxy"), "LC-01")
    ]
    found = plan(exported(), [*registry(), shown, typed])
    assert found.ended == (typed,)


def test_a_workbook_ends_only_records_of_its_own_kinds() -> None:
    found = plan(exported([], "training"), registry(), "training")
    assert [item.key for item in found.ended] == ["TR-1"]


def test_with_a_fault_nothing_is_proposed() -> None:
    found = plan(with_cells(exported(), "委託", {"V3": "2026/13/01"}), [])
    assert len(found.faults) == 1
    assert (found.added, found.changed, found.ended, found.unchanged) == ((), (), (), 0)
    assert not found.changes_nothing
    assert found.summary()[0] == "台帳.xlsx: 直す所が 1 件あります。何も取り込んでいません。"
    assert found.as_json()["faults"][0]["cell"] == "V3"


def test_a_file_that_is_no_workbook_gives_a_plan_with_its_fault() -> None:
    found = plan(b"%PDF-1.7", registry())
    assert [fault.cell for fault in found.faults] == [None]
    assert found.ended == ()


def test_what_stays_may_not_point_at_what_goes() -> None:
    clause = ClauseState(key="K-0001/CL-11", contract="K-0001", clause="CL-11", status=ClauseStatus.PRESENT)
    complaint = Complaint(key="CP-1", received_on=DAY, complainant=Complainant.POLICE, parties=("P-001",))
    current = [*registry(), clause, complaint]
    assert plan(exported(current), current).changes_nothing
    found = plan(exported([item for item in current if item.key != "K-0001"]), current)
    assert [(fault.sheet, fault.value) for fault in found.faults] == [("条項", "K-0001")]


def test_long_lists_of_rows_are_cut_and_counted() -> None:
    many = [edge(f"E-1{n:03d}", "P-000", "P-001") for n in range(20)]
    lines = plan(exported([*registry(), *many]), registry()).summary()
    assert lines[2] == "  追加 E-1000、E-1001、E-1002、E-1003、E-1004 ほか 15 行"
