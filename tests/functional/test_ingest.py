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
