"""Files that are damaged, mixed up or made to harm: every line is told, nothing is raised."""

import gzip
import json
from pathlib import Path

import pytest

from sekisho.formats.events import encodings, json_records, lines, source
from tests.unit.formats.events.logs import I_FILTER, JSONL, SYSTEMWALKER, events, read, told, write

HEAD = "日時,利用者,操作\n"


def _told_lines(path: Path) -> list[int]:
    return [line for line, _ in told(read(path))]


def test_another_encoding_in_the_middle(tmp_path: Path) -> None:
    content = (
        f"{HEAD}2026-04-01 09:00,山田,検索\n".encode()
        + "2026-04-01 09:01,佐藤,出力\n".encode("cp932")
        + "2026-04-01 09:02,鈴木,検索\n".encode()
    )
    made = read(write(tmp_path, content))
    assert [(line, "文字コード" in why) for line, why in told(made)] == [(3, True)]
    assert [event.ref.line for event in events(made)] == [2, 4]
    content = f"{HEAD}2026-04-01 09:00,山田,検索\n".encode("cp932") + "2026-04-01 09:01,佐藤さん,出力\n".encode()
    assert _told_lines(write(tmp_path, content)) == [3]


def test_the_encoding_may_show_late(tmp_path: Path) -> None:
    lead = "user,time,note\n" + "a,2026-04-01T00:00:00Z,x\n" * 5000
    made = read(write(tmp_path, lead.encode() + "b,2026-04-01T00:00:00Z,東京\n".encode("cp932")))
    assert events(made)[-1].fields["note"] == "東京"


def test_nul_bytes(tmp_path: Path) -> None:
    made = read(write(tmp_path, f"{HEAD}2026-04-01 09:00,a,b\n2026-04-01 09:01,a\x00,b\n\x00\x00\x00\n2026-04-01 09:02,a,c\n"))
    assert [(line, "NUL" in why) for line, why in told(made)] == [(3, True), (4, True)]
    assert len(events(made)) == 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (bytes(range(256)) * 40, "文字のファイルではありません"),
        (b"PK\x03\x04" + b"x" * 100, "ZIP"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x1f\x8b" + b"garbage" * 10, "gzip"),
        (b"ElfFile\x00" + b"\x00" * 5000, "EVTX"),
        (b"ElfFile\x00", "EVTX"),
        (gzip.compress(JSONL.text.encode())[:-9], "gzip"),
    ],
)
def test_files_that_are_no_logs(content: bytes, why: str, tmp_path: Path) -> None:
    made = read(write(tmp_path, content))
    assert told(made)
    assert all(why in sentence for _, sentence in told(made))


def test_a_packed_file_that_grows_beyond_measure_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "UNPACKED_FREE", 2**17)
    monkeypatch.setattr(source, "RATIO_LIMIT", 10)
    content = gzip.compress(b'{"timestamp":"2026-04-01T00:00:00Z"}\n' * 10_000)
    made = read(write(tmp_path, content))
    assert "異常に大きく" in told(made)[-1][1]


def test_a_line_that_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines.batches, "__defaults__", (3 * 2**20,))
    long = '{"a":"' + "x" * (4 * 2**20) + '"}'
    made = read(write(tmp_path, f'{JSONL.text}{long}\n{{"b":"z"}}\n'))
    assert [(line, "長すぎ" in why) for line, why in told(made)] == [(3, True)]
    assert [event.ref.line for event in events(made)] == [1, 2, 4]


@pytest.mark.parametrize("depth", [65, 900, 100_000])
def test_json_that_is_nested_too_deep(depth: int, tmp_path: Path) -> None:
    for text in ('{"a":' * depth + "1" + "}" * depth, '{"a":' + "[" * depth + "]" * depth + "}"):
        path = write(tmp_path, f"{JSONL.text}{text}\n")
        assert _told_lines(path) in ([3], []), text[:20]
        assert read(path)[0].ref.line == 1
    assert _told_lines(write(tmp_path, JSONL.text + '{"a":' * depth + "1" + "}" * depth + "\n")) == [3]


def test_json_lines_that_are_not_json(tmp_path: Path) -> None:
    bad = ['{"x":NaN}', '{"x":-Infinity}', "x", "[1]", '"s"', "12", "null", '{"a":', '{"a":"\\ud800"}', "{}x", '{"a":1,}']
    made = read(write(tmp_path, JSONL.text + "\n".join(bad) + "\n" + '{"last":1}'))
    assert [line for line, _ in told(made)] == list(range(3, 3 + len(bad)))
    assert events(made)[-1].fields == {"last": 1}
    assert all(why.endswith("。") for _, why in told(made))


def test_a_name_twice_and_several_objects_on_a_line(tmp_path: Path) -> None:
    made = read(write(tmp_path, JSONL.text + '{"a":1,"a":2}\n{"b":1}{"b":2} {"b":"}"}\n[{"c":1},{"c":2},3]\n'))
    assert [(event.ref.line, dict(event.fields)) for event in events(made)[2:]] == [
        (3, {"a": 2}),
        (4, {"b": 1}),
        (4, {"b": 2}),
        (4, {"b": "}"}),
        (5, {"c": 1}),
        (5, {"c": 2}),
    ]
    assert [line for line, _ in told(made)] == [5]


def test_documents_over_several_lines(tmp_path: Path) -> None:
    records = [{"a": number, "b": {"c": "} { [ \\"}} for number in range(3)]
    pretty = "\n".join(json.dumps(record, indent=2) for record in records)
    assert [(event.ref.line, event.fields["a"]) for event in events(read(write(tmp_path, pretty)))] == [(1, 0), (7, 1), (13, 2)]
    array = json.dumps(records, indent=2)
    assert [event.ref.line for event in events(read(write(tmp_path, array)))] == [2, 8, 14]
    cut = pretty.splitlines()
    del cut[9:12]  # the second document is never closed
    made = read(write(tmp_path, "\n".join(cut)))
    assert [(line, "途中で切れ" in why) for line, why in told(made)] == [(7, True)]
    assert [event.fields["a"] for event in events(made)] == [0, 2]


def test_a_document_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_records, "DOCUMENT_LIMIT", 100)
    text = json.dumps({"a": ["x" * 20] * 20}, indent=1)
    assert _told_lines(write(tmp_path, f'{text}\n{{\n"a":1}}\n')) == [1]


def test_stray_quotes_swallow_only_their_own_row(tmp_path: Path) -> None:
    rows = [
        '2026-04-01 09:00,"ok","a ""b"" c"',
        '2026-04-01 09:01,"stray,x',
        "2026-04-01 09:02,fine,y",
        '2026-04-01 09:03,"two\nlines",z',
        '2026-04-01 09:04,a"b,c',
        '2026-04-01 09:05,"end',
    ]
    made = read(write(tmp_path, HEAD + "\n".join(rows) + "\n"))
    assert [line for line, _ in told(made)] == [3, 8]
    assert [event.ref.line for event in events(made)] == [2, 4, 5, 7]
    assert events(made)[2].fields["利用者"] == "two\nlines"
    assert events(made)[3].fields["利用者"] == 'a"b'


def test_too_many_and_too_few_cells(tmp_path: Path) -> None:
    made = read(write(tmp_path, f"{HEAD}2026-04-01 09:00,a,b,c\n2026-04-01 09:00,a,b,,,\n2026-04-01 09:00,a\n,,,\n\n"))
    assert [(line, "列が多すぎます" in why) for line, why in told(made)] == [(2, True)]
    assert [dict(event.fields) for event in events(made)] == [
        {"日時": "2026-04-01 09:00", "利用者": "a", "操作": "b", "user": "a", "action": "b"},
        {"日時": "2026-04-01 09:00", "利用者": "a", "user": "a"},
    ]


def test_a_heading_that_is_repeated_and_columns_without_or_with_one_name(tmp_path: Path) -> None:
    made = read(write(tmp_path, "日時,,名前,名前,\n2026-04-01 09:00,x,a,b,\n日時,,名前,名前,\n2026-04-01 09:01,y,c,d,\n"))
    assert told(made) == []
    assert [event.fields["列2"] + str(event.fields["名前"]) + str(event.fields["名前_2"]) for event in events(made)] == [
        "xab",
        "ycd",
    ]


def test_a_table_without_a_heading_is_refused_whole(tmp_path: Path) -> None:
    for first in ("2026-04-01 09:00,山田,検索", "山田,12,検索", "山田,10.1.2.1,検索"):
        made = read(write(tmp_path, f"{first}\n2026-04-01 09:01,佐藤,検索\n"))
        assert [(line, "見出し" in why) for line, why in told(made)] == [(1, True)]
        assert events(made) == []


def test_moments_that_cannot_be_and_zones_that_are_none(tmp_path: Path) -> None:
    made = read(write(tmp_path, f"{HEAD}2026-02-30 09:00,a,b\n,a,b\n2026-04-01 09:00,a,b\n"))
    assert [line for line, _ in told(made)] == [2]
    assert [event.time is None for event in events(made)] == [True, False]
    table = "操作日時(エージェント),タイムゾーン,操作種別\n2026/04/01 09:00:00,どこか,x\n"
    assert "時間帯" in told(read(write(tmp_path, table)))[0][1]


def test_utf16_cut_inside_a_character(tmp_path: Path) -> None:
    content = f"{HEAD}2026-04-01 09:00,山田,検索\n2026-04-01 09:01,佐藤,出".encode("utf-16")[:-1]
    made = read(write(tmp_path, content))
    assert [event.ref.line for event in events(made)] == [2]
    assert [line for line, _ in told(made)] == [3]


def test_japanese_utf16_without_a_mark_and_a_small_file_with_nul(tmp_path: Path) -> None:
    text = HEAD + "令和八年四月一日の記録,山田太郎　次郎,顧客一覧表の検索結果一覧の印刷\n" * 20
    for encoding in ("utf-16-le", "utf-16-be"):
        assert encodings.opened(text.encode(encoding)) == (0, encoding)
    assert encodings.opened(b"a,b\n1\x00,2\n") == (0, None)
    assert encodings.opened(("日時,利用者\n" * 5).encode() + b"\x00") == (0, "utf-8")


def test_values_of_many_letters_take_no_time(tmp_path: Path) -> None:
    long = "操作:[コピー]、ファイル名元:[" * 40_000
    table = f'名称,発生日時,種別,内容\nPC-1,2026/04/01 09:00,ファイル操作,"{long}"\nPC-1,{"2026/" * 50_000},x,y\n'
    made = read(write(tmp_path, table))
    assert [event.fields["category"] for event in events(made)] == ["file"]
    assert [line for line, _ in told(made)] == [3]


def test_lines_that_are_no_lines_of_the_layout(tmp_path: Path) -> None:
    made = read(write(tmp_path, I_FILTER.text + "garbage\n\n" + I_FILTER.text.splitlines()[0][:-40]))
    assert [line for line, _ in told(made)] == [3, 5]


def test_the_heading_row_of_a_product_that_is_missing(tmp_path: Path) -> None:
    text = "".join(SYSTEMWALKER.text.splitlines(keepends=True)[4:])
    made = read(write(tmp_path, text), "systemwalker-dtk")
    assert "見出し" in told(made)[0][1]


def test_encodings_are_told_apart() -> None:
    text = "拠点の端末で顧客の一覧を見た、ｶﾀｶﾅ。"
    for encoding in ("cp932", "euc_jp", "utf-8"):
        assert encodings.guessed(text.encode(encoding)) == encoding
    assert encodings.guessed(b"\xff\xff\xff") is None
