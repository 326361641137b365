"""`sekisho detect` with the carrier's lists beside: records of the workspace, inquiries, people's work, and wrong uses."""

import json

import pytest

from tests.functional.driving import sekisho

LOGIN = {"party": "P-001", "category": "authentication", "action": "login", "outcome": "success"}
LOOK = {"party": "P-001", "user": "M-1234", "category": "datastore", "action": "lookup"}
LINES = [
    {**LOGIN, "timestamp": "2026-05-01T10:00:00+09:00", "user": "M-1234"},
    {**LOGIN, "timestamp": "2026-05-01T10:00:00+09:00", "user": "M-1001"},
    {**LOOK, "timestamp": "2026-05-01T11:00:00+09:00", "customer": "K-1", "inquiry": "Q-1"},
    {**LOOK, "timestamp": "2026-05-01T11:05:00+09:00", "customer": "K-2", "inquiry": "Q-1"},
    {**LOOK, "timestamp": "2026-05-01T11:10:00+09:00", "customer": "K-1"},
    {**LOOK, "timestamp": "2026-05-01T11:15:00+09:00", "customer": "K-3", "inquiry": "Q-9"},
]


@pytest.fixture
def log(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES))
    (tmp_path / "受付.csv").write_text("受付番号,顧客番号,受付日\nQ-1,K-1,2026-05-01\n", "cp932")
    (tmp_path / "職務.csv").write_text("user,role\n,窓口\n", "utf-8")
    return path


def found(done):
    assert done.returncode == 0, done.stderr
    alerts = [json.loads(line) for line in done.stdout.splitlines()]
    return {(alert["title"], event["line"]) for alert in alerts for event in alert["events"]}


def test_records_and_inquiries_stand_beside_events(small, log):
    words = ("detect", log, "--rules", "own", "--json", "-")
    plain = found(sekisho(*words, home=small))
    listed = found(sekisho(*words, "--lists", "--inquiries", log.parent / "受付.csv", home=small))
    assert listed - plain == {
        ("離任した人のアカウントの使用", 2),
        ("問合せをした顧客と違う顧客の参照", 4),
        ("問合せをした顧客と違う顧客の参照", 6),
    }
    assert {line for _, line in plain - listed} == {5}  # tied to an inquiry of the day


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--lists", "--baseline"), "--rules も指定してください"),
        (("--rules", "own", "--roster", "職務.csv"), "--baseline も指定してください"),
        (("--rules", "own", "--lists"), "作業フォルダーに記録がありません"),
        (("--rules", "own", "--inquiries", "受付.csv", "--engine", "spark"), "--engine duckdb にしてください"),
        (("--baseline", "--roster", "職務.csv"), "職務.csv!2行目『user』: 空です"),
    ],
)
def test_wrong_uses_are_refused_with_what_to_do(words, told, log, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = sekisho("detect", "log.jsonl", *words, home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr
