"""Logs: their reviews, which people sign on their page, and how much of each log arrived of each day. Read only."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404
from ninja import Path, Query, Router, Schema
from pydantic import Field

from sekisho.response.log_reviews import ReviewResult
from sekisho.roles import Permission
from sekisho_site.records.queries import reviews_within, volumes_within
from sekisho_site.records.queries.reviewing import review_mark
from sekisho_site.web.api.access import ApiRequest, operation
from sekisho_site.web.api.values import Day, Page, Paging, Words, page_of
from sekisho_site.web.clock import today
from sekisho_site.web.reviews.listing import listing_of

router = Router(tags=["ログの点検と届いた量"])
_MARKS = "^(waiting|missed|without_log|signed)$"


class ReviewsAsked(Paging):
    """Reviews, narrowed as on the page; without ``mark`` all of them."""

    q: Words = ""
    mark: Annotated[str, Field(pattern=_MARKS)] | None = None
    result: ReviewResult | None = None
    party: Words = ""


class ReviewOut(Schema):
    """A review in a list. ``mark`` is how it stands today; ``log`` is empty where no log of the company ever arrived."""

    number: int
    party: str
    system: str
    log: str
    period_from: date
    period_to: date
    due_on: date
    has_log: bool
    events: int
    mark: str
    result: str
    signed_by: str
    signed_at: datetime | None


class ReviewedLineOut(Schema):
    """A line that was laid out: by its weight (``ranked``) or by chance (``sampled``)."""

    file: str
    line: int
    at: str | None = None
    person: str = ""
    device: str = ""
    told: str = ""
    why: str = ""
    alert: str | None = None


class ReviewWholeOut(ReviewOut):
    """A review with its lines."""

    note: str
    lines: list[ReviewedLineOut]


class VolumesAsked(Paging):
    """What arrived, of one company or all, from a day to a day (both included)."""

    party: Words = ""
    since: Day | None = None
    until: Day | None = None


class VolumeOut(Schema):
    """How much of a log arrived of a day (UTC). ``gap``: something of that day is missing, as ``why`` says."""

    party: str
    system: str
    log: str
    day: date
    events: int
    unreadable: int
    gap: bool
    why: str


@operation(router, "GET", "/log-reviews", Permission.VIEW_ALERTS, gives=Page[ReviewOut])
def list_log_reviews(request: ApiRequest, asked: Query[ReviewsAsked]) -> Any:
    """ログの点検の一覧。期限の順。署名は、人がページでする。"""
    listing = listing_of(request)  # type: ignore[arg-type]  # it asks who looks and how far they see, no more
    rows = listing.narrowed({each.name: getattr(asked, each.name) for each in listing.filters}, asked.q.strip())
    return page_of(rows.order_by(*listing.order, "pk"), asked, lambda part: [_row(row, today()) for row in part])


@operation(router, "GET", "/log-reviews/{number}", Permission.VIEW_ALERTS, gives=ReviewWholeOut, refuses=(404,))
def get_log_review(request: ApiRequest, number: Path[Annotated[int, Field(ge=1, lt=2**63)]]) -> Any:
    """ログの点検一つ。並べた行を含む。"""
    row = reviews_within(request.reach).filter(pk=number).first()
    if row is None:
        raise Http404
    return {**_row(row, today()), "note": row.note, "lines": row.lines}


@operation(router, "GET", "/log-volumes", Permission.VIEW_ALERTS, gives=Page[VolumeOut])
def list_log_volumes(request: ApiRequest, asked: Query[VolumesAsked]) -> Any:
    """日ごとに届いたログの量と、届いていない日。新しい日の順。"""
    rows = volumes_within(request.reach)
    wanted = {"party": asked.party, "day__gte": asked.since, "day__lte": asked.until}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    names = tuple(VolumeOut.model_fields)
    return page_of(rows.order_by("-day", "party", "system", "log", "pk").values(*names), asked, list)


def _row(row: Any, day: date) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ReviewOut.model_fields if name not in {"number", "mark"}}
    return {**told, "number": row.pk, "mark": review_mark(row, day).value}
