"""What a store knows about one ingested file: its manifest, the only thing that makes parts count.

Knows the JSON in ``sources``. Refuses to know what follows from it (volume and gaps are judged in ``sekisho.detection``).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Self

import orjson

from sekisho.detection.streams import Traits
from sekisho.formats.eventstore.places import Places, damaged

_CONTENT = re.compile(r"[0-9a-f]{64}")

#: Inode, size and time of change (ns) of the checkpoint's file.
Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file: its name under ``events``, rows, and bytes on disk."""

    name: str
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Run:
    """One sorted run of ids: its name under ``ids`` and how many it holds."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """One ingested file.

    ``content`` is the SHA-256 of its bytes (hex): the same content is ingested once, whatever its name. ``rows`` counts
    the events that were kept, ``repeats`` those whose id the store already held, ``unreadable`` the lines told in the file
    beside the manifest. ``first`` and ``last`` are microseconds since 1970 in UTC. ``traits`` are what gaps are judged by.
    """

    content: str
    name: str
    layout: str
    bytes: int
    rows: int = 0
    repeats: int = 0
    unreadable: int = 0
    first: int | None = None
    last: int | None = None
    traits: Traits = field(default_factory=Traits)
    parts: Sequence[Part] = field(default=())
    ids: Sequence[Run] = field(default=())

    def __post_init__(self) -> None:
        if not _CONTENT.fullmatch(self.content):
            raise ValueError(f"the content of a file is named by 64 hex digits, not {self.content!r}")

    def as_json(self) -> dict[str, Any]:
        """The JSON form; ``from_json`` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """The manifest of its JSON form. Raises KeyError, TypeError or ValueError when it is not one."""
        plain = {each.name: told[each.name] for each in fields(cls)}
        plain["traits"] = Traits.from_json(told["traits"])
        plain["parts"] = tuple(Part(**each) for each in told["parts"])
        plain["ids"] = tuple(Run(**each) for each in told["ids"])
        return cls(**plain)

    def gathered(self) -> Self:
        """The manifest without parts and ids: the checkpoint holds those for all."""
        return replace(self, parts=(), ids=())


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """All that compaction has gathered: manifests by content, and the parts and ids that now stand for them."""

    manifests: Mapping[str, Manifest] = field(default_factory=dict)
    parts: Sequence[Part] = ()
    ids: Sequence[Run] = ()

    def as_json(self) -> dict[str, Any]:
        """The JSON form; ``from_json`` reads it back."""
        return {
            "manifests": [each.as_json() for each in self.manifests.values()],
            "parts": [asdict(part) for part in self.parts],
            "ids": [asdict(run) for run in self.ids],
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """The checkpoint of its JSON form. Raises KeyError, TypeError or ValueError when it is not one."""
        manifests = (Manifest.from_json(each) for each in told["manifests"])
        return cls(
            {each.content: each for each in manifests},
            tuple(Part(**each) for each in told["parts"]),
            tuple(Run(**each) for each in told["ids"]),
        )


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the store holds at one moment: the checkpoint, and the manifests that came after it, by content.

    ``stamp`` tells one checkpoint's file from another's, so that an unchanged one is not read again.
    """

    checkpoint: Checkpoint = field(default_factory=Checkpoint)
    loose: Mapping[str, Manifest] = field(default_factory=dict)
    stamp: Stamp | None = None

    @property
    def manifests(self) -> list[Manifest]:
        """All manifests, by name and content, so that their order says nothing about when they came."""
        found = (*self.checkpoint.manifests.values(), *self.loose.values())
        return sorted(found, key=lambda each: (each.name, each.content))

    def has(self, content: str) -> bool:
        """Whether a file of this content was ingested."""
        return content in self.checkpoint.manifests or content in self.loose

    @property
    def parts(self) -> list[Part]:
        """The parts that count, by day and name."""
        loose = (part for each in self.loose.values() for part in each.parts)
        return sorted((*self.checkpoint.parts, *loose), key=lambda part: part.name)

    @property
    def ids(self) -> list[Run]:
        """The runs of ids that count."""
        return [*self.checkpoint.ids, *(run for each in self.loose.values() for run in each.ids)]


def read_ledger(places: Places, known: Ledger | None = None) -> Ledger:
    """What the store holds now; manifests in ``known`` are not read again.

    Loose manifests first, the checkpoint after them: one that compaction takes away meanwhile stands in the checkpoint.
    """
    names = sorted(path for path in places.sources.glob("*.json") if _CONTENT.fullmatch(path.stem))
    before = known.loose if known else {}
    found: dict[str, Manifest] = {}
    for path in names:
        manifest = before.get(path.stem) or _manifest(path)
        if manifest:
            found[path.stem] = manifest
    stamp = stamp_of(places.checkpoint)
    same = known is not None and stamp is not None and known.stamp == stamp
    checkpoint = known.checkpoint if known and same else _checkpoint(places.checkpoint)
    return Ledger(checkpoint, {key: each for key, each in found.items() if key not in checkpoint.manifests}, stamp)


def stamp_of(path: Path) -> Stamp | None:
    """Which checkpoint this is; None: there is none."""
    try:
        told = path.stat()
    except FileNotFoundError:
        return None
    return told.st_ino, told.st_size, told.st_mtime_ns


def _manifest(path: Path) -> Manifest | None:
    told = _json(path)
    if told is None:
        return None
    try:
        manifest = Manifest.from_json(told)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged(path, f"目録の形ではありません: {error}") from error
    if manifest.content != path.stem:
        raise damaged(path, "名前と中身が合いません")
    return manifest


def _checkpoint(path: Path) -> Checkpoint:
    told = _json(path)
    try:
        return Checkpoint() if told is None else Checkpoint.from_json(told)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged(path, f"目録の形ではありません: {error}") from error


def _json(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except orjson.JSONDecodeError as error:
        raise damaged(path, "JSON として読めません") from error
