from dataclasses import replace
from datetime import date
from typing import Any

from sekisho.declared import Entrustment, Party
from sekisho.formats.plan import plan_import
from sekisho.formats.workbook import read_workbook
from sekisho.record import Record
from sekisho.terms import Direction, PartyStanding

from .making import edge, edited, exported, number, registry, with_cells


def lines(records: list[Record], *, whole: bool = True, current: list[Record] | None = None) -> list[str]:
    submitted = read_workbook(exported(records, whole=whole), "台帳.xlsx", "registry")
    plan = plan_import(submitted, current or [])
    assert plan.faults or not plan.changes_nothing
    return [str(fault).removeprefix("台帳.xlsx ") for fault in plan.faults]


def changed(key: str, **values: object) -> list[Record]:
    return [replace(item, **values) if item.key == key else item for item in registry()]  # type: ignore[type-var]


def test_the_small_registry_is_right() -> None:
    assert lines(registry()) == []


def test_an_unknown_company_with_a_proposal_but_no_guess() -> None:
    (said,) = lines([*registry(), edge("E-0004", "P-000", "(株)みなと坂コンタクト")])
    assert said.startswith("委託!C5『委託先』: 「(株)みなと坂コンタクト」は「会社」にありません。")
    assert "「P-001 株式会社みなと坂コンタクト」のことですか" in said


def test_a_company_by_name_alias_or_corporate_number() -> None:
    for text in ("株式会社みなと坂コンタクト", "みなと坂", number(2), " P-001 "):
        content = with_cells(exported(), "委託", {"C2": text})
        plan = plan_import(read_workbook(content, "a.xlsx", "registry"), registry())
        assert plan.changes_nothing, text


def test_a_name_of_two_companies_is_not_chosen() -> None:
    twins = [Party(key="P-008", name="ふたご"), Party(key="P-009", name="ふたご"), edge("E-0004", "P-000", "ふたご")]
    (said,) = lines([*registry(), *twins])
    assert "「P-008 ふたご」か「P-009 ふたご」のことですか" in said


def test_an_unknown_entrustment_and_site() -> None:
    said = lines(changed("E-0002", upper=("E-001",), sites=("T-01",)))
    assert said == [
        "委託!D3『上位の委託番号』: 「E-001」は「委託」にありません。"
        "「E-0001」のことですか。「委託」のシートに加えるか、書き方を直してください。",
        "委託!T3『拠点番号』: 「T-01」は「拠点」にありません。「拠点」のシートに加えるか、書き方を直してください。",
    ]


def test_the_carrier_is_exactly_one() -> None:
    none = [replace(p, standing=PartyStanding.OTHER) if isinstance(p, Party) else p for p in registry()]
    assert lines(none)[0] == "会社: 『立場』が「当社」の会社がありません。台帳を持つ会社を一つ入れてください。"
    two = lines(changed("P-003", standing=PartyStanding.CARRIER))
    assert [line.split("『")[0] for line in two] == ["会社!D2", "会社!D5"]


def test_one_corporate_number_for_two_companies() -> None:
    said = lines(changed("P-003", corporate_number=number(2)))
    assert [line.split("。")[0] for line in said] == [
        f"会社!C3『法人番号』: 「{number(2)}」はP-003（会社!C5） と同じ番号です",
        f"会社!C5『法人番号』: 「{number(2)}」はP-001（会社!C3） と同じ番号です",
    ]


def test_a_company_that_entrusts_to_itself() -> None:
    assert "委託!C5『委託先』: 「P-000」は委託元と同じ会社です" in lines([*registry(), edge("E-0004", "P-000", "P-000")])[0]


def test_a_sub_entrustment_begins_where_the_upper_one_ends() -> None:
    (said,) = lines(changed("E-0003", entruster="P-001"))
    assert said.startswith(
        "委託!D4『上位の委託番号』: 「E-0002」は委託先が P-002（ちとせ原データ株式会社）で、この行の委託元 P-001"
    )


def test_a_first_edge_begins_or_ends_at_the_carrier() -> None:
    (said,) = lines([*registry(), edge("E-0004", "P-001", "P-003")])
    assert said.startswith("委託!B5『委託元』: 「P-001」は当社（P-000 あさひ通信株式会社）ではありません")
    assert lines([*registry(), edge("E-0004", "P-001", "P-000", direction=Direction.RECEIVED)]) == []
    (said,) = lines([*registry(), edge("E-0004", "P-000", "P-001", direction=Direction.RECEIVED)])
    assert said.startswith("委託!C5『委託先』: 「P-001」は当社")


def test_a_diamond_is_allowed() -> None:
    diamond = [
        edge("E-0004", "P-000", "P-003"),
        edge("E-0005", "P-003", "P-002", "E-0004"),
        edge("E-0006", "P-002", "P-001", "E-0002", "E-0005"),
    ]
    assert lines([*registry(), *diamond]) == []


def test_a_cycle_is_shown_by_company_names_and_cells() -> None:
    records = [item for item in registry() if not isinstance(item, Entrustment)]
    records = [item for item in records if getattr(item, "entrustment", None) is None]
    records += [edge("E-0001", "P-001", "P-002", "E-0002"), edge("E-0002", "P-002", "P-001", "E-0001")]
    (said,) = lines(records)
    assert "委託が一回りしています" in said
    assert "株式会社みなと坂コンタクト → ちとせ原データ株式会社 → 株式会社みなと坂コンタクト" in said
    assert "委託!D2" in said
    assert "委託!D3" in said


def test_a_cycle_through_what_is_already_registered() -> None:
    said = lines(
        [edge("E-0001", "P-002", "P-001", "E-0002")],
        whole=False,
        current=[item for item in registry() if item.key != "E-0003"],
    )
    assert any("委託が一回りしています" in line and line.startswith("委託!D2") for line in said)


def test_nothing_ends_before_it_begins() -> None:
    assert lines(changed("E-0002", ends_on=date(2024, 3, 31))) == [
        "委託!W3『終了日』: 「2024-03-31」は『開始日』（2024-04-01）より前です。日付を確かめてください。"
    ]


def test_a_row_with_one_fault_still_tells_its_other_ones() -> None:
    content = with_cells(exported(), "委託", {"V3": "2026/13/01", "C3": "知らない会社"})
    plan = plan_import(read_workbook(content, "a.xlsx", "registry"), [])
    assert sorted(fault.cell or "" for fault in plan.faults) == ["C3", "V3"]


def test_a_faulty_row_makes_no_further_faults_elsewhere() -> None:
    content = with_cells(exported(), "会社", {"C3": "123", "D2": "当社です"})
    plan = plan_import(read_workbook(content, "a.xlsx", "registry"), [])
    assert [(fault.sheet, fault.cell) for fault in plan.faults] == [("会社", "D2"), ("会社", "C3")]


def test_what_is_pointed_at_from_outside_the_workbook_may_not_go() -> None:
    submitted = read_workbook(exported([], "contracts"), "契約.xlsx", "contracts")
    assert plan_import(submitted, registry()).faults == ()
    inspection = read_workbook(exported([], "inspection"), "点検.xlsx", "inspection")
    assert [item.key for item in plan_import(inspection, registry()).ended] == ["IN-1"]


def planned(content: bytes) -> list[str]:
    plan = plan_import(read_workbook(content, "台帳.xlsx", "registry"), [])
    return [str(fault).removeprefix("台帳.xlsx ") for fault in plan.faults]


def test_what_refers_to_a_company_that_is_not_known_is_told_once() -> None:
    said = planned(with_cells(exported(), "委託", {"C2": "株式会社どこにもない"}))
    assert [line.split("『")[0] for line in said] == ["委託!C2"]


def test_a_sheet_that_is_missing_or_has_no_legible_headings_is_one_fault_and_not_one_for_every_reference() -> None:
    def remove(book: Any) -> None:
        del book["会社"]

    def push_down(book: Any) -> None:
        book["会社"].insert_rows(1)
        book["会社"]["A1"] = "会社の一覧（2026年度）"

    (missing,) = planned(edited(exported(), remove))
    assert missing.startswith("会社: シートがありません")
    (pushed,) = planned(edited(exported(), push_down))
    assert pushed.startswith("会社!1行目: 見出しが1行目になく、2行目にあります")


def test_values_under_a_heading_that_is_gone_are_told_once_a_column() -> None:
    said = planned(with_cells(exported(), "委託", {"V1": None}))
    assert [line for line in said if "見出しのない列" in line] == [line for line in said if line.startswith("委託!V")]
    assert sum("見出しのない列" in line for line in said) <= 1
