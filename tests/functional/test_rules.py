"""``sekisho rules`` and the own rules in ``sekisho detect``, as people drive them."""

import json
from functools import partial

import pytest

from tests.functional import driving

WRITE = {"category": "peripheral", "action": "write", "media": "mtp"}
RULE = "41b46787-50da-5062-8a1f-2a001eb0be73"


@pytest.fixture
def sekisho(tmp_path):
    return partial(driving.sekisho, home=tmp_path / "home")


@pytest.fixture
def log(tmp_path):
    rows = [{"timestamp": "2026-04-01T20:40:00+09:00", **WRITE, "user": user} for user in ("M-8001", "M-8002")]
    file = tmp_path / "操作.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return file


@pytest.fixture
def copy(sekisho, tmp_path):
    done = sekisho("rules", "copy", tmp_path / "自社の規則")
    assert done.returncode == 0, done.stderr
    return tmp_path / "自社の規則"


def excluding(folder, until, user="M-8001"):
    file = folder / "除外.yaml"
    text = f"  - {{rule: {RULE}, where: {{user: {user}}}, reason: 検証, approver: M-1, until: {until}}}\n"
    file.write_text("exclusions:\n" + text, "utf-8")
    return file


def alerts(done):
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_list_names_every_rule_with_its_measure_and_examples(sekisho):
    done = sekisho("rules", "list", "--json", "-")
    listed = json.loads(done.stdout)
    assert len(listed) >= 60
    assert all(each["measure"] and each["positive"] and each["negative"] for each in listed)
    assert RULE in {each["id"] for each in listed}


def test_a_rule_is_shown_with_its_text(sekisho):
    done = sekisho("rules", "show", RULE[:8])
    assert (done.returncode, "MTP" in done.stdout, "detection:" in done.stdout) == (0, True, True)
    unknown = sekisho("rules", "show", "ffffffff-ffff")
    assert (unknown.returncode, "sekisho rules list" in unknown.stderr) == (2, True)


def test_the_examples_of_own_rules_hold_and_a_broken_copy_is_told(sekisho, copy):
    rule = copy / "removable_media" / "smartphone_write.yaml"
    assert sekisho("rules", "test", rule).returncode == 0
    rule.write_text(rule.read_text("utf-8").replace("action: [write, send]", "action: [send]", 1), "utf-8")
    done = sekisho("rules", "test", rule)
    assert done.returncode == 1
    assert "1 件出るはずが 0 件です。" in done.stdout
    assert "smartphone_write.yaml" in done.stdout


def test_wrong_examples_are_refused_with_their_line(sekisho, copy):
    rule = copy / "removable_media" / "smartphone_write.yaml"
    rule.write_text(rule.read_text("utf-8").replace("    fires: 1\n", "    fires: 一件\n", 1), "utf-8")
    done = sekisho("rules", "test", rule)
    line = rule.read_text("utf-8").splitlines().index("    fires: 一件") + 1
    assert done.returncode == 2
    assert f"{line}行目" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_copy_never_writes_over_what_is_there(sekisho, copy):
    done = sekisho("rules", "copy", copy)
    assert (done.returncode, "すでにあります" in done.stderr) == (2, True)


def test_own_rules_are_asked_for_by_one_word(sekisho, log):
    found = alerts(sekisho("detect", log, "--rules", "own", "--json", "-"))
    assert [(each["rule"], each["measure"], each["sign"]) for each in found] == [(RULE, "INS-03", "smartphone_write")] * 2


def test_an_exclusion_counts_until_its_last_day(sekisho, log, tmp_path):
    file = excluding(tmp_path, "2026-11-20")
    command = ("detect", log, "--rules", "own", "--json", "-", "--exclusions", file, "--as-of")
    in_force = alerts(sekisho(*command, "2026-11-20"))
    assert [each["events"][0]["line"] for each in in_force] == [2]
    over = sekisho(*command, "2026-11-21")
    assert len(alerts(over)) == 2
    assert "期限（2026-11-20）" in over.stderr


def test_wrong_exclusions_are_refused_with_their_line(sekisho, log, tmp_path):
    file = excluding(tmp_path, "いつまでも")
    done = sekisho("detect", log, "--rules", "own", "--json", "-", "--exclusions", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert "除外.yaml 2行目: until は" in done.stderr


def test_a_story_is_written_as_logs_in_which_its_case_is_found(sekisho, tmp_path):
    folder = tmp_path / "記録"
    done = sekisho("story", "C-02", "--logs", folder, "--people", "1")
    assert done.returncode == 0, done.stderr
    march = folder / "C-02-2023-03.jsonl"
    found = alerts(sekisho("detect", march, "--rules", "own", "--json", "-"))
    assert {"INS-01", "ACC-07"} <= {each["measure"] for each in found}
    assert all(each["first_seen"].startswith("2023-03-30") for each in found if each["measure"] == "INS-01")
    assert sekisho("story", "C-02", "--logs", folder).returncode == 2
    assert sekisho("story", "C-05", "--logs", tmp_path / "ほか").returncode == 2
