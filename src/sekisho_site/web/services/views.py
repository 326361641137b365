"""The list of external services with their decisions, and the guided decision about one of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sekisho.declared import ServiceAssessment
from sekisho.declared.entrustment_test import classify_assessment
from sekisho.formats.entry import read_entry
from sekisho.roles import Permission
from sekisho.terms import AssessmentState, EntrustmentForm, EntrustmentResult, Ternary
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries import names_of
from sekisho_site.records.queries.services import (
    Service,
    assessments_of,
    grounds_of,
    published_terms,
    service_of,
    services_of,
    services_within,
)
from sekisho_site.usecases import assess_service
from sekisho_site.web.clock import now, today
from sekisho_site.web.lists.listing import Cell, Column, Filter, Listing, respond
from sekisho_site.web.permissions import SignedInRequest, permitted
from sekisho_site.web.services.wizard import ASKED, Wizard, duties_of

_STANDINGS = (("undecided", "判定前"), ("reopened", "判定し直し"), ("in_force", "有効"))


@permitted(Permission.VIEW_REGISTRY)
def services(request: SignedInRequest) -> HttpResponse:
    """The external services within reach; what must be decided first stands first."""
    day = today()
    rows = services_within(request.reach, day)
    may_assess = bool(request.user.may(Permission.CLASSIFY_SERVICE))
    return respond(request, _listing(rows, day, may_assess), "services/services.html", may_assess=may_assess)


def _listing(rows: Any, day: date, may_assess: bool) -> Listing:
    known: dict[int, Service] = {}
    grounds: dict[tuple[str, str], str] = {}

    def prepare(page: Sequence[Any]) -> None:
        known.clear()
        known.update(services_of(page, day))
        grounds.clear()
        grounds.update(grounds_of([each.assessment.key for each in known.values() if each.assessment]))

    def about(row: Any) -> Service:
        return known[row.pk]

    return Listing(
        name="services",
        title="外部サービス",
        columns=(
            Column("service", "サービスの委託", lambda row: _edge(about(row)), ("key_id",)),
            Column("form", "形態", lambda row: Cell(about(row).edge.form.label), ("form",), shown=False),
            Column("standing", "判定の状態", lambda row: _state(about(row)), ("urgency", "decided")),
            Column("result", "判定の結果", lambda row: _result(about(row)), ("result",)),
            Column("grounds", "根拠", lambda row: _grounds(about(row), grounds)),
            Column("terms", "読んだ規約", lambda row: _terms(about(row))),
            Column(
                "review",
                "見直し日",
                lambda row: Cell(kind="due", code=about(row).review_on, value=about(row).review_on),
                ("review",),
            ),
            Column("next", "次の一手", lambda row: _next(about(row), may_assess)),
        ),
        rows=rows,
        order=("urgency", "key_id"),
        filters=(
            Filter("standing", "判定の状態", lambda rows, value: rows.filter(standing=value), _STANDINGS),
            Filter(
                "result",
                "判定の結果",
                lambda rows, value: rows.filter(result=value),
                [(r.value, r.label) for r in EntrustmentResult],
            ),
            Filter(
                "form",
                "形態",
                lambda rows, value: rows.filter(form=value),
                [(form.value, form.label) for form in EntrustmentForm if form.is_service],
            ),
        ),
        search=lambda rows, words: rows.filter(key__in=[words]),
        search_hint="委託番号",
        prepare=prepare,
        empty="条件に合う外部サービスはありません。",
        caption="外部サービスと、委託に当たるかの判定",
        keys_first=True,
    )


def _edge(service: Service) -> Cell:
    return Cell(text=service.provider, href=reverse("entrustment", args=[service.edge.key]), note=service.edge.key)


def _state(service: Service) -> Cell:
    note = ""
    if service.state is AssessmentState.TERMS_CHANGED and service.newest_terms:
        note = f"{service.newest_terms.version}版になりました"
    return Cell(text=service.state.label, kind="tag", note=note)


def _result(service: Service) -> Cell:
    if service.said is None or service.counts is None:
        return Cell(text="委託として扱う", note="判定がないため")
    if service.state is AssessmentState.IN_FORCE:
        return Cell(text=service.said.result.label)
    return Cell(
        text=service.counts.result.label, note=f"前の判定は{service.said.result.label}。判定し直すまで委託として扱います"
    )


def _grounds(service: Service, grounds: Mapping[tuple[str, str], str]) -> Cell:
    if service.assessment is None or service.said is None:
        return Cell()
    told = [grounds.get((service.assessment.key, each.question.id), "") for each in ASKED]
    told = [text for text in told if text]
    first = f"{service.said.reason_ja.partition('。')[0]}。"  # the rest is on the page of the decision
    return Cell(text=told[-1] if told else first, note="、".join(service.said.rules))


def _terms(service: Service) -> Cell:
    if service.assessment is None:
        return Cell()
    return Cell(text=service.assessment.terms_name, note=f"{service.assessment.terms_version}版")


def _next(service: Service, may_assess: bool) -> Cell:
    if not may_assess:
        return Cell()
    word = "判定する" if service.assessment is None else "判定し直す"
    return Cell(text=word, href=reverse("service-assess", args=[service.edge.key]))


@permitted(Permission.CLASSIFY_SERVICE)
def assess(request: SignedInRequest, key: str) -> HttpResponse:
    """The five questions about one service: answered, grounded, and recorded with who, when and which terms."""
    service = service_of(request.reach, key, today())
    if service is None:
        raise Http404
    wizard = Wizard(request.POST if request.method == "POST" else request.GET, service)
    context: dict[str, Any] = {"service": service, "wizard": wizard, "key": key}
    if request.method == "POST":
        try:
            return _decided(request, wizard, key)
        except RefusedError as refused:
            faults = getattr(refused, "faults", ())
            context["refused"] = [fault.reason for fault in faults] or [str(refused)]
    decided = assessments_of(request.reach, key)
    context |= {
        "history": _history(decided),
        "answers": [(word.value, word.label) for word in Ternary],
        "terms": published_terms(request.reach, service.edge.entrustee),
        "duties": duties_of(wizard.outcome.result),
    }
    part = request.htmx and request.htmx.target == "outcome"
    template = "services/outcome.html" if part else "services/assess.html"
    return render(request, template, context, status=422 if "refused" in context else 200)


def _decided(request: SignedInRequest, wizard: Wizard, key: str) -> HttpResponse:
    said = {**wizard.said, "entrustment": key, "key": "-", "decided_on": today().isoformat(), "decided_by": request.user.number}
    wizard.refuse_open()
    assess_service(
        entry=read_entry(ServiceAssessment, said),
        grounds=wizard.grounds,
        today=today(),
        within=request.reach,
        by=request.user.number,
        at=now(),
    )
    return redirect(f"{reverse('service-assess', args=[key])}?decided=1")


def _history(decided: Sequence[ServiceAssessment]) -> list[dict[str, Any]]:
    grounds = grounds_of([each.key for each in decided])
    people = names_of({each.decided_by for each in decided})
    return [
        {
            "assessment": each,
            "said": classify_assessment(each),
            "by": people.get(each.decided_by, each.decided_by),
            "answers": [
                (asked.question, getattr(each, asked.column), grounds.get((each.key, asked.question.id), "")) for asked in ASKED
            ],
        }
        for each in decided
    ]
