"""`sekisho ingest` and `sekisho logs` as people drive them, and the store after the process was killed at any moment."""

import json
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from sekisho.formats.eventstore import open_store
from tests.functional.driving import COMMAND, environment, sekisho

START = datetime(2026, 4, 1, 8, tzinfo=UTC)
KILLS = 30
DEADLINE = 120
ROOT = Path(__file__).parents[2]


def line(number, **fields):
    moment = START + timedelta(minutes=number)
    return json.dumps({"timestamp": moment.isoformat(), "user": f"u{number % 9}", "bytes": number, **fields})


def write_logs(folder):
    """Six files: ids shared between files, a line that is broken, many days, an equal file under another name."""
    folder.mkdir()
    for serial in range(6):
        numbers = range(serial * 1000, serial * 1000 + 1400)
        lines = [line(number, event_id=f"e{number}" if number % 3 else None, action="読む") for number in numbers]
        lines[17] = "broken {"
        (folder / f"log{serial}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    shutil.copy(folder / "log2.jsonl", folder / "log9.jsonl")


def content(store):
    """Everything a store tells, in an order of its own, with no difference left by how it was written."""
    opened = open_store(store)
    opened.check()
    events = sorted((each.ref, each.time, each.id or "", tuple(sorted(each.fields.items()))) for each in opened.events())
    manifests = [(each.content, each.name, each.rows, each.repeats, each.unreadable, each.traits) for each in opened.manifests]
    return events, manifests, list(opened.unreadable())


def leftovers(store):
    """What lies in the store without counting."""
    named = set(open_store(store).parts())
    return [path for path in store.rglob("*") if path.suffix == ".parquet" and path not in named] + [
        *(store / "staging").iterdir()
    ]


@pytest.fixture
def strike(tmp_path):
    """Runs ``sekisho`` in a process that kills itself at its N-th touch of a file: (exit code, touches)."""
    command = [sys.executable, "-m", "tests.functional.striking"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(tmp_path), cwd=ROOT
    ) as warm:

        def struck(moment, *words):
            warm.stdin.write(json.dumps([moment, *map(str, words)]) + "\n")
            warm.stdin.flush()
            return json.loads(warm.stdout.readline())

        yield struck
        warm.stdin.close()


def test_killed_at_any_moment_it_ends_as_if_never_killed(tmp_path, strike):
    logs, store = tmp_path / "logs", tmp_path / "struck"
    write_logs(logs)
    code, touches = strike(0, "ingest", logs, "--store", tmp_path / "clean", "--compact")
    assert (code, touches > 100) == (0, True)
    clean = content(tmp_path / "clean")
    known = {manifest[0]: manifest for manifest in clean[1]}
    chance, killed, halfway = Random(20261101), 0, 0  # noqa: S311 - a seeded draw, no secret
    for _ in range(KILLS):
        code, _ = strike(chance.randint(1, touches), "ingest", logs, "--store", store, "--compact")
        assert code in (0, -signal.SIGKILL)
        killed += code != 0
        if not (store / "sekisho-store.json").exists():
            continue
        events, manifests, _ = content(store)
        assert len(events) == sum(manifest[2] for manifest in manifests)
        assert all(manifest == known[manifest[0]] for manifest in manifests)
        halfway += 0 < len(manifests) < len(known)
        if code == 0:
            assert leftovers(store) == []
            shutil.rmtree(store)
    assert killed > KILLS / 2
    assert halfway > KILLS / 5
    assert strike(0, "ingest", logs, "--store", store, "--compact")[0] == 0
    assert content(store) == clean
    assert leftovers(store) == []


def test_two_at_once_on_one_new_store(tmp_path):
    logs, store = tmp_path / "logs", tmp_path / "store"
    write_logs(logs)
    command = [*COMMAND, "ingest", str(logs), "--store", str(store)]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(tmp_path))
        for _ in range(3)
    ]
    told = [each.communicate(timeout=DEADLINE) for each in both]
    assert [each.returncode for each in both] == [0, 0, 0], told
    assert sekisho("ingest", logs, "--store", tmp_path / "clean", home=tmp_path).returncode == 0
    assert content(store) == content(tmp_path / "clean")


def test_what_people_see(tmp_path):
    file, store = tmp_path / "操作.jsonl", tmp_path / "home" / "events"
    file.write_text("\n".join([line(1, event_id="1"), line(1, event_id="1"), "broken", line(2)]), encoding="utf-8")
    told = sekisho("ingest", file, home=tmp_path / "home")
    assert (told.returncode, "取り込みました" in told.stdout, "読めない行が 1 行" in told.stderr) == (0, True, True)
    again = sekisho("ingest", file, "--json", "-", home=tmp_path / "home")
    first, bad = map(json.loads, again.stdout.splitlines())
    assert (first["kind"], first["new"], first["rows"], first["repeats"], first["unreadable"]) == ("ingested", False, 2, 1, 1)
    assert (bad["kind"], bad["file"], bad["line"]) == ("unreadable", str(file), 3)
    english = sekisho("ingest", file, "--json", tmp_path / "out.ndjson", home=tmp_path / "home", lang="C")
    assert "1 lines could not be read" in english.stderr
    assert (tmp_path / "out.ndjson").read_text() == again.stdout
    assert open_store(store).rows == 2
    assert "イベント 2" in sekisho("logs", "check", home=tmp_path / "home").stdout


def test_which_days_are_missing(tmp_path):
    file, plan, home = tmp_path / "a.jsonl", tmp_path / "plan.yaml", tmp_path / "home"
    days = [day for day in range(1, 29) if day != 20]
    file.write_text("\n".join(json.dumps({"timestamp": f"2026-04-{day:02d}T03:00:00Z", "party": "P-1"}) for day in days))
    assert sekisho("ingest", file, home=home).returncode == 0
    plan.write_text("- {log: jsonl, party: P-1, since: 2026-03-30, days: daily}\n- {log: squid, party: P-2, days: weekdays}\n")
    shown = sekisho("logs", "coverage", "--as-of", "2026-04-29", "--fail-on", "gap", home=home)
    assert shown.returncode == 1
    assert "■" * 19 + "×" + "■" * 8 in shown.stdout
    assert "2026-04-20〜2026-04-20  欠番・空白" in shown.stdout
    declared = sekisho(
        "logs", "coverage", "--as-of", "2026-04-29", "--schedule", plan, "--json", tmp_path / "out.json", home=home
    )
    assert declared.returncode == 0
    logs = {each["source"]: each for each in json.loads((tmp_path / "out.json").read_text())["logs"]}
    gaps = [(span["from"], span["to"]) for span in logs["jsonl"]["spans"] if span["state"] == "gap"]
    assert gaps == [("2026-03-30", "2026-03-31"), ("2026-04-20", "2026-04-20")]
    assert [span["from"] for span in logs["squid"]["spans"]] == ["2026-04-28"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("ingest",), "取り込むファイル"),
        (("ingest", "nowhere.jsonl"), "nowhere.jsonl: ファイルもフォルダーもありません"),
        (("ingest", "{file}", "--store", "{file}"), "保管場所"),
        (("ingest", "{file}", "--store", "{folder}"), "ほかのファイル"),
        (("ingest", "{file}", "--layout", "rune"), "形式「rune」"),
        (("ingest", "{file}", "--mapping", "{list}"), "list.yaml"),
        (("ingest", "{file}", "--json", "{folder}"), "書けません"),
        (("logs", "coverage"), "保管場所ではありません"),
        (("logs", "check"), "保管場所ではありません"),
    ],
)
def test_wrong_use_is_told_in_one_line(tmp_path, words, told):
    (tmp_path / "a.jsonl").write_text(line(1))
    (tmp_path / "list.yaml").write_text("- no mapping")
    places = {"file": tmp_path / "a.jsonl", "folder": tmp_path, "list": tmp_path / "list.yaml"}
    done = sekisho(*(word.format(**places) for word in words), home=tmp_path / "home")
    assert done.returncode == 2
    assert told in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "text", ["- {party: P-1}", "log: jsonl", "- {log: a, day: x}", "- {log: a, days: never}", "- [", "- {log: a, since: x}"]
)
def test_a_wrong_schedule_is_told(tmp_path, text):
    (tmp_path / "a.jsonl").write_text(line(1))
    (tmp_path / "plan.yaml").write_text(text)
    assert sekisho("ingest", tmp_path / "a.jsonl", home=tmp_path / "home").returncode == 0
    done = sekisho("logs", "coverage", "--schedule", tmp_path / "plan.yaml", home=tmp_path / "home")
    assert done.returncode == 2
    assert "plan.yaml" in done.stderr
