"""Reviews of logs: what is due, the calendar of signed and missed ones, one review and its signature."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sekisho.period import months_after
from sekisho.response.log_reviews import ReviewMark, ReviewResult
from sekisho.roles import Permission
from sekisho_site.records.queries import names_of, reviews_within
from sekisho_site.records.queries.figures import party_names
from sekisho_site.records.queries.reviewing import calendar_of, numbers_signed_with, review_mark
from sekisho_site.usecases import RefusedSignatureError, ask_detection, sign_log_review
from sekisho_site.web.clock import now, today
from sekisho_site.web.lists.listing import respond
from sekisho_site.web.permissions import SignedInRequest, permitted
from sekisho_site.web.reviews.forms import SignForm
from sekisho_site.web.reviews.listing import listing_of, log_name, period_name

_REFUSED = 422
_MONTHS = 12
_PARTIES = 50
_SIGNS = {
    ReviewMark.SIGNED: "✓",
    ReviewMark.LATE: "遅",
    ReviewMark.MISSED: "未",
    ReviewMark.WITHOUT_LOG: "？",
    ReviewMark.AHEAD: "・",
}
_TABS = (("log-reviews", "一覧"), ("log-review-calendar", "署名の暦"))


@require_GET
@permitted(Permission.VIEW_ALERTS)
def reviews(request: SignedInRequest) -> HttpResponse:
    """The reviews within reach, what is due first in front."""
    context = {"tabs": _tabs("log-reviews"), "may_plan": request.user.may(Permission.RUN_DETECTION)}
    return respond(request, listing_of(request), "reviews/list.html", **context)


@require_GET
@permitted(Permission.VIEW_ALERTS)
def calendar(request: SignedInRequest) -> HttpResponse:
    """Twelve months of signatures, a line for each company."""
    day = today()
    last = _month(request.GET.get("month", ""), months_after(day.replace(day=1), -1))
    months = [months_after(last, place - _MONTHS + 1) for place in range(_MONTHS)]
    inside = reviews_within(request.reach).filter(period_from__gte=months[0], period_from__lt=months_after(last, 1))
    parties = inside.values_list("party", flat=True).distinct().order_by("party")
    page = Paginator(parties, _PARTIES).get_page(request.GET.get("page"))
    shown = inside.filter(party__in=list(page)).defer("lines", "workers", "operators", "note").order_by("period_from", "log")
    table, names = calendar_of(list(shown), day), party_names(list(page))
    rows = [(names.get(party, party), [_cell(table.get((party, month), ())) for month in months]) for party in page]
    told = {
        "tabs": _tabs("log-review-calendar"),
        "months": months,
        "rows": rows,
        "page": page,
        "legend": list(_SIGNS.items()),
        "before": months_after(last, -_MONTHS),
        "after": months_after(last, _MONTHS) if last < day.replace(day=1) else None,
        "query": f"month={last:%Y-%m}&",
        "may_plan": request.user.may(Permission.RUN_DETECTION),
    }
    return render(request, "reviews/calendar.html", told)


def _cell(found: Any) -> list[dict[str, Any]]:
    return [{"review": review, "mark": mark, "sign": _SIGNS[mark], "log": log_name(review)} for review, mark in found]


@require_GET
@permitted(Permission.VIEW_ALERTS)
def review(request: SignedInRequest, number: int) -> HttpResponse:
    """One review: its lines by weight and by chance, and the signature."""
    return _shown(request, _found(request, number))


@require_http_methods(["GET", "POST"])
@permitted(Permission.SIGN_LOG_REVIEW)
def sign(request: SignedInRequest, number: int) -> HttpResponse:
    """Sign a review; what is refused is told on the page, with everything that was written."""
    row = _found(request, number)
    if request.method == "GET":
        return redirect("log-review", number)
    form = SignForm(_results(row), request.POST)
    if not form.is_valid():
        return _shown(request, row, form, _REFUSED)
    told = form.cleaned_data
    try:
        sign_log_review(
            review=row.pk, signer=request.user.pk, result=ReviewResult(told["result"]), person=told["person"],
            note=told["note"], by=request.user.number, at=now(),
        )  # fmt: skip
    except RefusedSignatureError as error:
        form.add_error(error.field or None, str(error))
        return _shown(request, row, form, _REFUSED)
    messages.success(request, "署名を記録しました。")
    return redirect("log-review", number)


@require_POST
@permitted(Permission.RUN_DETECTION)
def plan(request: SignedInRequest) -> HttpResponse:
    """Let the reviews that are due by today be laid out in the background."""
    return redirect("job", ask_detection(step="plan", as_of=today(), asker=request.user.pk, by=request.user.number, at=now()))


def _tabs(here: str) -> list[dict[str, Any]]:
    return [{"href": reverse(name), "label": label, "here": name == here} for name, label in _TABS]


def _month(asked: str, otherwise: date) -> date:
    try:
        month = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return otherwise
    return min(max(month, date(2001, 1, 1)), date(2198, 12, 1))


def _found(request: SignedInRequest, number: int) -> Any:
    row = reviews_within(request.reach).filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def _results(row: Any) -> list[ReviewResult]:
    return list(ReviewResult) if row.has_log else [ReviewResult.NO_LOG]


def _shown(request: SignedInRequest, row: Any, refused: SignForm | None = None, status: int = 200) -> HttpResponse:
    may_sign = row.signed_at is None and request.user.may(Permission.SIGN_LOG_REVIEW)
    form = refused
    if may_sign and form is None:
        form = SignForm(_results(row), initial={"person": next(iter(numbers_signed_with(request.user.number)), "")})
    names = names_of([row.signed_by]) if row.signed_by else {}
    told = {
        "review": row,
        "form": form if may_sign or refused else None,
        "refused": refused,
        "mark": review_mark(row, today()),
        "party": party_names([row.party]).get(row.party, row.party),
        "log": log_name(row),
        "period": period_name(row),
        "ranked": [line for line in row.lines if line.get("why") == "ranked"],
        "sampled": [line for line in row.lines if line.get("why") != "ranked"],
        "signer": names.get(row.signed_by, row.signed_by),
    }
    return render(request, "reviews/review.html", told, status=status)
