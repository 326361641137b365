"""The Spark engine on a real cluster of this machine: one master, two workers, the same findings as without them."""

import gc
import json
import os
import shutil
import socket
import subprocess
import time
import warnings
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from sekisho.detection.alert import RuleAlert
from sekisho.detection.event import Event, EventRef
from sekisho.detection.rules import disagreements, own_folder, read_examples
from sekisho.detection.sigma import read_rules
from sekisho.engines.duckdb import detect as on_this_machine
from sekisho.engines.reference import alerts, matches
from sekisho.engines.spark import SparkError, detect, session, streaming
from sekisho.formats.events import read_events
from sekisho.formats.eventstore import open_store
from tests.functional.driving import sekisho, started
from tests.generative.detection_plans import books, events

pytestmark = [
    # Spark leaves sockets to the collector of garbage whenever a job ends
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
    pytest.mark.xdist_group("spark"),
    pytest.mark.skipif(not shutil.which("java"), reason="Java is not here: apt install openjdk-17-jre-headless"),
]


#: Java compiles quickly rather than well, since none of these processes lives long.
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """The address of a master with two workers. An application has one processor of each, so that two run side by side."""
    folder = tmp_path_factory.mktemp("cluster")
    port = free_port()
    address = f"spark://127.0.0.1:{port}"
    with ExitStack() as running:
        running.enter_context(pytest.MonkeyPatch.context()).setenv("JAVA_TOOL_OPTIONS", SHORT_LIVED)
        master = ("master.Master", "--host", "127.0.0.1", "--port", port, "--webui-port", free_port())
        running.enter_context(daemon(folder / "master.log", *master))
        wait_for(port)
        for number in (1, 2):
            own = ("--cores", "2", "--memory", "2g", "--work-dir", folder / str(number), "--webui-port", free_port())
            running.enter_context(daemon(folder / f"{number}.log", "worker.Worker", address, "--host", "127.0.0.1", *own))
        yield address


@contextmanager
def daemon(log, kind, *words):
    """A part of Spark as a process of its own, which listens on this machine only."""
    import pyspark

    home = Path(pyspark.__file__).parent
    command = [home / "bin" / "spark-class", f"org.apache.spark.deploy.{kind}", *words]
    with log.open("wb") as told:
        environment = {name: os.environ[name] for name in ("PATH", "JAVA_TOOL_OPTIONS")}
        environment |= {"SPARK_HOME": str(home), "SPARK_DAEMON_MEMORY": "256m"}
        environment["SPARK_MASTER_OPTS"] = "-Dspark.deploy.defaultCores=2"
        started = subprocess.Popen(list(map(str, command)), stdout=told, stderr=told, env=environment)
        try:
            yield
        finally:
            started.terminate()
            started.wait(60)


def wait_for(port):
    """Until somebody listens there: Java takes its time on a busy machine."""
    end = time.monotonic() + 120
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            assert time.monotonic() < end
            time.sleep(0.2)


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@pytest.fixture(scope="module")
def inside(cluster):
    """One session for many small runs.

    Its connections to Java are closed here: left to chance, another test would be told of them.
    """
    with session(cluster) as spark:
        kept = type(spark.sparkContext)
        yield spark
    kept._gateway.shutdown()
    kept._gateway = kept._jvm = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def by_cluster(book, paths):
    return list(detect(book, paths))


def lines_of(events):
    return "".join(
        json.dumps({**event.fields} | ({} if event.id is None else {"event_id": event.id})) + "\n" for event in events
    )


def test_examples_of_the_own_rules_hold(inside, tmp_path):
    book = read_rules([own_folder()])

    def judge(book, events):
        files = {}
        for event in events:
            files.setdefault(event.ref.file, []).append(event)
        names = {}
        for number, (name, some) in enumerate(files.items()):
            path = tmp_path / f"{number}.jsonl"
            path.write_text("".join(json.dumps(dict(event.fields)) + "\n" for event in some), "utf-8")
            names[str(path)] = name
        found = [each for each in by_cluster(book, list(names)) if isinstance(each, RuleAlert)]
        return [replace(each, events=tuple(EventRef(names[ref.file], ref.line) for ref in each.events)) for each in found]

    assert disagreements(book, read_examples([own_folder()]), judge) == ()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(books(), events())
def test_agrees_with_the_reference(inside, tmp_path, book, events):
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    first.write_text(lines_of(events[::2]), "utf-8")
    second.write_text(lines_of(events[1::2]) + "no event\n", "utf-8")
    read = list(read_events([first, second]))
    unreadable = [each for each in read if not hasattr(each, "fields")]
    expected = alerts(book, matches(book, [each for each in read if hasattr(each, "fields")]))
    assert by_cluster(book, [first, second]) == [*unreadable, *expected]


def test_a_large_file_and_a_store_are_read_as_on_one_machine(inside, tmp_path, monkeypatch):
    monkeypatch.setattr("sekisho.engines.spark.detecting.TASK", 2**15)
    rules = tmp_path / "rules.yml"
    rules.write_text(RULES, "utf-8")
    log = tmp_path / "log.jsonl"
    log.write_text("".join(line(number) for number in range(2_000)), "utf-8")
    book = read_rules([rules])
    expected = list(on_this_machine(book, [log], processes=1))
    assert sum(isinstance(each, RuleAlert) for each in expected) > 20
    assert by_cluster(book, [log]) == expected
    done = sekisho("ingest", log, "--store", tmp_path / "store", home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert len(open_store(tmp_path / "store").manifests) == 1
    assert by_cluster(book, [tmp_path / "store"]) == expected


def line(number):
    """One line of a log; now and then one that is no event, or one that stood before."""
    if number % 401 == 400:
        return "half a li\n"
    told = {
        "timestamp": f"2026-04-01T{number // 200:02}:{number // 4 % 60:02}:{number % 60:02}+09:00",
        "user": f"op{number % 7}",
        "action": "read" if number % 3 else "write",
        "event_id": f"e{number if number % 50 else 0}",
    }
    return json.dumps(told) + "\n"


RULES = """
title: write
id: 0d2f1c9e-7a2b-4a53-9a4e-6d0f1c7a0001
name: write
logsource: {category: application}
detection: {sel: {action: write}, condition: sel}
level: low
---
title: many writes
id: 0d2f1c9e-7a2b-4a53-9a4e-6d0f1c7a0002
correlation: {type: event_count, rules: [write], group-by: [user], timespan: 10m, generate: true, condition: {gte: 4}}
level: high
"""


def test_events_at_hand_are_matched_by_a_streaming_query(inside, tmp_path):
    rules, log = tmp_path / "rules.yml", tmp_path / "log.jsonl"
    rules.write_text(RULES, "utf-8")
    log.write_text("".join(line(number) for number in range(1_300)), "utf-8")
    book, some = read_rules([rules]), [each for each in read_events([log]) if isinstance(each, Event)]
    some = list({each.id: each for each in some}.values())
    place = tmp_path / "控え [a-z] {1}"
    with streaming(book, place) as asked:
        for batch in (some, [], some[:3]):
            assert list(asked(batch)) == list(matches(book, batch))
        for query in inside.streams.active:
            query.stop()
        with pytest.raises(SparkError, match="途中で終わりました"):
            asked(some)
    assert not place.exists()


def test_watching_with_a_cluster_outlives_a_kill(cluster, tmp_path):
    """Killed while the cluster judges late events; the next life ends as if there had been no cluster and no kill."""
    (tmp_path / "rules.yml").write_text(RULES.replace("gte: 4", "gte: 2"), "utf-8")
    logs = tmp_path / "logs"
    logs.mkdir()
    every = [line(number) for number in range(900)]
    late = "".join(every[::5]) + "".join(every[:50])  # and some that came before
    told = ("watch", logs, "--rules", tmp_path / "rules.yml")
    by_cluster = (*told, "--store", tmp_path / "cluster", "--engine", "spark", "--spark-master", cluster)

    def end(*words):
        done = sekisho(*words, "--once", "--json", tmp_path / "out", home=tmp_path / "home")
        assert done.returncode == 0, done.stderr
        return (tmp_path / "out").read_text("utf-8"), done.stderr

    (logs / "first.jsonl").write_text("".join(each for place, each in enumerate(every) if place % 5), "utf-8")
    end(*told, "--store", tmp_path / "here")
    with started(*by_cluster, "--json", tmp_path / "live", home=tmp_path / "home") as under_way:
        wait_until(lambda: (tmp_path / "live").exists() and (tmp_path / "live").stat().st_size)
        (logs / ".late").write_text(late, "utf-8")
        (logs / ".late").rename(logs / "late.jsonl")
        wait_until(lambda: any((tmp_path / "cluster" / "streamed").iterdir()))
        under_way.kill()
    found, expected = end(*by_cluster), end(*told, "--store", tmp_path / "here")
    assert found == expected
    assert '"revision": 2' in found[0]


def wait_until(there):
    end = time.monotonic() + 120
    while not there():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_from_the_command_line(cluster, tmp_path):
    (tmp_path / "rules.yml").write_text(RULES, "utf-8")
    (tmp_path / "log.jsonl").write_text("".join(line(number) for number in range(60)), "utf-8")
    told = {}
    for engine in ("spark", "reference"):
        out = tmp_path / f"{engine}.ndjson"
        words = ["detect", tmp_path / "log.jsonl", "--rules", tmp_path / "rules.yml", "--engine", engine, "--json", out]
        master = ["--spark-master", cluster] if engine == "spark" else []
        done = sekisho(*words, *master, home=tmp_path / "home")
        assert done.returncode == 0, done.stderr
        told[engine] = out.read_text("utf-8"), done.stderr.replace(str(out), "")  # Spark and Java say nothing of their own
    assert told["spark"] == told["reference"]
    assert all(told["spark"])


@pytest.mark.parametrize(
    ("command", "master", "why"),
    [
        (("detect", "{}/log.jsonl"), "spark://127.0.0.1:1", "つながりません"),
        (("watch", "{}", "--store", "{}/o"), "cluster", "spark://HOST:PORT の形で書いてください"),
    ],
)
def test_a_master_that_is_not_there_is_told(tmp_path, command, master, why):
    (tmp_path / "rules.yml").write_text(RULES, "utf-8")
    (tmp_path / "log.jsonl").write_text(line(1), "utf-8")
    words = [*(word.format(tmp_path) for word in command), "--rules", tmp_path / "rules.yml", "--engine", "spark"]
    done = sekisho(*words, "--json", tmp_path / "out", "--spark-master", master, home=tmp_path / "home")
    assert done.returncode == 2
    assert why in done.stderr.splitlines()[-1]
    assert not {"o", "out"} & {each.name for each in tmp_path.iterdir()}
