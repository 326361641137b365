"""Times without a year: the year that is said counts, for every command that reads logs and by every engine."""

import json

import pytest

from tests.functional.driving import sekisho

RULE = """\
title: パスワード
id: r1
level: low
logsource: {product: linux}
detection: {s: [password], condition: s}
"""
LOGS = {
    "syslog": "Apr  1 08:00:27 host-1 sshd[7]: Failed password for root from 192.0.2.5 port 22 ssh2\n",
    "jsonl": '{"timestamp": "Apr  1 08:00:27", "message": "Failed password"}\n',
}


@pytest.fixture
def place(tmp_path, monkeypatch):
    (tmp_path / "rule.yml").write_text(RULE, "utf-8")
    (tmp_path / "year.yaml").write_text("year: 2018\n", "utf-8")
    (tmp_path / "logs").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def years(place, *words):
    done = sekisho(*words, "--rules", "rule.yml", "--json", "-", home=place / "home")
    assert done.returncode == 0, done.stderr
    return {json.loads(line)["first_seen"][:4] for line in done.stdout.splitlines()}


@pytest.mark.parametrize("layout", LOGS)
@pytest.mark.parametrize("said", [(["--year", "2019"], "2019"), (["--mapping", "year.yaml"], "2018")])
def test_the_year_that_is_said_counts_everywhere(place, layout, said):
    words, year = said
    (place / "logs" / "a.log").write_text(LOGS[layout], "utf-8")
    assert years(place, "detect", "logs", *words) == {year}
    assert years(place, "detect", "logs", *words, "--engine", "reference") == {year}
    assert years(place, "watch", "logs", "--store", "watched", "--once", *words) == {year}
    done = sekisho("ingest", "logs", "--store", "store", *words, home=place / "home")
    assert done.returncode == 0, done.stderr
    assert [day.name[:8] for day in (place / "store" / "events").iterdir()] == [f"day={year}"]


def test_the_option_stands_before_the_mapping_and_must_be_a_year(place):
    (place / "logs" / "a.log").write_text(LOGS["syslog"], "utf-8")
    assert years(place, "detect", "logs", "--mapping", "year.yaml", "--year", "2021") == {"2021"}
    for command in ("detect", "ingest", "watch"):
        done = sekisho(command, "logs", "--year", "19", home=place / "home")
        assert (done.returncode, "--year" in done.stderr, "Traceback" in done.stderr) == (2, True, False)
