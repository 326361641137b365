"""The list of reviews: its columns, filters and order. Refuses to know how lists are turned, sorted and sent as files."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from sekisho.response.log_reviews import ReviewMark, ReviewResult
from sekisho.roles import Permission
from sekisho_site.records.queries import parties_within, reviews_within
from sekisho_site.records.queries.figures import party_names
from sekisho_site.records.queries.registry import parties_called
from sekisho_site.records.queries.reviewing import review_mark
from sekisho_site.web.clock import today
from sekisho_site.web.lists.listing import Cell, Column, Filter, Listing
from sekisho_site.web.permissions import SignedInRequest

Rows = QuerySet[Any]


def listing_of(request: SignedInRequest) -> Listing:
    """The reviews within reach, what is due first in front."""
    day = today()
    names: dict[str, str] = {}

    def prepare(rows: Sequence[Any]) -> None:
        names.update(party_names([row.party for row in rows]))

    return Listing(
        name="log-reviews",
        title="ログの点検",
        caption="ログの点検の一覧。期限の順",
        columns=_columns(names, day, may_sign=request.user.may(Permission.SIGN_LOG_REVIEW)),
        rows=reviews_within(request.reach).defer("lines", "workers", "operators", "note"),
        order=("due_on", "party", "log"),
        filters=_filters(request, day),
        search=lambda rows, words: rows.filter(_of_party(request, words) | Q(log=words) | Q(system=words)),
        search_hint="会社、ログの種類、システム番号",
        prepare=prepare,
        empty="待っている点検はありません。",
        defaults={"mark": "waiting"},
    )


def _columns(names: Mapping[str, str], day: date, *, may_sign: bool) -> list[Column]:
    def next_cell(row: Any) -> Cell:
        waits = row.signed_at is None
        return Cell("点検して署名する" if waits and may_sign else "内容を見る", reverse("log-review", args=[row.pk]))

    return [
        Column("party", "会社", lambda row: Cell(names.get(row.party, row.party), _page(row)), ("party",)),
        Column("log", "ログ", lambda row: Cell(log_name(row)), ("log", "system")),
        Column("period", "期間", lambda row: Cell(period_name(row), value=row.period_from), ("period_from",)),
        Column("due", "期限", _due_cell, ("due_on",)),
        Column("mark", "状態", lambda row: Cell(review_mark(row, day).label, kind="tag")),
        Column("result", "結果", lambda row: Cell(ReviewResult(row.result).label if row.result else "—"), ("result",)),
        Column("events", "行数", lambda row: Cell(f"{row.events:,}", value=row.events), ("events",), numeric=True),
        Column("signer", "署名した人", lambda row: Cell(row.signed_by or "—"), ("signed_by",), shown=False),
        Column("next", "次の一手", next_cell),
    ]


def _page(row: Any) -> str:
    return reverse("log-review", args=[row.pk])


def log_name(row: Any) -> str:
    """The log in words."""
    if not row.log:
        return "ログが届いていません"
    return f"{row.log}（{row.system}）" if row.system else str(row.log)


def period_name(row: Any) -> str:
    """The period in words: a month where it is one.

    >>> from types import SimpleNamespace
    >>> period_name(SimpleNamespace(period_from=date(2026, 10, 1), period_to=date(2026, 10, 31)))
    '2026年10月'
    """
    first, last = row.period_from, row.period_to
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.year}年{first.month}月"
    return f"{first.year}年{first.month}月〜{last.month}月"


def _due_cell(row: Any) -> Cell:
    if row.signed_on is not None:
        on = row.due_on
        return Cell(f"{on.year}年{on.month}月{on.day}日", value=on)
    return Cell(kind="due", code=row.due_on, value=row.due_on)


def _filters(request: SignedInRequest, day: date) -> list[Filter]:
    marks = [
        ("waiting", "署名を待つもの"),
        (ReviewMark.MISSED.value, "期限を過ぎて未署名"),
        (ReviewMark.WITHOUT_LOG.value, ReviewMark.WITHOUT_LOG.label),
        (ReviewMark.SIGNED.value, "署名済み"),
    ]
    results = [(each.value, each.label) for each in ReviewResult]
    return [
        Filter("mark", "状態", _by_mark(day), marks),
        Filter("result", "結果", lambda rows, result: rows.filter(result=result), results),
        Filter("party", "会社", lambda rows, called: rows.filter(_of_party(request, called))),
    ]


def _by_mark(day: date) -> Callable[[Rows, str], Rows]:
    meant = {
        "waiting": Q(signed_at__isnull=True),
        ReviewMark.MISSED.value: Q(signed_at__isnull=True, due_on__lt=day, has_log=True),
        ReviewMark.WITHOUT_LOG.value: Q(has_log=False) | Q(result=ReviewResult.NO_LOG.value),
        ReviewMark.SIGNED.value: Q(signed_at__isnull=False),
    }
    return lambda rows, value: rows.filter(meant[value])


def _of_party(request: SignedInRequest, called: str) -> Q:
    return Q(party=called) | Q(party__in=parties_called(parties_within(request.reach), called).values("key"))
