"""A story: what a carrier believed, what came to light, and the records it held or could have held, day by day.

Knows the form of the files in ``data/<name>/`` and from which day on each record was known. Refuses to judge: that is
``stories.run``. ``story.yaml`` holds the tale and its records; a larger story keeps its records in ``records/*.yaml``
beside it. Beside the columns of its kind a row may carry:

- ``known_on``: the first day on which the carrier could have held the record, when that is later than the day of the fact
  (an invoice comes at the end of the month, a report after a question). Two rows with one key are versions of one record;
  the one known last is valid.
- ``later: true``: the record came to light only with the discovery, so no rule may use it before that day.
- ``for_each``: the row stands for one row per combination of the listed values, which are also columns of it unless
  their name begins with ``_``; ``{name}`` in a text is replaced.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import product
from typing import Any

import yaml

from sekisho.observed import Invoice, LogCoverage, Login, Sign, Traffic
from sekisho.record import Record
from sekisho.stories.tables import TableError, record_of

_DATA = files("sekisho.stories").joinpath("data")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARKS = ("known_on", "later", "for_each")

#: A record of a span of days cannot be held before the span is over.
_SPAN_END: Mapping[type[Record], str] = {
    Login: "last_on",
    Traffic: "last_on",
    Sign: "last_on",
    Invoice: "period_to",
    LogCoverage: "period_to",
}

#: A part of a document is known when the document is.
_PART_OF: Mapping[str, str] = {"clause_finding": "contract", "inspection_item": "inspection"}


@dataclass(frozen=True, slots=True)
class PublicDate:
    """A day of the public case. ``certainty`` is ◎ (official), ○ (several reports) or △ (one report, unconfirmed)."""

    day: date
    what: str
    certainty: str


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """A record and the day from which the carrier could hold it (None: always)."""

    record: Record
    known_on: date | None

    def is_known(self, day: date) -> bool:
        """Whether the record could be held on ``day``; a fact that lies ahead is not known yet."""
        fact = self.record.fact_date
        return (self.known_on is None or self.known_on <= day) and (fact is None or fact <= day)


@dataclass(frozen=True, slots=True)
class Story:
    """One story. ``discovered_on`` is the day of the real discovery, None for the fictional carrier.

    ``setting`` says which parts were added to the published facts so that the story can be told.
    """

    name: str
    id: str
    title: str
    case: str | None
    believed: str
    came_to_light: str
    setting: str
    discovered_on: date | None
    discovery: str | None
    dates: tuple[PublicDate, ...]
    as_of: date
    records: tuple[KnownRecord, ...]
    expected: Mapping[str, Any]

    def known_by(self, day: date) -> tuple[Record, ...]:
        """The records that could be held on ``day``, each in its newest version."""
        newest: dict[tuple[type[Record], str], KnownRecord] = {}
        for held in self.records:
            if held.is_known(day):
                place = (type(held.record), held.record.key)
                known = newest.get(place)
                if known is None or (known.known_on or date.min) <= (held.known_on or date.min):
                    newest[place] = held
        return tuple(held.record for held in newest.values())


def story_names() -> tuple[str, ...]:
    """The folders of ``data``: the public cases in order, then the fictional carrier."""
    names = [folder.name for folder in _DATA.iterdir() if folder.joinpath("story.yaml").is_file()]
    return tuple(sorted(names, key=lambda name: (not name.startswith("C-"), name)))


@lru_cache(maxsize=32)
def load_story(name: str) -> Story:
    """Read one story. :class:`LookupError` when there is none of this name, :class:`TableError` when a row does not fit."""
    if name not in story_names():
        raise LookupError(f"物語「{name}」はありません。あるもの: {'、'.join(story_names())}")
    folder = _DATA.joinpath(name)
    told = _read(folder.joinpath("story.yaml"))
    return Story(
        name=name,
        id=told["id"],
        title=told["title"],
        case=told.get("case"),
        believed=told["believed"].strip(),
        came_to_light=told["came_to_light"].strip(),
        setting=told.get("setting", "").strip(),
        discovered_on=told.get("discovered_on"),
        discovery=told.get("discovery"),
        dates=tuple(PublicDate(**each) for each in told.get("dates", [])),
        as_of=told["as_of"],
        records=tuple(_known_records(_tables(folder, told), told.get("discovered_on"))),
        expected=_read(folder.joinpath("expected.yaml")),
    )


def _read(file: Traversable) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (a safe loader, the C one where it exists)


def _tables(folder: Traversable, told: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from _rows(told.get("records") or {})
    more = folder.joinpath("records")
    if more.is_dir():
        for file in sorted(more.iterdir(), key=lambda f: f.name):
            yield from _rows(_read(file))


def _rows(tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for source, rows in tables.items():
        for row in rows:
            for single in _combinations(row):
                yield source, single


def _combinations(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """One row per combination of the values under ``for_each``."""
    spread = row.get("for_each")
    if spread is None:
        yield row
        return
    rest = {name: value for name, value in row.items() if name != "for_each"}
    for values in product(*spread.values()):
        chosen = dict(zip(spread, values, strict=True))
        columns = {name: value for name, value in chosen.items() if not name.startswith("_")}
        yield {**columns, **{name: _filled(value, chosen) for name, value in rest.items()}}


def _filled(value: Any, chosen: Mapping[str, Any]) -> Any:
    if isinstance(value, str):
        return value.format(**chosen)
    if isinstance(value, list):
        return [_filled(each, chosen) for each in value]
    return value


def _known_records(rows: Iterable[tuple[str, Mapping[str, Any]]], discovered_on: date | None) -> Iterator[KnownRecord]:
    whole: dict[tuple[str, str], date | None] = {}
    parts: list[tuple[str, Mapping[str, Any], Record]] = []
    for source, row in rows:
        made = record_of(source, {name: value for name, value in row.items() if name not in _MARKS})
        if source in _PART_OF:
            parts.append((source, row, made))
            continue
        known = KnownRecord(made, _known_on(row, made, discovered_on))
        whole.setdefault((source, made.key), max(filter(None, (known.known_on, made.fact_date)), default=None))
        yield known
    for source, row, made in parts:
        document = (_PART_OF_SOURCE[source], getattr(made, _PART_OF[source]))
        if document not in whole:
            raise TableError(f"{source} {made.key}: no {_PART_OF[source]} {document[1]} in this story")
        yield KnownRecord(made, _known_on(row, made, discovered_on) or whole[document])


_PART_OF_SOURCE = {"clause_finding": "contract", "inspection_item": "onsite_inspection"}


def _known_on(row: Mapping[str, Any], made: Record, discovered_on: date | None) -> date | None:
    if row.get("later"):
        if discovered_on is None:
            raise TableError(f"{made.schema.source} {made.key}: later needs discovered_on")
        late: date = max(discovered_on, row.get("known_on", discovered_on))
        return late
    if "known_on" in row:
        stated: date = row["known_on"]
        return stated
    end = _SPAN_END.get(type(made))
    span_end: date | None = getattr(made, end) if end else None
    return span_end
