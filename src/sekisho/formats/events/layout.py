"""What a layout is: how a product writes its log, and what its columns mean in the flat schema. Read from YAML.

Knows the keys of a layout and checks them. Refuses to know any product: those are the files in ``layouts``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from sekisho.detection.event import SCHEMA
from sekisho.detection.rules.columns import columns
from sekisho.formats.events.times import zone_of

#: Columns that a layout may fill beside those of the schema: what the own rules name.
BESIDE = tuple(columns())


@dataclass(frozen=True, slots=True)
class TimeFrom:
    """Where a moment stands: columns that are joined by a space, their zone, and the column that states the zone, if any.

    ``form`` is a pattern of ``strptime`` for a time that is written in no form known to ``times``.
    """

    columns: tuple[str, ...]
    zone: tzinfo
    zone_column: str | None = None
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """When every named column holds one of the texts, the columns of ``then`` are filled.

    A text of ``then`` stands as it is; a tuple names columns, of which the first that holds something gives the value.
    """

    when: Mapping[str, frozenset[str]]
    then: Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Extract:
    """Looks into one column: the named groups of a pattern, or the cells behind a mark, become fields of their own.

    The extracts of a layout are tried in order; ``then`` is filled, and the others are left, when one fits. ``only`` says
    which texts other columns must hold for it to be tried.
    """

    source: str
    pattern: re.Pattern[str]
    cells: tuple[str, ...]
    only: Mapping[str, frozenset[str]]
    then: Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Layout:
    """One form of log. ``options`` belong to its reader; ``columns`` and ``assumed`` are for people.

    ``fill`` names, for a column of the schema, the source's columns of which the first that holds something is taken;
    ``constants`` stand in every event. None of them replaces what the source itself calls by the same name.
    """

    name: str
    title: str
    about: str
    reader: str
    times: tuple[TimeFrom, ...]
    id: str | None = None
    assumed: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    fill: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    cases: tuple[Case, ...] = ()
    extracts: tuple[Extract, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


#: The keys of a layout that every reader shares; the others are options of its reader.
_KEYS = frozenset(
    ("name", "title", "about", "reader", "zone", "time", "id", "assumed", "columns", "fill", "constants", "cases", "extract")
)


class LayoutMistake(ValueError):  # noqa: N818 - a statement about a file of settings
    """A layout or mapping is not written as it should be. The text is one Japanese sentence without the file's name."""


@cache
def layouts() -> Mapping[str, Layout]:
    """All layouts of the product by name, in the order in which they are tried and shown."""
    found = [
        yaml.safe_load(item.read_text("utf-8"))
        for item in files(__package__).joinpath("layouts").iterdir()
        if item.name.endswith(".yaml")
    ]
    written = {str(item["name"]): item for item in found}
    return {name: read_layout(written.get(written[name].pop("like", ""), {}) | written[name]) for name in sorted(written)}


def read_layout(written: Mapping[str, Any]) -> Layout:
    """A layout from what its YAML holds. Raises LayoutMistake."""
    zone = read_zone(str(written.get("zone", "UTC")))
    times = tuple(_time(item, zone) for item in _list(written.get("time")))
    return Layout(
        name=str(written["name"]),
        title=str(written["title"]),
        about=str(written.get("about", "")).strip(),
        reader=str(written["reader"]),
        times=times,
        id=written.get("id"),
        assumed=tuple(str(item) for item in _list(written.get("assumed"))),
        columns={str(name): str(told) for name, told in (written.get("columns") or {}).items()},
        fill={_target(name): _names(value) for name, value in (written.get("fill") or {}).items()},
        constants={str(name): str(value) for name, value in (written.get("constants") or {}).items()},
        cases=tuple(_case(item) for item in _list(written.get("cases"))),
        extracts=tuple(_extract(item) for item in _list(written.get("extract"))),
        options={"zone": zone} | {name: value for name, value in written.items() if name not in _KEYS},
    )


def read_zone(name: str) -> tzinfo:
    """A zone by name (Asia/Tokyo, UTC, JST) or offset (+09:00). Raises LayoutMistake."""
    try:
        return zone_of(name)
    except ValueError:
        raise LayoutMistake(f"時間帯「{name}」が分かりません。Asia/Tokyo、UTC、+09:00 の形で書いてください。") from None


def _time(item: Any, zone: tzinfo) -> TimeFrom:
    if not isinstance(item, Mapping):
        return TimeFrom(_names(item), zone)
    own = read_zone(str(item["zone"])) if "zone" in item else zone
    return TimeFrom(_names(item["from"]), own, item.get("zone_from"), item.get("form"))


def _case(item: Mapping[str, Any]) -> Case:
    return Case(_texts(item["when"]), _then(item["then"]))


def _extract(item: Mapping[str, Any]) -> Extract:
    pattern = re.compile(str(item["pattern"]))
    return Extract(
        str(item["from"]), pattern, _names(item.get("cells")), _texts(item.get("only") or {}), _then(item.get("then") or {})
    )


def _texts(written: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    return {str(name): frozenset(str(text) for text in _list(texts)) for name, texts in written.items()}


def _then(written: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    return {_target(name): _names(value) if isinstance(value, list) else str(value) for name, value in written.items()}


def _target(name: str) -> str:
    if name not in SCHEMA and name not in BESIDE:
        raise LayoutMistake(f"「{name}」は共通の列ではありません。次のどれかにしてください: {'、'.join((*SCHEMA, *BESIDE))}。")
    return name


def _list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _names(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in _list(value))
