"""Companies, entrustments, the chain, and records of every kind, as they stand or stood."""

from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.http import Http404
from ninja import Query, Router, Schema
from ninja.errors import AuthorizationError
from pydantic import Field

from sekisho.declared import Entrustment, Party
from sekisho.planes import BY_SOURCE
from sekisho.record import Record
from sekisho.roles import Permission
from sekisho.terms import Plane
from sekisho_site.records.queries import Reach, sees
from sekisho_site.records.queries.around import edges_around, every_version, keys_in_reach
from sekisho_site.records.queries.registry import parties_called
from sekisho_site.records.queries.versions import record_of, versions_then
from sekisho_site.web.api.access import ApiRequest, operation
from sekisho_site.web.api.values import ChangeOut, Day, Key, KeyPath, Page, Paging, RecordOut, Words, page_of

_MOST_LINKS = 1_000
router = Router(tags=["台帳・約束・実態"])

_REGISTRY = (Permission.VIEW_REGISTRY, Permission.ENTER_PORTAL)
#: What an entrusted party's program is told of a record: never the carrier's own notes, numbers or what stands above.
_PARTY_IS_TOLD = {
    Party: ("key", "name", "corporate_number", "country"),
    Entrustment: ("key", "entruster", "entrustee", "form", "contract_kind", "work", "starts_on", "ends_on"),
}


class Then(Paging):
    """A part of a list as of a day (facts after it are left out) and as known at a moment (default: now)."""

    as_of: Day | None = None
    known_at: datetime | None = None


class CompaniesAsked(Then):
    """Companies whose name, alias or number holds these words."""

    q: Words = ""


class EntrustmentsAsked(Then):
    """Entrustments to or from a company."""

    party: Words = ""


class ChainAsked(Schema, extra="forbid"):
    """The chain around a company or an entrustment, as it stood on a day."""

    party: Words = ""
    entrustment: Words = ""
    as_of: Day | None = None


class LinkOut(Schema):
    """One entrustment of a chain."""

    key: str
    entruster: str
    entrustee: str
    upper: list[str]
    starts_on: date | None
    ends_on: date | None


class ChainOut(Schema):
    """The entrustments of a chain within reach; one that is out of reach is not told of."""

    links: list[LinkOut]
    complete: bool = Field(description="多すぎて途中までのときは false")


@operation(router, "GET", "/parties", *_REGISTRY, gives=Page[RecordOut])
def list_parties(request: ApiRequest, asked: Query[CompaniesAsked]) -> Any:
    """会社の一覧。"""
    rows = _then(request, Party, asked)
    return page_of(parties_called(rows, asked.q) if asked.q.strip() else rows, asked, lambda part: _told(part, request.reach))


@operation(router, "GET", "/parties/{path:key}", *_REGISTRY, gives=RecordOut, refuses=(404,))
def get_party(request: ApiRequest, key: KeyPath, as_of: Day | None = None) -> Any:
    """会社一つ。"""
    return _one(request, Party, key, as_of)


@operation(router, "GET", "/entrustments", *_REGISTRY, gives=Page[RecordOut])
def list_entrustments(request: ApiRequest, asked: Query[EntrustmentsAsked]) -> Any:
    """委託の一覧。"""
    rows = _then(request, Entrustment, asked)
    if asked.party:
        rows = rows.filter(entrustee=asked.party) | rows.filter(entruster=asked.party)
    return page_of(rows, asked, lambda part: _told(part, request.reach))


@operation(router, "GET", "/entrustments/{path:key}", *_REGISTRY, gives=RecordOut, refuses=(404,))
def get_entrustment(request: ApiRequest, key: KeyPath, as_of: Day | None = None) -> Any:
    """委託一つ。"""
    return _one(request, Entrustment, key, as_of)


@operation(router, "GET", "/chain", *_REGISTRY, gives=ChainOut, refuses=(404,))
def get_chain(request: ApiRequest, asked: Query[ChainAsked]) -> Any:
    """会社か委託の上下に連なる委託。party か entrustment のどちらかを渡す。"""
    start = Q(key=asked.entrustment) if asked.entrustment else Q(entrustee=asked.party) | Q(entruster=asked.party)
    edges = edges_around(request.reach, start, asked.as_of, _MOST_LINKS)
    if not edges:
        raise Http404
    within = {row.key_id for row in edges}
    return {"links": [_link(row, within) for row in edges], "complete": len(edges) < _MOST_LINKS}


def _link(row: Any, within: set[str]) -> dict[str, Any]:
    return {
        "key": row.key_id,
        "entruster": row.entruster_id,
        "entrustee": row.entrustee_id,
        "upper": [upper for upper in row.upper if upper in within],
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
    }


_OFFICE = (Permission.VIEW_REGISTRY, Permission.VIEW_OBSERVED)
Source = Annotated[Key, Field(description="記録の種類（例　roster_entry）")]


@operation(router, "GET", "/records/{source}", *_OFFICE, gives=Page[RecordOut], refuses=(404,))
def list_records(request: ApiRequest, source: Key, asked: Query[Then]) -> Any:
    """ある種類の記録の一覧。"""
    return page_of(_then(request, _kind(request, source), asked), asked, lambda part: _told(part, request.reach))


@operation(router, "GET", "/records/{source}/of/{path:key}", *_OFFICE, gives=RecordOut, refuses=(404,))
def get_record(request: ApiRequest, source: Key, key: KeyPath, as_of: Day | None = None) -> Any:
    """記録一つ。"""
    return _one(request, _kind(request, source), key, as_of)


@operation(router, "GET", "/records/{source}/history/{path:key}", *_OFFICE, gives=Page[ChangeOut], refuses=(404,))
def get_history(request: ApiRequest, source: Key, key: KeyPath, asked: Query[Paging]) -> Any:
    """記録一つの、これまでの版。新しい順。"""
    rows = every_version(request.reach, _kind(request, source), key)
    if not rows.exists():
        raise Http404
    return page_of(rows, asked, lambda part: [_change(row) for row in part])


def _kind(request: ApiRequest, source: str) -> type[Record]:
    """The kind of a source, if its records exist for the caller and the key may read that plane."""
    kind = BY_SOURCE.get(source)
    if kind is None or not sees(request.reach, kind):
        raise Http404
    observed = kind.schema.plane is Plane.OBSERVED
    needed = Permission.VIEW_OBSERVED if observed else Permission.VIEW_REGISTRY
    if needed not in request.auth.permissions:
        raise AuthorizationError
    return kind


def _then(request: ApiRequest, kind: type[Record], asked: Then) -> QuerySet[Any]:
    rows = versions_then(request.reach, kind, asked.as_of, asked.known_at)
    return keys_in_reach(rows, request.reach, kind).order_by("key", "pk")


def _one(request: ApiRequest, kind: type[Record], key: str, as_of: date | None) -> dict[str, Any]:
    rows: QuerySet[Any] = versions_then(request.reach, kind, as_of, None)
    row = rows.filter(key=key).first()
    if row is None:
        raise Http404
    return _told([row], request.reach)[0]


def _told(rows: Any, reach: Reach) -> list[dict[str, Any]]:
    return [_record(row, reach) for row in rows]


def _record(row: Any, reach: Reach) -> dict[str, Any]:
    record: Any = record_of(row)
    schema = record.schema
    names = _PARTY_IS_TOLD[type(record)] if reach.party is not None else [column.name for column in schema.columns]
    return {
        "source": schema.source,
        "plane": schema.plane.value,
        "key": record.key,
        "values": {name: _plain(getattr(record, name)) for name in names},
        "known_from": row.known_from,
        "known_until": row.known_until,
    }


def _change(row: Any) -> dict[str, Any]:
    return {**_record(row, Reach()), "by": row.recorded_by, "file": row.source_id, "place": row.place}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [str(each) for each in value] if isinstance(value, tuple) else value
