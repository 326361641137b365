"""The examples that stand in a rule's own file: events, and how often the rule fires on them.

Knows how an example is written. Refuses to judge: ``trying`` does, with an engine that is handed in. An example is

- ``says``: one sentence, what happens in it;
- ``fires``: how many alerts the rule gives, 0 for an example of what it must leave alone;
- ``subject`` and ``count``, if wanted: who the only alert is about, and its count;
- ``events``: one map of fields each. ``at`` is Japanese time (``2026-04-01 10:00``, seconds if wanted), ``timestamp`` any
  other. ``repeat`` and ``every`` (``20s``, ``5m``, ``2h``, ``1d``) make a series, in whose texts ``{n}`` is the number, from 1.
  An event without ``category`` is of the category of the first log source of the file.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sekisho.detection.event import Event, EventRef, Value
from sekisho.detection.plan import RuleBook
from sekisho.detection.sigma.documents import Document, read_documents
from sekisho.detection.sigma.faults import RuleFaults
from sekisho.detection.sigma.files import rule_files

_JAPAN = timezone(timedelta(hours=9))
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SERIES = ("at", "repeat", "every")
_KEYS = {"says", "fires", "subject", "count", "events"}
_MOST = 5000
_WORDS = (str, int, float, bool, type(None))


@dataclass(frozen=True, slots=True)
class Example:
    """Events, and what the rule makes of them. ``line`` is where it stands in ``file``; the events name it as their file."""

    rule: str
    says: str
    fires: int
    file: str
    line: int
    events: tuple[Event, ...] = field(repr=False)
    subject: Mapping[str, Any] | None = field(default=None, hash=False)
    count: float | None = None

    @property
    def is_positive(self) -> bool:
        """Whether the rule fires in it."""
        return self.fires > 0

    @property
    def place(self) -> str:
        """File and line, as people find it."""
        return f"{self.file}:{self.line}"


def read_examples(paths: Iterable[Path]) -> tuple[Example, ...]:
    """All examples of files and folders of rules, in order. Raises ``RuleFaults`` with everything that is wrong with them."""
    files, faults = rule_files(paths)
    found: list[Example] = []
    for path in files:
        documents, wrong = read_documents(str(path), path.read_bytes())
        faults.extend(wrong)
        category = next(filter(None, map(_category, documents)), None)
        for document in documents:
            found.extend(_of_document(document, category))
            faults.extend(document.faults)
    if faults:
        raise RuleFaults(tuple(sorted(set(faults))), RuleBook(()))
    return tuple(found)


def _category(document: Document) -> str | None:
    source = document.content.get("logsource")
    return source.get("category") if isinstance(source, dict) else None


def _of_document(document: Document, category: str | None) -> Iterator[Example]:
    written = document.content.get("examples")
    if written is None:
        return
    if not isinstance(written, list):
        document.tell("examples は例の一覧で書いてください。", "examples")
        return
    for number, each in enumerate(written):
        place = ("examples", str(number))
        before = len(document.faults)
        if not isinstance(each, dict):
            document.tell("例は says、fires、events の組で書いてください。", *place)
            continue
        _check_head(document, each, place)
        series = each.get("events")
        if not isinstance(series, list) or not series:
            document.tell("例の events に、出来事を一つ以上書いてください。", *place)
            continue
        name = f"{document.file}:{document.lines[place]}"
        rows = [
            row for position, event in enumerate(series) for row in _rows(document, event, (*place, "events", str(position)))
        ]
        if len(document.faults) == before:
            yield Example(
                rule=str(document.content.get("id") or document.content.get("name") or document.content.get("title")),
                says=str(each["says"]),
                fires=each["fires"],
                file=document.file,
                line=document.lines[place],
                events=tuple(_event(name, line, row, category) for line, row in enumerate(rows, 1)),
                subject=each.get("subject"),
                count=each.get("count"),
            )


def _check_head(document: Document, example: Mapping[str, Any], place: tuple[str, ...]) -> None:
    if unknown := sorted(map(str, example.keys() - _KEYS)):
        document.tell(f"例に「{'、'.join(unknown)}」は書けません。{'、'.join(sorted(_KEYS))} のどれかです。", *place)
    if not isinstance(example.get("says"), str):
        document.tell("例に says（何が起きるかの一文）がありません。", *place)
    fires = example.get("fires")
    if not isinstance(fires, int) or isinstance(fires, bool) or fires < 0:
        document.tell("例の fires に、出る検知の数を 0 以上の整数で書いてください。", *place, "fires")
    if not isinstance(example.get("subject", {}), dict):
        document.tell("例の subject は項目と値の組で書いてください。", *place, "subject")
    if not isinstance(example.get("count", 0), int | float):
        document.tell("例の count は数で書いてください。", *place, "count")


def _rows(document: Document, event: Any, place: tuple[str, ...]) -> Iterator[dict[str, Value]]:
    """One row, or a series of them."""
    if not isinstance(event, dict):
        document.tell("出来事は項目と値の組で書いてください。", *place)
        return
    times, step, start = event.get("repeat", 1), _step(event.get("every", "0s")), _moment(event.get("at"))
    if not isinstance(times, int) or isinstance(times, bool) or not 1 <= times <= _MOST:
        document.tell(f"repeat は 1 から {_MOST} までの整数で書いてください。", *place, "repeat")
    elif step is None:
        document.tell("every は 20s、5m、2h、1d のように書いてください。", *place, "every")
    elif "at" in event and start is None:
        document.tell("at は 2026-04-01 10:00 のように、日本時間で書いてください。", *place, "at")
    elif "at" not in event and _when(event.get("timestamp")) is None:
        document.tell("at（日本時間）か、時差のある timestamp を書いてください。", *place)
    else:
        for number in range(1, times + 1):
            row = {str(name): _numbered(value, number) for name, value in event.items() if name not in _SERIES}
            if start is not None:
                row["timestamp"] = (start + step * (number - 1)).isoformat()
            yield row


def _step(text: Any) -> timedelta | None:
    found = re.fullmatch(r"(\d+)([smhd])", str(text))
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=_JAPAN)
    except ValueError:
        return None


def _when(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _numbered(value: Any, number: int) -> Value:
    if isinstance(value, list):
        return [each.replace("{n}", str(number)) if isinstance(each, str) else each for each in value]
    if isinstance(value, str):
        return value.replace("{n}", str(number))
    return value if isinstance(value, _WORDS) else str(value)


def _event(name: str, line: int, row: Mapping[str, Value], category: str | None) -> Event:
    fields = {key: value for key, value in row.items() if value is not None}
    if category is not None:
        fields.setdefault("category", category)
    moment = _when(fields["timestamp"])
    assert moment is not None  # noqa: S101  (looked at when the row was read)
    number = fields.get("event_id")
    return Event(
        EventRef(name, line),
        int(moment.timestamp()) * 1_000_000 + moment.microsecond,
        fields,
        None if number is None else str(number),
    )
