from datetime import date
from typing import Any

import pytest

from sekisho.catalog import load_catalog
from sekisho.formats.cells import choices, reader, shown
from sekisho.formats.lists import split
from sekisho.formats.misread import Misread
from sekisho.planes import BY_SOURCE, KINDS
from sekisho.record import Column
from sekisho.terms import ContractKind, ControlDivision, Ternary

from .making import number


def column(source: str, name: str) -> Column:
    return next(column for column in BY_SOURCE[source].schema.columns if column.name == name)


@pytest.mark.parametrize(
    ("source", "name", "cell", "value"),
    [
        ("registry", "contract_kind", "種別A（個別契約）", ContractKind.A),
        ("registry", "contract_kind", " 種別A(個別契約) ", ContractKind.A),
        ("registry", "contract_kind", "種別B", ContractKind.B),
        ("registry", "contract_kind", "Ｂ", ContractKind.B),
        ("registry", "resident", "はい", Ternary.YES),
        ("registry", "resident", "unknown", Ternary.UNKNOWN),
        ("registry", "principals", "１２０，０００", 120_000),
        ("registry", "principals", "120000", 120_000),
        ("registry", "principals", 120000.0, 120_000),
        ("registry", "items", "契約者名、契約者住所", ("subscriber_name", "postal_address")),
        ("registry", "items", "subscriber_name;契約者住所", ("subscriber_name", "postal_address")),
        ("registry", "items", "通信の内容（留守番電話、メール等）、契約者名", ("communication_content", "subscriber_name")),
        ("registry", "storage_countries", "日本, 米国\nViet Nam；UK", ("JP", "US", "VN", "GB")),
        ("registry", "upper", "E-0001、E-0002", ("E-0001", "E-0002")),
        ("clause_finding", "divisions", "組織的、人的", (ControlDivision.ORGANIZATIONAL, ControlDivision.PERSONNEL)),
        ("answer_sheet", "check_item", "INS-03", "INS-03"),
        ("party", "key", 1001.0, "1001"),
        ("party", "country", "台湾", "TW"),
        ("party", "corporate_number", float(number(2)), number(2)),
        ("party", "corporate_number", number(2)[0] + "-" + number(2)[1:5] + "-" + number(2)[5:], number(2)),
        ("party", "name", "=1+1", "=1+1"),
        ("party", "name", " 前後 ", " 前後 "),
        ("party", "aliases", '甲社、"乙、丙"', ("甲社", "乙、丙")),
        ("sign", "sign", "外部記録媒体への書き出し", "external_media_write"),
    ],
)
def test_what_a_cell_means(source: str, name: str, cell: Any, value: Any) -> None:
    assert reader(column(source, name))(cell) == value


@pytest.mark.parametrize(
    ("source", "name", "cell", "why", "remedy"),
    [
        ("registry", "contract_kind", "種別C", "この欄で使う言葉ではありません", "種別A（個別契約）"),
        ("registry", "principals", "12万", "整数ではありません", "数字だけ"),
        ("registry", "principals", "1,20", "整数ではありません", "数字だけ"),
        ("registry", "principals", 1.5, "整数ではありません", "数字だけ"),
        ("registry", "principals", -5.0, "負の数です", "0以上"),
        ("registry", "principals", 1e15, "大きすぎます", "15桁"),
        ("registry", "items", "契約者名、契約者の名前", "「契約者の名前」の所が読めません", "「契約者名」のことですか"),
        ("registry", "items", "、、", "区切りだけで、値がありません", "空欄"),
        ("registry", "storage_countries", "コンゴ", "「コンゴ」の所が読めません", "国コード"),
        ("party", "key", " P-1", "前か後に空白があります", "空白を消して"),
        ("party", "key", "例：P-001", "例の行の印が付いています", "行ごと消して"),
        ("party", "key", "P\n1", "改行か制御文字を含みます", "1行で"),
        ("party", "key", "x" * 101, "番号として長すぎます（101字）", "100字まで"),
        ("party", "name", "　 ", "空白だけです", "空欄"),
        ("party", "name", "x" * 2001, "長すぎます（2,001字）", "2,000字まで"),
        ("party", "name", "a\x01", "制御文字を含みます", "消して"),
        ("party", "name", date(2026, 4, 1), "文字列ではなく、数・日付・真偽値のセルです", "文字列"),
        ("party", "name", True, "文字列ではなく、数・日付・真偽値のセルです", "文字列"),
        ("party", "corporate_number", "123", "法人番号として13桁の数字ではありません", "公表の番号"),
    ],
)
def test_what_cannot_be_read(source: str, name: str, cell: Any, why: str, remedy: str) -> None:
    with pytest.raises(Misread) as refused:
        reader(column(source, name))(cell)
    assert refused.value.why.startswith(why)
    assert remedy in refused.value.remedy


def test_a_wrong_check_digit_tells_the_right_one() -> None:
    right = number(2)
    wrong = str((int(right[0]) + 1) % 10) + right[1:]
    with pytest.raises(Misread, match=f"先頭の数字は {right[0]} のはずです"):
        reader(column("party", "corporate_number"))(wrong)


def test_every_choice_offered_is_readable_and_every_word_means_one_thing() -> None:
    for kind in KINDS:
        for each in kind.schema.columns:
            offered = choices(each)
            read = {reader(each)(choice) for choice in offered}
            assert len(read) == len(offered), each.name


def test_every_example_of_every_column_is_readable() -> None:
    for kind in KINDS:
        for each in kind.schema.columns:
            if each.example:
                value = reader(each)(each.example)
                assert reader(each)(shown(each, value)) == value  # type: ignore[arg-type]


def test_names_of_data_items_survive_the_separators_they_contain() -> None:
    items = column("registry", "items")
    everything = tuple(load_catalog().data_items)
    assert reader(items)(shown(items, everything)) == everything  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("甲、、乙、", ("甲", "乙")),
        ("Example Cloud, Inc., Foo LLC", ("Example Cloud, Inc.", "Foo LLC")),
        ("Alpha, Beta", ("Alpha", "Beta")),
        ('"a""b"、c', ('a"b', "c")),
        ('"a"b、c', ('"a"b', "c")),
    ],
)
def test_parting_a_cell(text: str, parts: tuple[str, ...]) -> None:
    assert split(text) == parts
