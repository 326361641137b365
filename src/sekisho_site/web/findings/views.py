"""The list of findings, one finding, the steps that people take with it, and the files it cites."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sekisho.response.life import Step, transition
from sekisho.roles import Permission
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.queries import findings_within, numbered, possible_owners
from sekisho_site.records.queries.citations import served_file
from sekisho_site.records.queries.figures import party_names
from sekisho_site.records.queries.handling import any_numbered, steps_of
from sekisho_site.usecases import RefusedStepError, StaleFindingError, assign_findings, step_finding
from sekisho_site.web.clock import now
from sekisho_site.web.findings.forms import OwnerForm, StepForm
from sekisho_site.web.findings.listing import listing_of
from sekisho_site.web.findings.page import actor_of, finding_page
from sekisho_site.web.lists.listing import respond
from sekisho_site.web.permissions import SignedInRequest, permitted

_REFUSED, _CONFLICT, _FORBIDDEN = 422, 409, 403
_AT_ONCE = 1_000


@require_GET
@permitted(Permission.VIEW_FINDINGS)
def findings(request: SignedInRequest) -> HttpResponse:
    """The findings within reach, what is due first in front."""
    form = OwnerForm(_owners()) if request.user.may(Permission.INSTRUCT) else None
    return respond(request, listing_of(request), "findings/list.html", owner_form=form)


@require_GET
@permitted(Permission.VIEW_FINDINGS)
def finding(request: SignedInRequest, number: str) -> HttpResponse:
    """One finding: the records that disagree, why it matters, what was done, and what may be done now."""
    return _shown(request, _found(request, number))


@require_http_methods(["GET", "POST"])
@permitted(Permission.INSTRUCT, Permission.VERIFY_CORRECTION, Permission.ACCEPT_RISK)
def take_step(request: SignedInRequest, number: str, step: str) -> HttpResponse:
    """One step in the life of a finding; what is refused is told on the page, with everything that was written."""
    row = _found(request, number)
    if request.method == "GET":  # somebody signed in again, or called the address of a refused step anew
        return redirect("finding", number)
    if step not in {each.value for each in Step}:
        raise Http404
    taken = transition(Step(step))
    names = party_names(row.chain)
    addressees = [(key, names.get(key, key)) for key in dict.fromkeys((row.party, *row.chain))]
    form = StepForm(taken, addressees, len(steps_of(row)), request.POST, request.FILES)
    actor = actor_of(request.user)
    lacks = not actor.permissions.intersection(taken.permissions)
    if not form.is_valid() and not lacks:  # whoever may not take the step is told that, whatever they wrote
        return _shown(request, row, form, _REFUSED)
    try:
        step_finding(
            fingerprint=row.pk, step=taken.step, by=actor.by, at=now(), permissions=actor.permissions, party=actor.party,
            **form.given(),
        )  # fmt: skip
    except StaleFindingError as error:
        form.add_error(None, str(error))
        form.renew(len(steps_of(row)))
        return _shown(request, _found(request, number), form, _CONFLICT)
    except RefusedStepError as error:
        form.tell(error.faults)
        about_step = any(fault.need is None for fault in error.faults)
        return _shown(request, row, form, _FORBIDDEN if lacks else _CONFLICT if about_step else _REFUSED)
    messages.success(request, f"「{taken.step.label}」を記録しました。段階は「{taken.target.label}」です。")
    return redirect("finding", number)


@require_POST
@permitted(Permission.INSTRUCT)
def assign(request: SignedInRequest) -> HttpResponse:
    """Who looks after the chosen findings, one or many."""
    numbers = set(request.POST.getlist("finding")[:_AT_ONCE])
    rows = list(_reached(request).filter(any_numbered(numbers)).only("fingerprint", "year", "serial"))
    if len(rows) != len(numbers):
        raise Http404
    try:
        owner = request.POST.get("owner") or None
        count = assign_findings(fingerprints=[row.pk for row in rows], owner=owner, by=request.user.number, at=now())
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{count:,}件の担当を決めました。")
    if request.POST.get("from") == "finding" and rows:
        return redirect("finding", rows[0].number)
    back = request.POST.get("back", "")
    return redirect(f"{reverse('findings')}?{back}" if back else "findings")


@require_GET
@permitted(Permission.VIEW_FINDINGS, Permission.VIEW_REGISTRY)
def evidence_file(request: SignedInRequest, sha256: str) -> HttpResponse | FileResponse:
    """A received file as it came, to be kept and not to be opened here."""
    try:
        served = served_file(request.reach, sha256)
    except RefusedError as error:
        return render(request, "findings/file_changed.html", {"why": str(error)}, status=_CONFLICT)
    if served is None:
        raise Http404
    response = FileResponse(served.path.open("rb"), as_attachment=True, filename=served.name)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _reached(request: SignedInRequest) -> Any:
    return findings_within(request.reach)


def _found(request: SignedInRequest, number: str) -> Any:
    """The finding of this number within reach."""
    rows = _reached(request).select_related("owner", "opened_run", "last_run", "resolved_run")
    row = rows.filter(numbered(number)).first()
    if row is None:
        raise Http404
    return row


def _owners() -> list[tuple[str, str]]:
    return [(person.number, person.name) for person in possible_owners()]


def _shown(request: SignedInRequest, row: Any, refused: StepForm | None = None, status: int = 200) -> HttpResponse:
    page = finding_page(row, request.user, request.reach, refused)
    owner = OwnerForm(_owners(), initial={"owner": row.owner.number if row.owner else ""}) if page.may_assign else None
    told = {"page": page, "finding": page.row, "told": page.finding, "owner_form": owner}
    return render(request, "findings/finding.html", told, status=status)
