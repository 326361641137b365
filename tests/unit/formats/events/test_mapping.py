"""What people write about a log of their own."""

from pathlib import Path

import pytest

from sekisho.detection.alert import iso
from sekisho.formats.events.mapping import read_mapping
from sekisho.formats.fault import Faults
from tests.unit.formats.events.logs import JP1, events, read, told, write


def _mapping(folder: Path, text: str | bytes) -> object:
    return read_mapping(write(folder, text, name="mapping.yaml"))


def test_columns_without_a_heading(tmp_path: Path) -> None:
    mapping = _mapping(
        tmp_path,
        """
        encoding: shift_jis
        delimiter: "|"
        skip: 1
        names: [日, 時, 社員番号, 何をした, 量]
        time: [日, 時]
        time_format: "%d.%m.%Y %H:%M"
        zone: "+08:00"
        id: 量
        columns: {user: 社員番号, action: 何をした, bytes: [ない列, 量]}
        constants: {party: P07, system: 10}
        """,
    )
    log = write(tmp_path, "ログ|出力\n01.04.2026|09:00|M-1|検索|12\n31.02.2026|09:00|M-1|検索|13\n", "cp932")
    made = read(log, mapping=mapping)
    [event] = events(made)
    assert event.ref.line == 2
    assert iso(event.time) == "2026-04-01T01:00:00+00:00"
    assert event.id == "12"
    assert {
        "user": "M-1",
        "action": "検索",
        "bytes": "12",
        "party": "P07",
        "system": "10",
        "社員番号": "M-1",
    }.items() <= event.fields.items()
    assert [line for line, _ in told(made)] == [3]


def test_constants_stand_beside_a_recognised_layout(tmp_path: Path) -> None:
    mapping = _mapping(tmp_path, "constants: {party: P07}\n")
    found = events(read(write(tmp_path, JP1.text, "cp932"), mapping=mapping))
    assert {event.fields["party"] for event in found} == {"P07"}
    assert found[0].fields["category"] == "peripheral"
    assert iso(found[0].time) == JP1.times[0]


def test_times_of_a_table_with_a_heading(tmp_path: Path) -> None:
    mapping = _mapping(tmp_path, "time: いつ\nzone_column: どこの時刻\nzone: UTC\ncolumns: {user: だれ}\n")
    log = write(tmp_path, "いつ,どこの時刻,だれ\n2026/04/01 09:00,GMT+09:00,山田\n2026/04/01 09:00,,佐藤\n")
    assert [iso(event.time) for event in events(read(log, mapping=mapping))] == [
        "2026-04-01T00:00:00+00:00",
        "2026-04-01T09:00:00+00:00",
    ]


@pytest.mark.parametrize(
    ("table", "times", "unread"),
    [
        ("日付,時間,人\n2026-04-01,9:30,山田\n2026-04-01,,佐藤\n2026-04-01\n", ["2026-04-01T00:30:00+00:00"], [3, 4]),
        ("操作日,時刻,人\n2026-04-01,9:30,山田\n2026-04-01, ,佐藤\n", ["2026-04-01T00:30:00+00:00"], [3]),
        ("発生日,人\n2026-04-01,山田\n", ["2026-03-31T15:00:00+00:00"], []),  # a log that states days only
        ("日付,時刻,人\n,9:30,山田\n", [None], []),  # without a day it is at no time, as any event without one
    ],
)
def test_a_day_whose_time_of_day_is_empty_is_not_midnight(
    table: str, times: list[str | None], unread: list[int], tmp_path: Path
) -> None:
    made = read(write(tmp_path, table, name="a.csv"))
    assert [iso(event.time) for event in events(made)] == times
    assert [line for line, _ in told(made)] == unread
    assert all("時刻がありません" in why for _, why in told(made))


def test_a_mapping_that_joins_two_columns_wants_both(tmp_path: Path) -> None:
    mapping = _mapping(tmp_path, "time: [day, clock]\n")
    log = write(tmp_path, '{"day":"2026-04-01","clock":"09:00"}\n{"day":"2026-04-01"}\n')
    made = read(log, mapping=mapping)
    assert [iso(event.time) for event in events(made)] == ["2026-04-01T00:00:00+00:00"]
    [(line, why)] = told(made)
    assert line == 2
    assert "clock" in why


@pytest.mark.parametrize(
    "text",
    [
        "time: 日\nuser: だれ\nzone: UTC\n",
        "timestamp: 日\ncolumns: {user: だれ}\ntimezone: UTC\n",
        "columns: {time: 日, user: だれ}\nzone: UTC\n",
        "columns: {日: timestamp, だれ: user}\nzone: UTC\n",
        'fields: {user: [だれ]}\ntime: {column: 日, format: "%Y/%m/%d %H:%M", zone: UTC}\n',
    ],
)
def test_the_same_thing_in_other_words(text: str, tmp_path: Path) -> None:
    log = write(tmp_path, "日,だれ\n2026/04/01 09:00,山田\n")
    [event] = events(read(log, mapping=_mapping(tmp_path, text)))
    assert iso(event.time) == "2026-04-01T09:00:00+00:00"
    assert event.fields["user"] == "山田"


def test_a_mapping_for_json(tmp_path: Path) -> None:
    mapping = _mapping(tmp_path, "format: jsonl\ntime: when\nzone: Asia/Tokyo\ncolumns: {user: who.name}\n")
    [event] = events(read(write(tmp_path, '{"when":"2026-04-01T09:00:00","who":{"name":"山田"}}'), mapping=mapping))
    assert iso(event.time) == "2026-04-01T00:00:00+00:00"
    assert event.fields["user"] == "山田"


def test_the_year_of_a_log_without_years(tmp_path: Path) -> None:
    log = write(tmp_path, "Apr  1 08:00:27 sv01 kernel: started\n")
    for year in (2019, 2024):
        [event] = events(read(log, mapping=_mapping(tmp_path, f"year: {year}\n")))
        assert (iso(event.time) or "").startswith(f"{year}-03-31T23:00:27")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "「キー: 値」の並びではありません"),
        ("- a\n", "「キー: 値」の並びではありません"),
        ("a: [\n", "YAMLとして読めません"),
        ("a: !!python/object/apply:os.system [ls]\n", "YAMLとして読めません"),
        (b"\xff\xfe\x00", "YAMLとして読めません"),
        ("tyme: x\n", "「tyme」というキーはありません"),
        ("format: excel\n", "形式「excel」はありません"),
        ("encoding: klingon\n", "文字コード「klingon」は読めません"),
        ("zone: どこか\n", "時間帯「どこか」"),
        ("delimiter: ab\n", "delimiter"),
        ("skip: -1\n", "skip"),
        ("skip: x\n", "skip"),
        ("names: a\n", "names"),
        ("time: {a: b}\n", "「a」というキーはありません"),
        ("time: []\n", "time"),
        ("columns: [a]\n", "columns"),
        ("columns: {user: }\n", "user に値がありません"),
        ("constants: {party: [{}]}\n", "party に値がありません"),
        ("id: [a]\n", "id"),
        ("year: 26\n", "year"),
        ("year: true\n", "year"),
    ],
)
def test_mistakes_are_told_with_the_file(text: str | bytes, why: str, tmp_path: Path) -> None:
    with pytest.raises(Faults, match=why) as told_all:
        _mapping(tmp_path, text)
    assert "mapping.yaml" in str(told_all.value)


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Faults, match="ファイルがありません"):
        read_mapping(tmp_path / "none.yaml")
    with pytest.raises(Faults, match="フォルダーです"):
        read_mapping(tmp_path)
