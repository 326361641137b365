"""The entrustments above and below some, within reach, tier by tier; and the versions of one record."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Subquery

from sekisho.declared import Entrustment
from sekisho.record import Record
from sekisho_site.records.models import EntrustmentUpper, Version
from sekisho_site.records.queries.reach import Reach, records_within
from sekisho_site.records.queries.versions import shown_version, versions_then


def edges_around(reach: Reach, start: Q, as_of: date | None, most: int) -> list[Any]:
    """The entrustments that fit a condition with all that stands above and below them; ``most`` at most."""
    edges: QuerySet[Any] = versions_then(reach, Entrustment, as_of, None)
    if as_of is not None:
        edges = edges.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=as_of))
    newest = {row.key_id: row for row in edges.filter(start).order_by("key")[:most]}
    reached = dict(newest)
    while newest and len(reached) < most:
        uppers = {upper for row in newest.values() for upper in row.upper}
        below = EntrustmentUpper.objects.filter(upper__in=list(newest)).values("version")
        found = edges.filter(Q(key__in=sorted(uppers)) | Q(pk__in=Subquery(below))).order_by("key")[:most]
        newest = {row.key_id: row for row in found if row.key_id not in reached}
        reached |= newest
    return list(reached.values())[:most]


def every_version(reach: Reach, kind: type[Record], key: str) -> QuerySet[Version]:
    """All versions of a record, newest first; none when it stands out of reach."""
    versions = records_within(reach, kind).filter(key=key).order_by("-known_from", "-pk")
    return versions if shown_version(reach, kind, key) else versions.none()


def keys_in_reach(rows: QuerySet[Version], reach: Reach, kind: type[Record]) -> QuerySet[Version]:
    """Of versions of the past those whose record is still within reach."""
    return rows if reach.whole else rows.filter(key__in=records_within(reach, kind).filter(known_until=None).values("key"))
