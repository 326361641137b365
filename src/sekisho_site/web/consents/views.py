"""The queue of requests for consent, one of them as it was sent, and the decision."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sekisho.response.same_terms import same_terms
from sekisho.roles import Permission
from sekisho.terms import ConsentDecision, Ternary
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries import entrustments_within, registry
from sekisho_site.records.queries.consent_page import ConsentPage, consent_page, consents_within
from sekisho_site.records.queries.reach import Reach
from sekisho_site.usecases import StaleChangeError, decide_consent
from sekisho_site.web.clock import now, today
from sekisho_site.web.consents.asked import words_of_request
from sekisho_site.web.consents.forms import DecisionForm
from sekisho_site.web.lists.listing import Cell, Column, Filter, Listing, respond
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.VIEW_REGISTRY)
def consents(request: SignedInRequest) -> HttpResponse:
    """The requests and decisions within reach, those that wait for a decision first."""
    rows = consents_within(request.reach)
    waiting = rows.filter(decision=ConsentDecision.PENDING.value).count()
    return respond(request, _listing(request.reach, rows, today()), "consents/list.html", waiting=waiting)


def _listing(reach: Reach, rows: QuerySet[Any], day: date) -> Listing:
    return Listing(
        name="consents",
        title="再委託の承諾",
        rows=rows,
        order=("turn", "-decided_on", "key"),
        columns=(
            Column("key", "申請・承諾", lambda row: Cell(row.sub_entrustee, reverse("consent", args=[row.key]), row.key)),
            Column("decision", "判断", lambda row: Cell(ConsentDecision(row.decision).label, kind="tag"), order=("decision",)),
            Column("upper", "上位の委託", _upper, order=("upper",)),
            Column("decided_on", "判断日", lambda row: _day(row.decided_on), order=("decided_on",)),
            Column("expires_on", "期限", lambda row: _end(row, day), order=("expires_on",)),
            Column("written", "書面", lambda row: Cell(Ternary(row.written).label)),
            Column("next", "次の一手", _next),
        ),
        filters=(
            Filter(
                "decision",
                "判断",
                lambda rows, value: rows.filter(decision=value),
                [(each.value, each.label) for each in ConsentDecision],
            ),
            Filter("upper", "上位の委託番号", lambda rows, value: rows.filter(upper=value)),
        ),
        search=lambda rows, called: rows.filter(sub_entrustee__icontains=called) | rows.filter(key=called),
        search_hint="再委託先の名前、番号",
        prepare=lambda page: _prepare(page, reach),
        empty="条件に合う申請や承諾はありません。",
    )


def _prepare(rows: Sequence[Any], reach: Reach) -> None:
    uppers = {edge.key_id: edge for edge in entrustments_within(reach).filter(key__in={row.upper_id for row in rows})}
    names = registry.names_of_parties(reach, {edge.entrustee_id for edge in uppers.values()})
    for row in rows:
        edge = uppers.get(row.upper_id)
        row.upper_name = names.get(edge.entrustee_id, "") if edge else ""


def _upper(row: Any) -> Cell:
    return Cell(row.upper_name or row.upper_id, reverse("entrustment", args=[row.upper_id]), row.upper_id)


def _day(day: date | None) -> Cell:
    return Cell(f"{day.year}年{day.month}月{day.day}日" if day else "—", value=day)


def _end(row: Any, day: date) -> Cell:
    ends = row.expires_on
    over = bool(ends) and ends < day and row.decision == ConsentDecision.GRANTED.value
    return Cell(_day(ends).text, note="期限が過ぎています" if over else "", value=ends)


def _next(row: Any) -> Cell:
    if row.decision == ConsentDecision.PENDING.value:
        return Cell("判断する", reverse("consent", args=[row.key]))
    return Cell("—")


@permitted(Permission.VIEW_REGISTRY)
def consent(request: SignedInRequest, key: str) -> HttpResponse:
    """One request as it was sent, with the check of its terms, and the form of the decision."""
    page = _found(request, key)
    form = DecisionForm(initial={"decided_on": today(), "seen": page.seen, "written": True})
    return _shown(request, page, form)


def _found(request: SignedInRequest, key: str) -> ConsentPage:
    # no key holds a NUL; PostgreSQL refuses even to look for one
    page = consent_page(request.reach, key) if "\x00" not in key else None
    if page is None:
        raise Http404
    return page


def _shown(request: SignedInRequest, page: ConsentPage, form: DecisionForm, status: int = 200) -> HttpResponse:
    terms = same_terms(page.consent, page.upper, page.above, page.below, answered=page.answered) if page.upper else ()
    day = today()
    pending = page.consent.decision is ConsentDecision.PENDING
    context = {
        "page": page,
        "consent": page.consent,
        "form": form,
        "terms": terms,
        "facts": words_of_request(page),
        "pending": pending,
        "late": pending and page.starts_on is not None and page.starts_on < day,
        "decided_late": _decided_late(page),
        "may_decide": pending and request.user.may(Permission.DECIDE_CONSENT),
    }
    return render(request, "consents/consent.html", context, status=status)


def _decided_late(page: ConsentPage) -> bool:
    granted = page.consent.decision is ConsentDecision.GRANTED
    decided, starts = page.consent.decided_on, page.starts_on
    return granted and decided is not None and starts is not None and decided > starts


@permitted(Permission.DECIDE_CONSENT)
def decide(request: SignedInRequest, key: str) -> HttpResponse:
    """The decision on a request; whatever cannot be decided so is told, and nothing that was typed is lost."""
    page = _found(request, key)
    if request.method != "POST":
        return redirect("consent", key)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _shown(request, page, form, status=422)
    try:
        decide_consent(
            consent=key,
            decision=form.decided(),
            seen=form.cleaned_data["seen"],
            within=request.reach,
            by=request.user.number,
            at=now(),
        )
    except StaleChangeError:
        again = DecisionForm({**request.POST.dict(), "seen": page.seen})
        again.add_error(None, "申請が更新されました。新しい内容を確かめてください。")
        return _shown(request, page, again, status=409)
    except RefusedError as refusal:
        form.add_error(None, str(refusal))
        return _shown(request, page, form, status=422)
    messages.success(request, f"{page.consent.sub_entrustee}への再委託の判断を記録しました。")
    return redirect("consent", key)
