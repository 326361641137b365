"""How soon a finding is told after its event arrived, at 2,000 events a second, by the command line as people run it.

    python bench/watch.py [--per-second 2000] [--seconds 30] [--rules own]

Events are appended to a file in small portions; a marked one in every portion is found by a rule of its own, beside the own
rules. The time from the append to the line in the output is measured for each mark, and processor time of the watcher.
Milliseconds are wall time: on a machine that does other work they are longer.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles

_PORTIONS = 20  # a second
_WAIT = 30
_MARK = """
title: 印の付いた操作
id: 0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f
logsource: {product: app}
detection:
  sel: {action: mark}
  condition: sel
level: high
---
title: 照会
id: 1f1f1f1f-1f1f-4f1f-8f1f-1f1f1f1f1f1f
name: lookup
logsource: {product: app}
detection:
  sel: {action: lookup}
  condition: sel
level: low
---
title: 短い間の多くの顧客
id: 2f2f2f2f-2f2f-4f2f-8f2f-2f2f2f2f2f2f
correlation:
  type: value_count
  rules: [lookup]
  group-by: [user]
  timespan: 1m
  condition: {field: customer, gte: 40}
level: high
"""


def main() -> None:
    """Measure and print."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--per-second", type=int, default=2_000)
    wanted.add_argument("--seconds", type=int, default=30)
    wanted.add_argument("--rules", default="own")
    told = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "mark.yml").write_text(_MARK)
        (place / "logs").mkdir()
        out = place / "out.ndjson"
        words = ("watch", place / "logs", "--store", place / "store", "--rules", told.rules, "--rules", place / "mark.yml")
        command = [sys.executable, "-m", "sekisho_site.cli", *map(str, words), "--json", str(out)]
        environment = os.environ | {"SEKISHO_HOME": str(place / "home"), "LANG": "ja_JP.UTF-8"}
        under_way = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        assert under_way.stderr is not None
        while "見張っています" not in under_way.stderr.readline():
            assert under_way.poll() is None, "it never watched"
        sent, seen = _drive(place / "logs" / "app.jsonl", out, told.per_second, told.seconds)
        under_way.send_signal(signal.SIGTERM)
        under_way.stderr.read()
        under_way.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    waits = sorted(seen[mark] - sent[mark] for mark in sent if mark in seen)
    events = told.per_second * told.seconds
    print(f"events {events:,} in {told.seconds} s ({told.per_second:,}/s), marks found {len(waits)} of {len(sent)}")
    print(f"arrival to finding: median {median(waits) * 1e3:,.0f} ms, p95 {quantiles(waits, n=20)[-1] * 1e3:,.0f} ms")
    busy = used.ru_utime + used.ru_stime
    print(
        f"watcher: {busy:,.1f} s of processor time ({events / busy:,.0f} events in a second of it), {used.ru_maxrss >> 10} MB"
    )


def _drive(log: Path, out: Path, per_second: int, seconds: int) -> tuple[dict[int, float], dict[int, float]]:
    """Append events at their pace, and note when each mark was written and when it was told."""
    random, sent = Random(4), dict[int, float]()
    begin, size = time.perf_counter(), per_second // _PORTIONS
    heard = _Heard(out, size)
    with log.open("a") as writing:
        for portion in range(seconds * _PORTIONS):
            while time.perf_counter() < begin + portion / _PORTIONS:
                heard.listen()
                time.sleep(0.005)
            writing.write("".join(_event(random, "lookup" if random.random() < 0.1 else "open", 0) for _ in range(size - 1)))
            writing.write(_event(random, "mark", portion))
            writing.flush()
            sent[portion] = time.perf_counter()
        end = time.perf_counter() + _WAIT
        while len(heard.at) < len(sent) and time.perf_counter() < end:
            heard.listen()
            time.sleep(0.005)
    return sent, heard.at


def _event(random: Random, action: str, mark: int) -> str:
    told = {
        "timestamp": datetime.now(UTC).isoformat(),
        "user": f"E-{random.randint(1, 500):03}",
        "device": f"pc-{random.randint(1, 300):03}.example.jp",
        "action": action,
        "object": f"table-{random.randint(1, 50)}",
        "customer": f"C-{random.randint(1, 100_000):06}",
        "records": random.randint(1, 20),
        "mark": mark,
    }
    return json.dumps(told) + "\n"


class _Heard:
    """The marks in an output that grows, each known by its line: the last one of every portion is marked."""

    def __init__(self, out: Path, size: int) -> None:
        self.at: dict[int, float] = {}
        self._reading, self._size, self._rest = out.open(), size, ""

    def listen(self) -> None:
        """Note when each mark was told."""
        *lines, self._rest = (self._rest + self._reading.read()).split("\n")
        for line in lines:
            if "0f0f0f0f-" in line:
                self.at.setdefault(json.loads(line)["events"][0]["line"] // self._size - 1, time.perf_counter())


if __name__ == "__main__":
    main()
