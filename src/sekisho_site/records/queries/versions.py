"""The versions of records: as values, as they stood on a day or at a moment, and how each differs from the one before."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Q, QuerySet

from sekisho.record import Column, Record
from sekisho_site.records.models import EvidenceLeaf, Version
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.reach import Reach, records_within
from sekisho_site.records.queries.snapshots import known_then
from sekisho_site.records.rows import RowReader, fields, selected

_LONGEST_HISTORY = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a record's history. ``changed`` are its columns that differ from the version before, with both values.

    ``ended``: the record was ended at this moment, and ``record`` is how it last stood.
    """

    version: int
    record: Record
    at: datetime
    by: str
    file: str | None
    sha256: str | None
    place: str
    changed: tuple[tuple[Column, Any, Any], ...]
    ended: bool = False
    first: bool = False


def record_of(version: Version) -> Any:
    """The value that a version holds."""
    names = fields(version.kind)
    return version.kind(**{column.name: _value(column, getattr(version, names[column.name])) for column in _columns(version)})


def records_of(kind: type[Record], versions: QuerySet[Version]) -> list[Any]:
    """The values that versions hold, in their order."""
    return RowReader().read(kind, list(cast("QuerySet[Any]", versions).values_list(*selected(kind))))


def versions_then(reach: Reach, kind: type[Record], as_of: date | None, known_at: datetime | None) -> QuerySet[Version]:
    """The versions within reach that were known at a moment (None: now), of facts up to a day (None: all)."""
    versions = records_within(reach, kind).filter(known_then(known_at))
    dated_by = kind.schema.dated_by
    if as_of is None or dated_by is None:
        return versions
    return versions.filter(Q(**{f"{dated_by}__isnull": True}) | Q(**{f"{dated_by}__lte": as_of}))


def version_of(reach: Reach, kind: type[Record], key: str, known_at: datetime | None = None) -> Version | None:
    """The version of a record that stood at a moment (None: now), within reach."""
    found = records_within(reach, kind).filter(known_then(known_at), key=key).select_related("source")
    return found.order_by("-known_from").first()


def shown_version(reach: Reach, kind: type[Record], key: str) -> Version | None:
    """The version that a page of the record shows: the one that stands, or of an ended record its last.

    A record that stands out of reach is not there, even if it was within reach once.
    """
    found = version_of(reach, kind, key)
    if found is not None or version_of(Reach(), kind, key) is not None:
        return found
    return records_within(reach, kind).filter(key=key).select_related("source").order_by("-known_from").first()


def version_numbered(reach: Reach, kind: type[Record], key: str, number: int) -> Version | None:
    """One version of a record by its number, within reach."""
    return records_within(reach, kind).filter(key=key, pk=number).first()


def standing(kind: type[Record], key: str, reach: Reach) -> Any:
    """The record as it stands, within reach, or None."""
    version = version_of(reach, kind, key)
    return record_of(version) if version else None


def was_ever(kind: type[Record], key: str) -> bool:
    """Whether a key was ever given to a record of the kind, within anybody's reach."""
    return records_within(Reach(), kind).filter(key=key).exists()


def history(reach: Reach, kind: type[Record], key: str) -> list[Step]:
    """What happened to a record, newest first; of very long histories the newest part."""
    newest = records_within(reach, kind).filter(key=key).select_related("source").order_by("-known_from")[:_LONGEST_HISTORY]
    versions = list(reversed(newest))
    enders = _enders(kind, key) if any(_is_gap(versions, place) for place in range(len(versions))) else {}
    steps: list[Step] = []
    for place, version in enumerate(versions):
        before = versions[place - 1] if place and not _is_gap(versions, place - 1) else None
        steps.append(_step(version, before))
        if _is_gap(versions, place) and version.known_until is not None:
            steps.append(_end(version, version.known_until, enders))
    return steps[::-1]


def differences(before: Record, after: Record) -> tuple[tuple[Column, Any, Any], ...]:
    """The columns in which two values of one kind differ."""
    told = ((column, getattr(before, column.name), getattr(after, column.name)) for column in after.schema.columns)
    return tuple((column, one, other) for column, one, other in told if one != other)


def _is_gap(versions: Sequence[Version], place: int) -> bool:
    """Whether nothing stood after this version, for a while or for good."""
    until = versions[place].known_until
    following = versions[place + 1].known_from if place + 1 < len(versions) else None
    return until is not None and until != following


def _step(version: Version, before: Version | None) -> Step:
    record = record_of(version)
    return Step(
        version=version.pk,
        record=record,
        at=version.known_from,
        by=version.recorded_by,
        file=version.source.name if version.source else None,
        sha256=version.source.sha256 if version.source else None,
        place=version.place,
        changed=differences(record_of(before), record) if before else (),
        first=before is None,
    )


def _end(version: Version, at: datetime, enders: Mapping[str, str]) -> Step:
    return Step(version.pk, record_of(version), at, enders.get(_instant(at), ""), None, None, "", (), ended=True)


def _enders(kind: type[Record], key: str) -> dict[str, str]:
    """Who ended the record, by moment: only the log tells."""
    leaves = EvidenceLeaf.objects.filter(key=key, kind=kind.schema.source, action="ended").order_by("-index")
    return {_instant(_told_at(leaf)): leaf.by for leaf in leaves[:_LONGEST_HISTORY]}


def _told_at(leaf: EvidenceLeaf) -> datetime:
    return datetime.fromisoformat(json.loads(leaf.payload)["at"])


def _instant(at: datetime) -> str:
    return str(at.timestamp())


def _columns(version: Version) -> Iterable[Column]:
    return version.kind.schema.columns


def _value(column: Column, stored: Any) -> Any:
    if column.many:
        return tuple(column.cell(each) for each in stored)
    return column.vocabulary(stored) if column.vocabulary and stored is not None else stored


def current_keys(kind: type[Record], keys: Iterable[str], reach: Reach) -> set[str]:
    """Those of the keys under which a record stands within reach."""
    found = records_within(reach, kind).filter(CURRENT, key__in=list(keys))
    return set(cast("QuerySet[Any]", found).values_list("key", flat=True))
