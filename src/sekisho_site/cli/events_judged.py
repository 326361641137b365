"""What ``sekisho detect`` does with logs: rules read, an engine chosen, lines written and counted.

Knows which engine goes by which name. Refuses to know how an engine judges, and what options there are.
Engines and readers are imported when they are used: every command would wait for them.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from sekisho.detection.alert import RuleAlert
from sekisho.detection.event import Event, Unreadable
from sekisho.detection.plan import LEVELS, UNRESOLVED, Correlation, Rule, RuleBook
from sekisho.detection.sigma import RuleFaults, compiled
from sekisho.formats.fault import Faults
from sekisho_site.cli.cluster import require_master, told_by_spark
from sekisho_site.cli.language import say
from sekisho_site.cli.screen import tell
from sekisho_site.cli.session import CommandError

if TYPE_CHECKING:
    from sekisho.formats.events.mapping import Mapping as ColumnMapping

ENGINES = ("reference", "duckdb", "spark")


class Line(Protocol):
    """Something that is told as one line of JSON."""

    def as_json(self) -> Mapping[str, object]:
        """The line."""


@dataclass(frozen=True, slots=True)
class Logs:
    """Where the events are: files, folders, stores; in which layout, or by which mapping."""

    paths: tuple[Path, ...]
    layout: str = "auto"
    mapping: "ColumnMapping | None" = None


@dataclass
class Told:
    """What was written: alerts by (level, title), how many events they name, and lines that could not be read."""

    alerts: Counter[tuple[str, str]] = field(default_factory=Counter)
    events: Counter[tuple[str, str]] = field(default_factory=Counter)
    unreadable: int = 0

    def reaches(self, level: str) -> bool:
        """Whether an alert weighs as much as ``level``, or more."""
        return any(LEVELS.index(each) >= LEVELS.index(level) for each, _ in self.alerts)


def read_book(folders: Sequence[Path]) -> RuleBook:
    """The rules of all folders. What is wrong is told; the others are used, and it is refused only when there is none."""
    for folder in folders:
        if not folder.exists():
            raise CommandError(
                say("{path}: 規則のファイルもフォルダーもありません。--rules の場所を確かめてください。", path=folder)
            )
    try:
        book = compiled(folders, _cache())
    except RuleFaults as faults:
        book = faults.book
        if not book.rules:
            raise CommandError("\n".join(str(fault) for fault in faults.faults)) from faults
        for fault in faults.faults:
            tell("{fault}", fault=fault)
        tell(
            "読めない規則が {faults} か所あります。ほかの {rules} 件の規則で判定します。",
            faults=len(faults.faults),
            rules=_size(book),
        )
    for rule in book.rules:
        if UNRESOLVED in rule.notes:
            tell(
                "{source}: {names} に入れる値が決まっていません。その値は何にも一致しないものとして判定します。",
                source=rule.source,
                names=rule.notes[UNRESOLVED],
            )
    return book


def _size(book: RuleBook) -> int:
    return len(book.rules) + len(book.correlations)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "sekisho" / "rules"


def judged(engine: str, book: RuleBook, logs: Logs, spark_master: str | None = None) -> Iterator[RuleAlert | Unreadable]:
    """What an engine finds. Raises CommandError for logs that are not there, and for a cluster that cannot be used."""
    try:
        if engine == "reference":
            yield from _by_reference(book, logs)
        elif engine == "duckdb":
            yield from _by_duckdb(book, logs)
        else:
            yield from _by_spark(book, logs, spark_master)
    except Faults as faults:
        raise CommandError(str(faults)) from faults


def _by_reference(book: RuleBook, logs: Logs) -> Iterator[RuleAlert | Unreadable]:
    from sekisho.engines.reference import alerts, matches  # noqa: PLC0415

    events: list[Event] = []
    for made in events_of(logs):
        if isinstance(made, Unreadable):
            yield made
        else:
            events.append(made)
    yield from alerts(book, matches(book, events))


def _by_duckdb(book: RuleBook, logs: Logs) -> Iterator[RuleAlert | Unreadable]:
    from sekisho.engines.duckdb import detect  # noqa: PLC0415

    yield from detect(book, logs.paths, logs.layout, logs.mapping)


def _by_spark(book: RuleBook, logs: Logs, master: str | None) -> Iterator[RuleAlert | Unreadable]:
    from sekisho.engines.spark import detect  # noqa: PLC0415

    require_master(master)
    with told_by_spark():
        yield from detect(book, logs.paths, logs.layout, logs.mapping, master=master)


def events_of(logs: Logs) -> Iterator[Event | Unreadable]:
    """The events of logs, stores and Parquet files, each content once. Raises Faults for paths where none stand."""
    from sekisho.formats.events import PathKind, found_files, read_file  # noqa: PLC0415
    from sekisho.formats.events.parquet_rows import read_parquet  # noqa: PLC0415
    from sekisho.formats.eventstore import open_store  # noqa: PLC0415

    for found in found_files(logs.paths):
        if found.kind is PathKind.STORE:
            store = open_store(found.path)
            yield from store.unreadable()
            yield from store.events()
        elif found.kind is PathKind.PARQUET:
            yield from read_parquet(found.path, found.name)
        else:
            yield from read_file(found.path, logs.layout, logs.mapping, name=found.name)


def write_lines(stream: BinaryIO, lines: Iterable[Line], book: RuleBook | None = None) -> Told:
    """Each line as JSON (a rule's measure and sign beside its alerts); what was written."""
    rules: dict[str, Rule | Correlation] = {}
    if book:
        rules |= {rule.id: rule for rule in book.rules} | {each.id: each for each in book.correlations}
    told = Told()
    unread: set[Unreadable] = set()
    for line in lines:
        if isinstance(line, Unreadable):  # judged in several ways at once, a line is told once
            if line in unread:
                continue
            unread.add(line)
        content = dict(line.as_json())
        if isinstance(line, RuleAlert):
            content |= _beside(rules.get(line.rule))
        _count(told, content)
        text = json.dumps(content, ensure_ascii=False) + "\n"
        stream.write(text.encode(errors="backslashreplace"))  # half a pair of surrogates stays what JSON calls it
    return told


def _beside(rule: Rule | Correlation | None) -> dict[str, str]:
    if rule is None:
        return {}
    return {name: value for name, value in (("measure", rule.measure), ("sign", rule.sign)) if value}


def _count(told: Told, content: Mapping[str, Any]) -> None:
    match content.get("kind"):
        case "unreadable":
            told.unreadable += 1
        case kind:
            level = content.get("level", "medium")
            key = level if level in LEVELS else LEVELS[0], str(content.get("title") or kind)
            told.alerts[key] += 1
            told.events[key] += len(content.get("events", ()))
