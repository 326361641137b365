"""`sekisho detect` by rules, as people drive it: logs in, lines out, and every wrong use told in one line."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.functional.driving import sekisho

RULES = """\
title: 持出し
id: r1
level: high
measure: INS-03
sign: external_media_write
logsource: {product: acme}
detection: {s: {action: write}, condition: s}
---
title: 続けて持出し
id: c1
level: critical
correlation: {type: event_count, rules: [r1], group-by: [user], timespan: 1m, condition: {gte: 2}, generate: true}
"""
LOG = """\
{"timestamp": "2026-04-01T09:00:00+09:00", "user": "taro", "action": "WRITE"}
{"timestamp": "2026-04-01T09:00:30+09:00", "user": "hanako", "action": "write"}
broken
{"timestamp": "2026-04-01T09:01:00+09:00", "user": "taro", "action": "write", "note": "さくら"}
{"timestamp": "2026-04-01T09:01:00+09:00", "user": "taro", "action": "read"}
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    (tmp_path / "規則").mkdir()
    (tmp_path / "規則" / "one.yml").write_text(RULES, "utf-8")
    (tmp_path / "log.jsonl").write_text(LOG, "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def detect(place, *words):
    return sekisho("detect", *words, home=place / "home")


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_what_is_found_is_told_as_the_contract_says(place):
    done = detect(place, "log.jsonl", "--rules", "規則", "--json", "out.ndjson")
    assert (done.returncode, done.stdout) == (0, "")
    told = lines((place / "out.ndjson").read_text("utf-8"))
    assert [(each["kind"], each.get("rule")) for each in told if each["kind"] == "rule"] == [
        ("rule", "c1"),
        ("rule", "r1"),
        ("rule", "r1"),
        ("rule", "r1"),
    ]
    [stretch] = [each for each in told if each.get("rule") == "c1"]
    assert stretch == {
        "kind": "rule",
        "rule": "c1",
        "title": "続けて持出し",
        "level": "critical",
        "subject": {"user": "taro"},
        "first_seen": "2026-04-01T00:00:00+00:00",
        "last_seen": "2026-04-01T00:01:00+00:00",
        "count": 2,
        "events": [{"file": "log.jsonl", "line": 1}, {"file": "log.jsonl", "line": 4}],
    }
    single = next(each for each in told if each.get("rule") == "r1")
    assert (single["measure"], single["sign"], single["subject"], single["count"]) == ("INS-03", "external_media_write", {}, 1)
    [unread] = [each for each in told if each["kind"] == "unreadable"]
    assert (unread["file"], unread["line"]) == ("log.jsonl", 3)
    assert "読めない行 1 行" in done.stderr
    assert not (place / "home").exists()


def test_lines_on_stdout_and_the_table_when_nobody_asked_for_lines(place):
    done = detect(place, "log.jsonl", "--rules", "規則", "--json", "-")
    assert len(lines(done.stdout)) == 5
    done = detect(place, "log.jsonl", "--rules", "規則")
    assert "続けて持出し" in done.stdout
    assert "kind" not in done.stdout


@pytest.mark.parametrize(("level", "status"), [("critical", 1), ("low", 1)])
def test_fail_on(place, level, status):
    assert detect(place, "log.jsonl", "--rules", "規則", "--fail-on", level).returncode == status
    (place / "quiet.jsonl").write_text(LOG.replace("rite", "ait").replace("RITE", "AIT"), "utf-8")
    assert detect(place, "quiet.jsonl", "--rules", "規則", "--fail-on", level).returncode == 0


def test_several_folders_of_rules_and_the_second_run_uses_what_is_kept(place):
    (place / "more").mkdir()
    (place / "more" / "two.yml").write_text(
        RULES.split("---", maxsplit=1)[0].replace("r1", "r2").replace("write", "read"), "utf-8"
    )
    for _ in range(2):
        done = detect(place, "log.jsonl", "--rules", "規則", "--rules", "more", "--json", "-")
        assert [each["rule"] for each in lines(done.stdout) if each["kind"] == "rule"] == ["c1", "r1", "r1", "r1", "r2"]
    assert len(list((place / "cache" / "sekisho" / "rules").iterdir())) == 1


def test_a_store_and_a_parquet_file_tell_what_the_log_tells(place):
    assert sekisho("ingest", "log.jsonl", "--store", "store", home=place / "home").returncode == 0
    rows = [json.loads(line) for line in LOG.splitlines() if line.startswith("{")]
    pq.write_table(pa.Table.from_pylist(rows), place / "log.parquet")
    plain = lines(detect(place, "log.jsonl", "--rules", "規則", "--json", "-").stdout)
    stored = lines(detect(place, "store", "--rules", "規則", "--json", "-").stdout)
    table = lines(detect(place, "log.parquet", "--rules", "規則", "--json", "-").stdout)

    def found(told):
        return [(each["rule"], each["count"], each["first_seen"], each["subject"]) for each in told if each["kind"] == "rule"]

    assert sorted(map(str, stored)) == sorted(map(str, plain))
    assert found(table) == found(plain)
    assert {ref["line"] for each in table for ref in each["events"]} == {1, 2, 3}


def test_a_file_of_the_same_content_counts_once(place):
    (place / "copy.jsonl").write_text(LOG, "utf-8")
    told = lines(detect(place, "log.jsonl", "copy.jsonl", "--rules", "規則", "--json", "-").stdout)
    assert len(told) == 5


def test_broken_rules_are_told_and_the_others_judge(place):
    (place / "規則" / "bad.yml").write_text(
        "title: t\nlogsource: {product: a}\ndetection:\n  s: {k|x: 1}\n  condition: s\n", "utf-8"
    )
    done = detect(place, "log.jsonl", "--rules", "規則", "--json", "-")
    assert done.returncode == 0
    assert len(lines(done.stdout)) == 5
    assert "規則/bad.yml 4行目" in done.stderr


def test_a_folder_without_logs_is_told_and_is_no_error(place):
    (place / "nothing").mkdir()
    done = detect(place, "nothing", "log.jsonl", "--rules", "規則", "--json", "-")
    assert (done.returncode, len(lines(done.stdout))) == (0, 5)
    assert "nothing: ログのファイルが一つもありません" in done.stderr


def test_a_placeholder_without_values_is_told(place):
    rule = "title: t\nlogsource: {product: a}\ndetection:\n  s: {action|expand: '%verbs%'}\n  condition: s\n"
    (place / "規則" / "open.yml").write_text(rule, "utf-8")
    done = detect(place, "log.jsonl", "--rules", "規則", "--json", "-")
    assert "%verbs%" in done.stderr
    assert len(lines(done.stdout)) == 5


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["log.jsonl"], "--rules、--baseline、--undeclared"),
        (["nowhere.jsonl", "--rules", "規則"], "nowhere.jsonl"),
        (["log.jsonl", "--rules", "nowhere"], "nowhere"),
        (["log.jsonl", "--rules", "empty"], "規則（.yml）が一つもありません"),
        (["log.jsonl", "--rules", "without"], "without/note.yml: 規則が一つもありません"),
        (["log.jsonl", "--rules", "bad"], "bad/one.yml 1行目"),
        (["log.jsonl", "--rules", "規則", "--json", "nowhere/out"], "nowhere/out"),
        (["log.jsonl", "--rules", "規則", "--format", "nonsense"], "nonsense"),
        (["log.jsonl", "--rules", "規則", "--mapping", "nowhere.yaml"], "nowhere.yaml"),
        (["log.jsonl", "--rules", "規則", "--exclusions", "nowhere.yaml"], "nowhere.yaml"),
        (["log.jsonl", "--rules", "規則", "--engine", "magic"], "magic"),
        (["log.jsonl", "--baseline", "--budget", "0"], "「0」は使えません。x>=1 の範囲"),
        (["--rules", "規則"], "PATH"),
    ],
)
def test_wrong_use_is_refused_and_leaves_nothing_behind(place, words, told):
    for folder in ("empty", "without", "bad"):
        (place / folder).mkdir()
    (place / "without" / "note.yml").write_text("# 規則はまだありません\n", "utf-8")
    (place / "bad" / "one.yml").write_text("title: t\n", "utf-8")
    done = detect(place, *words, *([] if "--json" in words else ["--json", "out.ndjson"]))
    assert done.returncode == 2
    assert told in done.stderr
    assert not (place / "out.ndjson").exists()
    assert not [each for each in Path(place).iterdir() if each.name.endswith(".partial")]


def test_it_speaks_english(place):
    done = sekisho("detect", "log.jsonl", "--rules", "規則", home=place / "home", lang="C")
    assert "1 lines that could not be read" in done.stderr
