"""How fast logs are judged: foreign rules over real Windows events beside Zircolite, the store, own rules over 20 million rows.

Third-party data are not in the repository: ``--sigma`` (a copy of SigmaHQ/sigma), ``--datasets`` (unpacked JSON lines of
OTRF/Security-Datasets) and ``--zircolite`` (its source, with ``--zircolite-python`` of a venv that has its requirements). What
is absent is said and left out. Every run is a program of its own, load and output included, rules compiled beforehand for both.
Wall time counts on an idle machine; processor time beside it tells when others were at work.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

SEKISHO = [sys.executable, "-m", "sekisho_site.cli"]
FOLDERS = ("rules", "rules-emerging-threats", "rules-threat-hunting")


@dataclass(frozen=True)
class Ran:
    """One run: seconds of wall and of processors (its processes together), and the most memory they held together."""

    wall: float
    processor: float
    megabytes: float


def run(command: list[str], cwd: Path, **environment: str) -> Ran:
    """Run a program; whatever it writes to the screen is kept for the case that it fails."""
    before = os.times()
    began = time.perf_counter()
    with (cwd / "screen.txt").open("wb") as screen:
        process = subprocess.Popen(command, cwd=cwd, stdout=screen, stderr=screen, env=os.environ | environment)
        peak: list[float] = [0]
        watcher = threading.Thread(target=_watch, args=(process, peak))
        watcher.start()
        code = process.wait()
        watcher.join()
    after = os.times()
    if code:
        sys.exit(f"{command[:4]} ended with {code}:\n{(cwd / 'screen.txt').read_text('utf-8', 'replace')[-2000:]}")
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Ran(time.perf_counter() - began, processor, peak[0])


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(map(_resident, _family(process.pid))))
        time.sleep(0.1)


def _family(pid: int) -> list[int]:
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(each for child in below for each in _family(int(child)))]


def _resident(pid: int) -> float:
    """Megabytes of a process; what it shares with others counts by its share, where the kernel tells it."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+)", told, re.M)
    return int(found.group(1)) / 1024 if found else 0


def windows_rules(sigma: Path, into: Path) -> int:
    """Links to every rule for Windows."""
    count = 0
    for folder in FOLDERS:
        for path in sorted((sigma / folder).rglob("*.yml")):
            if re.search(r"^\s+product: windows", path.read_text("utf-8"), re.M):
                (into / path.name).symlink_to(path.resolve())
                count += 1
    return count


def events_once(datasets: Path, into: Path) -> int:
    """Links to the files that have events, each content once: the same input for both. Their lines."""
    from sekisho.formats.events import found_files

    lines = 0
    for number, item in enumerate(found_files([datasets])):
        with item.path.open("rb") as stream:
            if stream.read(1) != b"{":
                continue
        (into / f"{number:04d}.json").symlink_to(item.path.resolve())
        with item.path.open("rb") as stream:
            lines += sum(1 for line in stream if line.strip())
    return lines


def detect(paths: Path, rules: Path | str, out: Path, work: Path) -> Ran:
    """Our own command."""
    words = ["detect", str(paths), "--rules", str(rules), "--engine", "duckdb", "--json", str(out), "--lang", "en"]
    return run([*SEKISHO, *words], work, XDG_CACHE_HOME=str(work / "cache"), SEKISHO_HOME=str(work / "home"))


def told(ran: Ran, events: int, name: str) -> str:
    """A line of the table."""
    rates = f"{events / ran.wall:>11,.0f} events/s wall {events / ran.processor:>11,.0f} per processor second"
    return f"{name:<28}{ran.wall:>8.1f} s {ran.processor:>8.1f} s cpu {ran.megabytes:>8,.0f} MB {rates}"


def beside_zircolite(options: argparse.Namespace, work: Path) -> None:
    """Both over the same files, in turns."""
    rules, logs = work / "rules", work / "logs"
    rules.mkdir()
    logs.mkdir()
    print(f"{windows_rules(options.sigma, rules):,} rules for Windows")
    events = events_once(options.datasets, logs)
    print(f"{events:,} events in {len(list(logs.iterdir()))} files, each content once")
    first = min(logs.iterdir(), key=lambda path: path.stat().st_size)
    print(f"compiling, ours: {detect(first, rules, work / 'warm.ndjson', work).processor:.1f} s cpu")
    ours: list[Ran] = []
    theirs: list[Ran] = []
    converted = _converted(options, rules, first, work) if options.zircolite else None
    for _ in range(options.turns):
        if converted:
            theirs.append(
                _zircolite(options, [str(logs), "-f", "json", "-r", str(converted), "-o", str(work / "z.json")], work)
            )
            print(told(theirs[-1], events, "Zircolite"))
        ours.append(detect(logs, rules, work / "ours.ndjson", work))
        print(told(ours[-1], events, "Sekisho"))
    store = work / "store"
    ingested = run(
        [*SEKISHO, "ingest", str(logs), "--store", str(store), "--lang", "en"], work, SEKISHO_HOME=str(work / "home")
    )
    print(told(ingested, events, "Sekisho, into the store"))
    stored = [detect(store, rules, work / "stored.ndjson", work) for _ in range(options.turns)]
    for each in stored:
        print(told(each, events, "Sekisho, from the store"))
    _same(work / "ours.ndjson", work / "stored.ndjson")
    if theirs:
        _ratio("from files", theirs, ours)
        _ratio("from the store", theirs, stored)
        _differences(work / "z.json", work / "ours.ndjson", converted or work)


def _ratio(name: str, theirs: list[Ran], ours: list[Ran]) -> None:
    wall = min(each.wall for each in theirs) / min(each.wall for each in ours)
    processor = min(each.processor for each in theirs) / min(each.processor for each in ours)
    print(f"{name}: {wall:.1f} times as fast by wall time; {processor:.1f} times less processor time")


def _zircolite(options: argparse.Namespace, words: list[str], work: Path) -> Ran:
    program = [str(options.zircolite_python), str(options.zircolite.resolve() / "zircolite.py")]
    config = options.zircolite.resolve() / "config" / "config.yaml"
    return run([*program, "-e", *words, "-j", "--no-event-filter", "-c", str(config)], work)


def _converted(options: argparse.Namespace, rules: Path, first: Path, work: Path) -> Path:
    words = [str(first), "-r", str(rules), "-p", "sysmon", "windows-logsources", "-sr", "-o", str(work / "warm.json")]
    print(f"converting, Zircolite: {_zircolite(options, words, work).processor:.1f} s cpu")
    return next(work.glob("ruleset-*.json"))


def _counted(path: Path) -> Counter[str]:
    with path.open() as stream:
        return Counter(line["rule"] for line in map(json.loads, stream) if line["kind"] == "rule")


def _same(one: Path, other: Path) -> None:
    ours, stored = _counted(one), _counted(other)
    away = {rule: (ours[rule], stored[rule]) for rule in ours | stored if ours[rule] != stored[rule]}
    print(f"files and store tell the same hits: {away or 'yes'}")


def _differences(theirs: Path, ours: Path, converted: Path) -> None:
    """By rule: how often each side hits, and what is known of the reason."""
    known = {rule["id"]: rule for rule in json.loads(converted.read_text("utf-8"))}
    found: Counter[str] = Counter()
    for each in json.loads(theirs.read_text("utf-8")):
        found[each["id"]] += each["count"]
    own = _counted(ours)
    print(f"Zircolite: {len(found)} rules, {found.total():,} hits; Sekisho: {len(own)} rules, {own.total():,} hits")
    groups: dict[str, list[str]] = {}
    for rule in sorted(found | own):
        if found[rule] != own[rule]:
            reason = _reason(rule, known, found[rule], own[rule])
            groups.setdefault(reason, []).append(f"{rule} {known.get(rule, {}).get('title', '')}: {found[rule]} / {own[rule]}")
    for reason, lines in groups.items():
        print(f"{reason} ({len(lines)} rules; Zircolite / Sekisho)")
        print("\n".join(f"  {line}" for line in lines))


def _reason(rule: str, known: dict[str, dict[str, object]], theirs: int, ours: int) -> str:
    if rule not in known:
        return "Zircolite's converter left the rule out"
    asked = str(known[rule].get("rule", ""))
    if ours > theirs and "Channel=" in asked.replace(" ", "") and "4688" not in asked:
        return "more here: categories stand in Security's log too, or the channel is missing or written otherwise"
    return "more here" if ours > theirs else "fewer here"


def own_rules(options: argparse.Namespace, work: Path) -> None:
    """The product's own rules over many rows of its own schema."""
    from detection_data import write_rows

    for rows in options.rows:
        path = work / f"rows-{rows}.parquet"
        write_rows(path, rows)
        ran = detect(path, "own", work / "own.ndjson", work)
        with (work / "own.ndjson").open("rb") as stream:
            lines = sum(1 for _ in stream)
        print(told(ran, rows, f"own rules, {rows:,} rows"), f"{lines:,} alerts")
        path.unlink()


def main() -> None:
    """Measure what can be measured with what is here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sigma", type=Path)
    parser.add_argument("--datasets", type=Path)
    parser.add_argument("--zircolite", type=Path)
    parser.add_argument("--zircolite-python", type=Path, default=Path(sys.executable))
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--rows", type=int, nargs="*", default=[2_000_000, 20_000_000])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        own_rules(options, Path(folder))
    for name in ("sigma", "datasets"):
        if getattr(options, name) is None:
            print(f"third-party data are not here: give --{name} to measure foreign rules over real events")
            return
    if options.zircolite is None:
        print("third-party data are not here: give --zircolite to measure beside it")
    with tempfile.TemporaryDirectory() as folder:
        beside_zircolite(options, Path(folder))


if __name__ == "__main__":
    main()
