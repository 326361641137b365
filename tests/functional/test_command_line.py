"""The main job as people drive it: `sekisho` as a process of its own, on the demo workspace."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

AS_OF = "2026-11-20"


def sekisho(*words, home, lang=""):
    environment = {**os.environ, "SEKISHO_HOME": str(home), "LANG": lang, "LC_ALL": "", "LC_MESSAGES": ""}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", "from sekisho_site.cli.main import main; main()", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=300)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("demo") / "home"
    done = sekisho("demo", "--no-serve", home=home)
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def home(demo_home, tmp_path):
    return Path(shutil.copytree(demo_home, tmp_path / "home"))


@pytest.fixture
def registry(home):
    book = openpyxl.load_workbook(home / "asahi.xlsx")
    path = home / "edited.xlsx"
    return book, path


def column(sheet, heading):
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def test_demo_shows_findings_and_writes_one_self_contained_report(demo_home):
    again = sekisho("demo", home=demo_home)
    assert again.returncode == 0
    assert "追加 0、変更 0、終了 0" in again.stderr
    assert "申告のない外部サービス" in again.stdout
    page = (demo_home / "report.html").read_text(encoding="utf-8")
    assert "食い違っている記録" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page


def test_reconcile_json_has_the_form_of_the_contract(home):
    out = home / "out.json"
    done = sekisho("reconcile", "--as-of", AS_OF, "--json", out, "--fail-on", "high", home=home)
    assert done.returncode == 1
    told = json.loads(out.read_text(encoding="utf-8"))
    assert {"as_of", "known_at", "findings", "agreed", "conflicts", "cannot_tell"} <= set(told)
    assert told["as_of"] == AS_OF
    assert told["conflicts"] == sum(finding["outcome"] == "conflicts" for finding in told["findings"]) > 0
    wanted = {"check", "rule", "severity", "outcome", "party", "chain", "declared", "promised", "observed"}
    wanted |= {"explanation", "remedy", "fingerprint"}
    assert all(wanted <= set(finding) for finding in told["findings"])
    assert {finding["severity"] for finding in told["findings"]} <= {"high", "medium", "low"}
    assert len({finding["fingerprint"] for finding in told["findings"]}) == len(told["findings"])


def test_one_party_is_judged_as_in_the_whole(home):
    whole, part = home / "whole.json", home / "part.json"
    sekisho("reconcile", "--as-of", AS_OF, "--json", whole, home=home)
    done = sekisho("reconcile", "--as-of", AS_OF, "--party", "株式会社みなと坂コンタクト", "--json", part, home=home)
    assert done.returncode == 0, done.stderr
    of_party = json.loads(part.read_text(encoding="utf-8"))["findings"]
    [party] = {finding["party"] for finding in of_party}
    in_whole = [f for f in json.loads(whole.read_text(encoding="utf-8"))["findings"] if f["party"] == party]
    assert sorted(f["fingerprint"] for f in of_party) == sorted(f["fingerprint"] for f in in_whole)


def test_export_comes_back_without_change_and_exports_the_same_again(home):
    first, second = home / "first.xlsx", home / "second.xlsx"
    assert sekisho("export", "registry", first, home=home).returncode == 0
    back = sekisho("import", "registry", first, home=home)
    assert back.returncode == 0, back.stderr
    assert "追加 0、変更 0、終了 0" in back.stdout
    assert sekisho("export", "registry", second, home=home).returncode == 0
    assert first.read_bytes() == second.read_bytes()


def test_a_bad_workbook_changes_nothing_and_names_every_cell(home, registry):
    book, path = registry
    edges, parties = book["委託"], book["会社"]
    edges.cell(3, column(edges, "開始日")).value = "2026/13/01"
    edges.cell(4, column(edges, "委託先")).value = "P-NOBODY"
    parties.cell(3, column(parties, "法人番号")).value = "1234567890123"
    book.save(path)
    before = sekisho("export", "registry", home / "before.xlsx", home=home)
    done = sekisho("import", "registry", path, home=home)
    after = sekisho("export", "registry", home / "after.xlsx", home=home)
    assert before.returncode == after.returncode == 0
    assert done.returncode == 2
    places = [
        f"委託!{edges.cell(3, column(edges, '開始日')).coordinate}",
        f"委託!{edges.cell(4, column(edges, '委託先')).coordinate}",
        f"会社!{parties.cell(3, column(parties, '法人番号')).coordinate}",
    ]
    assert all(place in done.stderr for place in places), done.stderr
    assert (home / "before.xlsx").read_bytes() == (home / "after.xlsx").read_bytes()


def test_a_dry_run_tells_the_plan_and_keeps_nothing(home, registry):
    book, path = registry
    parties = book["会社"]
    parties.cell(3, column(parties, "会社名")).value = "株式会社ためしの会社"
    book.save(path)
    dry = sekisho("import", "registry", path, "--dry-run", home=home)
    assert dry.returncode == 0
    assert "変更 1" in dry.stdout
    assert "変更 1" in sekisho("import", "registry", path, home=home).stdout


@pytest.mark.parametrize(
    ("name", "content"),
    [("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)), ("text.xlsx", b"a,b\n1,2\n"), ("empty.xlsx", b"")],
)
def test_a_file_of_another_kind_is_refused_in_one_plain_line(home, name, content):
    path = home / name
    path.write_bytes(content)
    done = sekisho("import", "registry", path, home=home)
    assert done.returncode == 2
    assert name in done.stderr


def test_verify_names_the_first_bad_leaf(home):
    assert sekisho("verify", home=home).returncode == 0
    with sqlite3.connect(home / "db.sqlite3") as database:
        payload = database.execute('SELECT payload FROM records_evidenceleaf WHERE "index" = 100').fetchone()[0]
        tampered = payload.replace("1", "2", 1)
        database.execute('UPDATE records_evidenceleaf SET payload = ? WHERE "index" = 100', (tampered,))
    done = sekisho("verify", home=home)
    assert done.returncode == 1
    assert "100番" in done.stdout.splitlines()[0]


def test_a_bundle_is_verified_without_the_workspace(home, tmp_path):
    bundle = tmp_path / "bundle.zip"
    assert sekisho("export", "evidence", bundle, home=home).returncode == 0
    elsewhere = tmp_path / "elsewhere"
    assert sekisho("verify", bundle, home=elsewhere).returncode == 0
    assert not elsewhere.exists()
    content = bytearray(bundle.read_bytes())
    content[len(content) // 3] ^= 1
    bundle.write_bytes(content)
    assert sekisho("verify", bundle, home=elsewhere).returncode == 1


def test_stories_agree_with_what_is_expected_of_them(tmp_path):
    out = tmp_path / "stories.json"
    done = sekisho("story", "all", "--json", out, home=tmp_path / "unused")
    assert done.returncode == 0, done.stdout[-3000:]
    told = json.loads(out.read_text(encoding="utf-8"))
    assert {story["case"] for story in told["stories"]} >= {f"C-{number:02}" for number in range(1, 11)}
    assert all(story["agreement"]["agrees"] for story in told["stories"])
    assert not (tmp_path / "unused").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("bogus",),
        ("reconcile", "--as-of", "2026-13-45"),
        ("story", "nowhere"),
        ("verify", "nowhere.zip"),
        ("import", "registry", "no.xlsx"),
    ],
)
def test_wrong_use_is_told_in_one_line_and_exits_2(home, words):
    done = sekisho(*words, home=home)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_messages_are_english_when_the_environment_asks_for_it(tmp_path):
    done = sekisho("story", "nowhere", home=tmp_path, lang="C")
    assert done.returncode == 2
    assert "There is no story called nowhere" in done.stderr


def test_a_backup_brings_the_workspace_back_elsewhere(home, tmp_path):
    copy, elsewhere = tmp_path / "copy.zip", tmp_path / "elsewhere"
    assert sekisho("backup", copy, home=home).returncode == 0
    assert sekisho("restore", copy, home=elsewhere).returncode == 0
    assert sekisho("verify", home=elsewhere).returncode == 0
    for place, folder in (("here", home), ("there", elsewhere)):
        assert sekisho("export", "registry", tmp_path / f"{place}.xlsx", home=folder).returncode == 0
    assert (tmp_path / "here.xlsx").read_bytes() == (tmp_path / "there.xlsx").read_bytes()
    again = sekisho("restore", copy, home=elsewhere)
    assert again.returncode == 2
    assert "空の作業フォルダー" in again.stderr
