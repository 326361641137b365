"""The main job as people drive it: `sekisho` as a process of its own, on the demo workspace."""

import json

import openpyxl
import pytest

from tests.functional.driving import kept, sekisho, started

AS_OF = "2026-11-20"


@pytest.fixture
def registry(home):
    book = openpyxl.load_workbook(home / "asahi.xlsx")
    path = home / "edited.xlsx"
    return book, path


def column(sheet, heading):
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def test_demo_shows_findings_and_writes_one_self_contained_report(demo_home):
    again = sekisho("demo", "--no-serve", home=demo_home)
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


def test_help_is_english_too_wherever_the_language_is_told(tmp_path):
    for words in (("--lang", "en", "verify", "--help"), ("verify", "--help", "--lang=en")):
        done = sekisho(*words, home=tmp_path)
        assert done.returncode == 0
        assert "The workspace. Default" in done.stdout
        assert done.stdout.isascii()
    assert "作業フォルダー" in sekisho("verify", "--help", home=tmp_path).stdout


@pytest.mark.parametrize(
    "words",
    [("verify",), ("reconcile",), ("export", "registry", "x.xlsx"), ("export", "evidence", "x.zip"), ("backup", "x.zip")],
)
def test_a_workspace_that_is_not_there_is_no_workspace_in_which_all_is_well(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = sekisho(*words, home=tmp_path / "mistyped")
    assert done.returncode == 2
    assert "mistyped: 作業フォルダーに記録がありません" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("reconcile", "--json"),
        ("reconcile", "--html"),
        ("import", "registry", "asahi.xlsx", "--json"),
        ("import", "registry", "asahi.xlsx", "--marked"),
        ("import", "subprocessors", "list.md", "--party", "P-001", "--on", "2026-04-01", "--json"),
        ("export", "registry"),
        ("export", "evidence"),
        ("story", "C-01", "--json"),
    ],
    ids=" ".join,
)
def test_an_output_that_cannot_be_written_is_told_before_anything_is_done(words, small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "asahi.xlsx").write_bytes(b"")
    (tmp_path / "list.md").write_text("| 再委託先 | 国 |\n|---|---|\n| 甲 | 日本 |\n", encoding="utf-8")
    before = kept(small)
    done = sekisho(*words, "nowhere/out", home=small)
    assert done.returncode == 2
    assert done.stderr.strip() == "nowhere/out: 書けません（その場所がありません）。場所と権限を確かめてください。"
    assert kept(small) == before


def test_an_output_is_written_whole_or_not_at_all(small, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "bundle.zip").write_bytes(b"of yesterday")
    kept_file = next((small / "evidence").glob("*/*"))
    kept_file.chmod(0o600)
    kept_file.write_bytes(b"another content")
    done = sekisho("export", "evidence", out / "bundle.zip", home=small)
    assert done.returncode == 2
    assert "sekisho verify" in done.stderr
    assert [(path.name, path.read_bytes()) for path in out.iterdir()] == [("bundle.zip", b"of yesterday")]


def test_a_reader_that_leaves_early_is_no_finding(small):
    with started("reconcile", home=small) as under_way:
        under_way.stdout.readline()
        under_way.stdout.close()
        told = under_way.stderr.read()
    assert under_way.returncode == 0
    assert "Traceback" not in told


def test_reconcile_says_where_the_records_behind_a_finding_are(small):
    assert "--html" in sekisho("reconcile", "--as-of", "2026-05-01", home=small).stderr
    nothing = sekisho("reconcile", "--known-at", "2000-01-01", home=small)
    assert "照合できる記録がありません" in nothing.stderr


def test_a_template_comes_back_as_nothing_new(small, tmp_path):
    form = tmp_path / "様式.xlsx"
    assert sekisho("export", "roster", form, "--template", home=tmp_path / "unused").returncode == 0
    done = sekisho("import", "roster", form, home=small)
    assert done.returncode == 0
    assert "追加 0、変更 0、終了 0" in done.stdout
    assert "変わったところはありません" in done.stderr


def test_a_removed_row_of_a_whole_workbook_ends_and_an_edited_cell_is_all_that_changes(home, registry):
    book, path = registry
    edges, parties = book["委託"], book["会社"]
    last = edges.cell(edges.max_row, 1).value
    edges.delete_rows(edges.max_row)
    parties.cell(3, column(parties, "会社名")).value = "株式会社ためしの会社"
    book.save(path)
    done = sekisho("import", "registry", path, "--json", home / "plan.json", "--dry-run", home=home)
    assert done.returncode == 0, done.stderr
    plan = json.loads((home / "plan.json").read_text(encoding="utf-8"))
    assert [item["key"] for item in plan["ended"]] == [last]
    assert [(item["key"], item["columns"]) for item in plan["changed"]] == [(parties.cell(3, 1).value, ["name"])]
    assert plan["added"] == []
