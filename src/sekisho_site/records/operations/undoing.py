"""What one import touched, whether it still stands so, and the changes that bring back what stood before.

An import is one transaction: what it opened is known from its moment, what it closed is known until then. Knows versions;
refuses to know why somebody wants them back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sekisho.planes import KINDS, REFERENCES
from sekisho.record import Record
from sekisho_site.records.models import MODELS, ReceivedFile
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.operations.planned import Pair
from sekisho_site.records.operations.versions import Change
from sekisho_site.records.queries import current_records
from sekisho_site.records.rows import RowReader, selected

_LISTED = 200


@dataclass(frozen=True)
class Version:
    """A version: its value, whether it still stands, and where it came from."""

    record: Record
    stands: bool
    source: str | None
    place: str


@dataclass(frozen=True)
class Touched:
    """The records of a kind that an import touched, by key: the versions it opened, and those it closed.

    ``current`` are the keys of those it ended that stand again since.
    """

    kind: type[Record]
    opened: Mapping[str, Version]
    closed: Mapping[str, Version]
    current: frozenset[str]


def touched(moment: datetime, sha256: str) -> list[Touched]:
    """What the import of a file at a moment touched, kind by kind."""
    found = []
    for kind in KINDS:
        model = MODELS[kind]
        opened = _versions(kind, model.objects.filter(known_from=moment, source=sha256))
        closed = _versions(kind, model.objects.filter(known_until=moment))
        ended = [key for key in closed if key not in opened]
        standing = set(model.objects.filter(CURRENT).values_list("key", flat=True)) if ended else set()
        found.append(Touched(kind, opened, closed, frozenset(standing.intersection(ended))))
    return found


def changed_since(done: Iterable[Touched]) -> list[str]:
    """The names of records that no longer stand as the import left them, or that others refer to by now."""
    names: list[str] = []
    gone: dict[type[Record], set[str]] = {}
    for each in done:
        sheet = each.kind.schema.sheet
        names += [f"{sheet} {key}" for key, version in each.opened.items() if not version.stands]
        names += [f"{sheet} {key}" for key in sorted(each.current)]
        gone[each.kind] = {key for key in each.opened if key not in each.closed}
    return (names or list(_referring(gone)))[:_LISTED]


def taken_back(done: Iterable[Touched]) -> list[Pair]:
    """Every touched record as it stands and as it stood before."""
    pairs: list[Pair] = []
    for each in done:
        for key in dict.fromkeys((*each.opened, *each.closed)):
            now, before = each.opened.get(key), each.closed.get(key)
            pairs.append((now.record if now else None, before.record if before else None))
    return pairs


def restored(done: Iterable[Touched]) -> Mapping[ReceivedFile | None, Sequence[Change]]:
    """The changes that bring back what stood, each under the file and place from which it first came."""
    changes: dict[str | None, list[Change]] = defaultdict(list)
    for each in done:
        for key in dict.fromkeys((*each.opened, *each.closed)):
            now, before = each.opened.get(key), each.closed.get(key)
            change = Change(now.record if now else None, before.record if before else None, before.place if before else "")
            changes[before.source if before else None].append(change)
    files = ReceivedFile.objects.in_bulk([sha256 for sha256 in changes if sha256])
    return {files.get(sha256) if sha256 else None: listed for sha256, listed in changes.items()}


def _versions(kind: type[Record], rows: Any) -> dict[str, Version]:
    beside = list(rows.order_by("pk").values_list("known_until", "source", "place"))
    records = RowReader().read(kind, list(rows.order_by("pk").values_list(*selected(kind))))
    return {
        record.key: Version(record, until is None, source, place)
        for record, (until, source, place) in zip(records, beside, strict=True)
    }


def _referring(gone: Mapping[type[Record], set[str]]) -> Iterable[str]:
    """Records that stay and refer to one that would end."""
    if not any(gone.values()):
        return
    for kind in KINDS:
        columns = [
            (column, gone.get(REFERENCES[column.refers_to]))
            for column in kind.schema.columns
            if column.refers_to in REFERENCES and gone.get(REFERENCES[column.refers_to])
        ]
        if not columns:
            continue
        for record in current_records([kind]):
            if record.key in gone.get(kind, ()):
                continue
            for column, keys in columns:
                value = getattr(record, column.name)
                if keys and keys.intersection(value if column.many else (value,)):
                    yield f"{kind.schema.sheet} {record.key}"
                    break
