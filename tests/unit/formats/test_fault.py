from sekisho.formats.fault import Fault, Faults

WRONG_DAY = Fault(
    file="registry.xlsx",
    why="日付ではありません",
    remedy="2026-04-01 のように入れてください。",
    sheet="委託",
    cell="F14",
    row=14,
    column="開始日",
    value="2026/13/01",
)


def test_a_fault_is_one_line_with_its_place() -> None:
    assert str(WRONG_DAY) == (
        "registry.xlsx 委託!F14『開始日』: 「2026/13/01」は日付ではありません。2026-04-01 のように入れてください。"
    )


def test_a_fault_of_a_row_and_of_a_file() -> None:
    assert str(Fault("a.xlsx", "列がありません", "戻してください。", sheet="委託", row=1)) == (
        "a.xlsx 委託!1行目: 列がありません。戻してください。"
    )
    assert str(Fault("a.xlsx", "空のファイルです", "送り直してください。")) == "a.xlsx: 空のファイルです。送り直してください。"


def test_long_and_broken_values_are_shown_on_one_line() -> None:
    shown = str(Fault("a.xlsx", "長すぎます", "", value="あ\n" * 50))
    assert "\n" not in shown
    assert len(shown) < 70


def test_all_faults_travel_together() -> None:
    faults = Faults([WRONG_DAY, WRONG_DAY])
    assert len(faults.faults) == 2
    assert str(faults).splitlines() == [str(WRONG_DAY)] * 2
    assert WRONG_DAY.as_json()["cell"] == "F14"
