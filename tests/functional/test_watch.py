"""``sekisho watch`` as people drive it: what it tells is what ``detect`` tells, whenever and however the lines come."""

import gzip
import hashlib
import hmac
import http.client
import json
import os
import re
import signal
import socket
import ssl
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from random import Random
from threading import Thread, Timer

import pytest

from sekisho.formats.eventstore import open_store
from tests.functional.driving import sekisho, started
from tests.watching.certificates import make_certificate

RULES = """
title: 照会
id: 11111111-1111-4111-8111-111111111111
name: lookup
logsource: {product: app}
detection:
  sel: {action: lookup}
  condition: sel
level: low
---
title: 続けての照会
id: 22222222-2222-4222-8222-222222222222
name: many
correlation:
  type: event_count
  rules: [lookup]
  group-by: [user]
  timespan: 10m
  condition: {gte: 3}
level: high
---
title: 照会の多い日が続く
id: 33333333-3333-4333-8333-333333333333
correlation:
  type: event_count
  rules: [many]
  group-by: [user]
  timespan: 2h
  condition: {gte: 4}
level: critical
---
title: 媒体への書き出し
id: 44444444-4444-4444-8444-444444444444
logsource: {product: app}
detection:
  sel: {action: media}
  condition: sel
level: medium
---
title: 静かな一時間
id: 55555555-5555-4555-8555-555555555555
correlation:
  type: event_count
  rules: [lookup]
  timespan: 5m
  condition: {lt: 2}
level: informational
"""
ACTIONS = ("lookup", "lookup", "open", "media", "open")
TOKEN = "a-token-that-nobody-guesses"


@pytest.fixture
def place(tmp_path):
    (tmp_path / "rules.yml").write_text(RULES)
    (tmp_path / "logs").mkdir()
    return tmp_path


def events(count, seed, *, ids=False, pace=200):
    random, at = Random(seed), datetime(2026, 4, 1, tzinfo=UTC)  # noqa: S311
    for number in range(count):
        at += timedelta(seconds=random.randint(1, pace))
        told = {"timestamp": at.isoformat(), "user": f"E-{random.randint(1, 6)}", "action": random.choice(ACTIONS)}
        yield told | ({"event_id": f"N-{seed}-{number}"} if ids else {})


def lines(told):
    return [json.dumps(each, ensure_ascii=False) + "\n" for each in told]


def once(place, *words):
    out = place / "watched.ndjson"
    command = ("watch", place / "logs", "--store", place / "store", "--rules", place / "rules.yml", "--once", "--json", out)
    done = sekisho(*command, *words, home=place / "home")
    assert done.returncode == 0, done.stderr
    return read(out)


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def detected(place, *words):
    out = place / "detected.ndjson"
    done = sekisho(
        "detect", place / "logs", "--rules", place / "rules.yml", "--engine", "reference", "--json", out, *words, home=place
    )
    assert done.returncode == 0, done.stderr
    return read(out)


def said(told, *, places=True):
    """What was found, without what only watching knows (and without the places, where files were renamed)."""
    apart = {"id", "revision", "state", "previous_count", *(() if places else ("events", "file"))}
    return sorted(
        json.dumps({name: value for name, value in each.items() if name not in apart}, sort_keys=True) for each in told
    )


def stored(place):
    found = open_store(place / "store").events()
    return sorted(json.dumps([each.time, each.id, dict(each.fields)], sort_keys=True) for each in found)


def test_once_tells_what_detect_tells(place):
    logs = place / "logs"
    (logs / "a.jsonl").write_text("".join(lines(events(400, 1))))
    (logs / "b.jsonl").write_text("".join(lines(events(200, 2))) + '{"broken": \n' + lines(events(1, 3))[0].rstrip("\n"))
    (logs / "c").mkdir()
    (logs / "c" / "table.csv").write_text(
        "timestamp,user,action,note\n"
        + "".join(f'{each["timestamp"]},{each["user"]},{each["action"]},"two\nlines"\n' for each in events(50, 4))
    )
    (logs / "c" / "packed.jsonl.gz").write_bytes(gzip.compress("".join(lines(events(100, 5))).encode()))
    (logs / "copy.jsonl").write_bytes((logs / "a.jsonl").read_bytes())
    told, expected = once(place), detected(place)
    assert said(told) == said(expected)
    assert len({each["id"] for each in told if each["kind"] == "rule"}) > 50
    assert {each["kind"] for each in told} == {"rule", "unreadable"}
    assert len(stored(place)) == 400 + 201 + 50 + 100
    assert once(place) == told  # nothing is new, nothing is revised


def test_a_growing_file_is_read_on_and_only_whole_lines_count(place):
    written = "".join(lines(events(120, 7)))
    log = place / "logs" / "app.jsonl"
    random = Random(8)  # noqa: S311
    cuts = [0, *sorted(random.sample(range(len(written)), 6)), len(written)]
    for begin, end in pairwise(cuts):
        with log.open("a") as out:
            out.write(written[begin:end])
        told = once(place)
        assert said(told) == said(detected(place))
    assert len(stored(place)) == 120


def test_a_growing_table_keeps_its_heading(place):
    rows = [f"{each['timestamp']},{each['user']},{each['action']}\r\n" for each in events(90, 9)]
    log = place / "logs" / "app.csv"
    log.write_text("timestamp,user,action\r\n", newline="")
    for start in range(0, 90, 30):
        with log.open("a", newline="") as out:
            out.writelines(rows[start : start + 30])
        assert said(once(place)) == said(detected(place))


def test_late_events_revise_what_was_told(place):
    told = list(events(300, 11, pace=40))
    late = told[::6]
    (place / "logs" / "first.jsonl").write_text("".join(lines(each for each in told if each not in late)))
    before = {each["id"]: each for each in once(place)}
    (place / "logs" / "late.jsonl").write_text("".join(lines(late)))
    after = {each["id"]: each for each in once(place)}
    assert said(after.values()) == said(detected(place))
    revised = [each for each in after.values() if each["revision"] > 1]
    assert revised
    for each in revised:
        if each["id"] in before:
            assert each["revision"] == before[each["id"]]["revision"] + 1
            assert each["previous_count"] == before[each["id"]]["count"]
    same = [id for id in after if id in before and after[id]["revision"] == 1]
    assert all(after[id] == before[id] for id in same)


def test_what_comes_later_than_the_tolerance_is_kept_and_told(place):
    out = place / "late.ndjson"
    command = ("watch", place / "logs", "--store", place / "store", "--rules", place / "rules.yml", "--once", "--late-days", 2)
    (place / "logs" / "b.jsonl").write_text("".join(lines(events(60, 17, pace=9_000))))
    (place / "logs" / "c.jsonl").write_text("".join(lines(events(9, 18))))  # days older, but nothing closes before all is read
    first = sekisho(*command, "--json", out, home=place / "home")
    assert "遅れて届いた" not in first.stderr
    before = read(out)
    assert said(before) == said(detected(place))
    late = [{"timestamp": f"2026-03-01T00:0{n}:00Z", "user": "E-1", "action": "media"} for n in range(4)]
    late += [{"timestamp": f"2026-03-01T00:0{n}:30Z", "user": "E-1", "action": "lookup"} for n in range(4)]
    (place / "logs" / "late.jsonl").write_text("".join(lines(late)))
    second = sekisho(*command, "--json", out, home=place / "home")
    assert "2 日より遅れて届いた記録が 8 件あります" in second.stderr
    assert len(stored(place)) == 77
    new = [each for each in read(out) if each not in before]
    assert [each["title"] for each in new] == ["媒体への書き出し"] * 4  # what one event says; nothing that counts


def test_events_of_one_id_count_once_whichever_way_they_come(place):
    told = list(events(100, 13, ids=True))
    (place / "logs" / "a.jsonl").write_text("".join(lines(told[:70])))
    once(place)
    (place / "logs" / "b.jsonl").write_text("".join(lines(told[30:])))
    assert said(once(place)) == said(detected(place))
    assert len(stored(place)) == 100


def test_rotation_truncation_and_renaming_read_nothing_twice(place):
    told = lines(events(200, 15))
    log = place / "logs" / "app.jsonl"

    def append(some):
        with log.open("a") as out:
            out.writelines(some)

    append(told[:50])
    once(place)
    append(told[50:60])  # read under the name that the file has by then
    log.rename(place / "logs" / "app.jsonl.1")
    append(told[60:100])
    once(place)
    (place / "logs" / "app.jsonl.2").write_bytes(log.read_bytes())  # copytruncate
    once(place)
    log.write_text("")
    append(told[100:150])
    once(place)
    log.write_text("".join(told[150:]))  # begun anew without having been empty in between
    watched = once(place)
    for path in (place / "logs").iterdir():
        path.unlink()
    log.write_text("".join(told))
    assert said(watched, places=False) == said(detected(place), places=False)
    assert len(stored(place)) == 200


def test_rules_that_change_are_held_to_what_is_kept(place):
    (place / "logs" / "a.jsonl").write_text("".join(lines(events(200, 17))))
    before = once(place)
    (place / "rules.yml").write_text(RULES.replace("gte: 3", "gte: 2").replace("action: media", "action: open"))
    after = once(place)
    assert said(after) == said(detected(place)) != said(before)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--listen", "127.0.0.1:0"], "一緒に使えません"),
        (["--layout", "nonsense"], "形式「nonsense」はありません"),
        (["--notify-webhook", "https://hooks.example.jp/x"], "両方"),
        (["--notify-mail", "soc@example.jp"], "SEKISHO_EMAIL_URL"),
        (["--mapping", "nowhere.yaml"], "nowhere.yaml"),
        (["--exclusions", "nowhere.yaml"], "nowhere.yaml"),
        (["--rules", "nowhere"], "nowhere"),
        (["--json", "nowhere/out.ndjson"], "nowhere"),
    ],
)
def test_wrong_use_is_told_in_one_line(place, words, told):
    done = sekisho(
        "watch", place / "logs", "--store", place / "store", "--rules", place / "rules.yml", "--once", *words, home=place
    )
    assert done.returncode == 2
    assert told in done.stderr


def test_a_folder_that_is_not_there_and_a_store_that_is_none(place):
    command = ("--rules", place / "rules.yml", "--once")
    assert "フォルダーがありません" in sekisho("watch", place / "x", "--store", place / "store", *command, home=place).stderr
    done = sekisho("watch", place / "logs", "--store", place, *command, home=place)
    assert (done.returncode, "保管場所" in done.stderr) == (2, True)


@contextmanager
def watching(place, *words, killed=False):
    """A watch under way, which has said that it watches; its ways in by name."""
    command = ("watch", place / "logs", "--store", place / "store", "--rules", place / "rules.yml")
    with started(*command, "--json", place / "live.ndjson", *words, home=place / "home") as under_way:
        doors = {"pid": under_way.pid}
        for line in under_way.stderr:
            if "見張っています" in line:
                break
            if found := re.match(r"(\w+) で受けています: (\S+)", line):
                doors[found[1]] = found[2]
        else:
            raise AssertionError("it never watched")
        try:
            yield doors
        finally:
            under_way.send_signal(signal.SIGTERM)
            told = under_way.stderr.read()
            assert under_way.wait(60) == (-signal.SIGKILL if killed else 0), told


def live(place, enough):
    """The last line of each id, once they are as many as they should be."""
    end = time.monotonic() + 60
    while True:
        last = {each.get("id") or json.dumps(each): each for each in read(place / "live.ndjson")}
        standing = [each for each in last.values() if each.get("state") != "withdrawn"]
        if enough(standing):
            return standing
        assert time.monotonic() < end, standing
        time.sleep(0.05)


def post(address, path, body, **headings):
    connection = http.client.HTTPConnection(address, timeout=60)
    told = {name.replace("_", "-"): value for name, value in headings.items()}
    connection.request("POST", path, body, {"Authorization": f"Bearer {TOKEN}"} | told)
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    answer.read()
    connection.close()


def test_what_comes_by_every_way_is_found_while_it_comes(place, monkeypatch):
    monkeypatch.setenv("SEKISHO_INGEST_TOKEN", TOKEN)
    (place / "syslog.yml").write_text(
        "title: 認証の失敗\nid: 66666666-6666-4666-8666-666666666666\nlogsource: {product: app}\n"
        "detection:\n  words: ['Failed password']\n  condition: words\nlevel: high\n"
    )
    pair = make_certificate(place, "door")
    tls = ssl.create_default_context(cafile=pair.certificate)
    media = {"timestamp": "2026-04-01T00:00:00Z", "user": "E-1", "action": "media"}
    record = {"timeUnixNano": "1775000000000000000", "attributes": [{"key": "action", "value": {"stringValue": "media"}}]}
    with watching(place, "--rules", place / "syslog.yml", "--listen", "127.0.0.1:0") as doors:
        (place / "logs" / "dropped.jsonl").write_text(json.dumps(media) + "\n")
        live(place, lambda told: len(told) == 1)
        post(doors["http"], "/ingest", json.dumps(media).encode())
        export = json.dumps({"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]})
        post(doors["http"], "/v1/logs", export, Content_Type="application/json")
        live(place, lambda told: len(told) == 3)
    certified = ("--syslog", "127.0.0.1:0", "--tls-cert", pair.certificate, "--tls-key", pair.key)
    with watching(place, "--rules", place / "syslog.yml", *certified) as doors:
        bare = socket.create_connection(tuple(doors["syslog"].split(":")), 60)
        with tls.wrap_socket(bare, server_hostname="localhost") as sender:
            message = b"<38>Apr  1 09:00:00 gate sshd[7]: Failed password for E-9 from 192.0.2.7"
            sender.sendall(b"%d %s" % (len(message), message))
            told = live(place, lambda told: len(told) == 4)
    assert sorted(each["title"] for each in told) == ["媒体への書き出し"] * 3 + ["認証の失敗"]
    assert all("received" in each["events"][0]["file"] for each in told if "dropped" not in each["events"][0]["file"])
    assert len(stored(place)) == 4


def test_findings_are_told_by_webhook_once_for_each_revision(place, monkeypatch):
    heard = []

    class Hearing(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((dict(self.headers), body))
            self.send_response(200 if len(heard) > 1 else 503)
            self.end_headers()

        def log_message(self, *_):
            pass

    monkeypatch.setenv("SEKISHO_WEBHOOK_ALLOW", "127.0.0.1")
    monkeypatch.setattr("sekisho_site.watching.notices._FIRST_WAIT", 0)
    (place / "secret").write_text("0123456789abcdef0123")
    (place / "logs" / "a.jsonl").write_text('{"timestamp": "2026-04-01T00:00:00Z", "action": "media", "user": "E-1"}\n')
    with HTTPServer(("127.0.0.1", 0), Hearing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        hook = ("--notify-webhook", f"http://127.0.0.1:{server.server_address[1]}/x", "--notify-secret-file", place / "secret")
        (told,) = once(place, *hook, "--notify-level", "medium")
        server.shutdown()
    numbers = [headings["X-Sekisho-Delivery"] for headings, _ in heard]
    assert set(numbers) == {f"{told['id']}-1"}
    headings, body = heard[0]
    stamp = dict(part.split("=") for part in headings["X-Sekisho-Signature"].split(","))
    wanted = hmac.new(b"0123456789abcdef0123", stamp["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(wanted, stamp["v1"])
    assert json.loads(body)["event"] == "alert.opened"
    assert "E-1" not in body.decode()


def test_killed_at_any_moment_it_ends_as_if_nothing_had_been(place):
    """Thirty random moments; each life begins where the last one left, while the files still grow."""
    random = Random(os.urandom(8))  # noqa: S311
    told = [lines(events(3_000, seed, ids=seed % 2 == 0, pace=30)) for seed in range(4)]
    command = ("watch", place / "logs", "--store", place / "store", "--rules", place / "rules.yml", "--once")
    for life in range(30):
        for number, some in enumerate(told):
            with (place / "logs" / f"{number}.jsonl").open("a") as out:
                out.writelines(some[life * 100 : life * 100 + 100])
        with started(*command, home=place / "home") as under_way:
            state = place / "store" / "watch.sqlite3-wal"
            end = time.monotonic() + 60
            while not state.exists() and under_way.poll() is None and time.monotonic() < end:
                time.sleep(0.005)
            time.sleep(random.uniform(0, 0.5))
            under_way.kill()
    watched = once(place)
    assert said(watched) == said(detected(place))
    kept = stored(place)
    assert len(kept) == 12_000
    (place / "store").rename(place / "killed")
    clean = once(place)
    assert {each["id"] for each in clean} == {each["id"] for each in watched}
    assert stored(place) == kept


def test_what_was_acknowledged_outlives_any_kill(place, monkeypatch):
    """What got no answer is sent again under its number, and counts once."""
    monkeypatch.setenv("SEKISHO_INGEST_TOKEN", TOKEN)
    told = list(events(400, 21, pace=30))
    batches = ["".join(lines(told[start : start + 5])) for start in range(0, len(told), 5)]
    sent = 0
    for life in range(4):
        last = life == 3
        with watching(place, "--listen", "127.0.0.1:0", killed=not last) as doors:
            killer = Timer(0.2, lambda: None if last else os.kill(doors["pid"], signal.SIGKILL))  # noqa: B023
            killer.start()
            while sent < len(batches):
                try:
                    post(doors["http"], "/ingest", batches[sent], Idempotency_Key=f"batch-{sent}")
                except (OSError, http.client.HTTPException):
                    break
                sent += 1
            killer.join()
    assert sent == len(batches)
    (place / "logs" / "same.jsonl").write_text("")
    watched = once(place)
    assert len(stored(place)) == 400
    (place / "logs" / "same.jsonl").write_text("".join(lines(told)))
    assert said(watched, places=False) == said(detected(place), places=False)
