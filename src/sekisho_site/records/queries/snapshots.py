"""The records as they stood: for a day, at a moment of our knowledge, of everything or of what concerns one party."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from sekisho.planes import KINDS
from sekisho.record import Record
from sekisho_site.records.models import MODELS
from sekisho_site.records.models.base import CURRENT
from sekisho_site.records.queries.scope import concerning
from sekisho_site.records.rows import RowReader, selected

_ROWS_AT_ONCE = 10_000


def snapshot_records(as_of: date, known_at: datetime | None = None, party: str | None = None) -> Iterator[Record]:
    """Every record that had happened by ``as_of`` and was known at ``known_at`` (None: now).

    With ``party`` only what judging this party needs: its entrustments, what stands above and below them, the records
    that name these, and the registers that belong to nobody (:mod:`sekisho_site.records.queries.scope`).
    """
    known = known_then(known_at)
    reader = RowReader()

    def visible(kind: type[Record], condition: Q) -> QuerySet[Any]:
        return _rows(kind).filter(known & condition & _happened(kind, as_of))

    if party is None:
        for kind in KINDS:
            yield from _all(kind, visible(kind, Q()), reader)
    else:
        yield from concerning(party, lambda kind, condition: reader.read(kind, list(visible(kind, condition))))


def current_records(kinds: Iterable[type[Record]] = KINDS) -> Iterator[Record]:
    """The current version of every record of the given kinds, in the order of kinds and keys (exports, plans)."""
    reader = RowReader()
    for kind in kinds:
        yield from _all(kind, _rows(kind).filter(CURRENT).order_by("key"), reader)


def has_records() -> bool:
    """Whether the workspace holds any record at all."""
    return any(model.objects.exists() for model in MODELS.values())


def known_then(known_at: datetime | None) -> Q:
    """The versions that the system held true at a moment (None: now)."""
    if known_at is None:
        return CURRENT
    return Q(known_from__lte=known_at) & (CURRENT | Q(known_until__gt=known_at))


def _all(kind: type[Record], versions: QuerySet[Any], reader: RowReader) -> Iterator[Record]:
    rows = versions.iterator(chunk_size=_ROWS_AT_ONCE)
    while batch := list(islice(rows, _ROWS_AT_ONCE)):
        yield from reader.read(kind, batch)


@cache
def _rows(kind: type[Record]) -> QuerySet[Any]:
    """All versions, with what a reader needs of them. Kept, because making it anew costs more than a small answer."""
    return MODELS[kind].objects.values_list(*selected(kind))


def _happened(kind: type[Record], as_of: date) -> Q:
    column = kind.schema.dated_by
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__lte": as_of}) if column else Q()
