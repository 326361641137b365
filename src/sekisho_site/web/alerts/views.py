"""The queue of alerts, one alert, the steps that people take with it, and the timeline of a person or a device."""

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sekisho.detection.told import AlertLevel
from sekisho.response.triage import TriageStep, triage_transition
from sekisho.roles import Permission
from sekisho_site.records.queries import alerts_within
from sekisho_site.records.queries.alerting import (
    GATHERED_BY,
    alert_steps,
    alert_version,
    gathered,
    signs_for,
    timeline,
)
from sekisho_site.records.queries.figures import log_head, party_names
from sekisho_site.usecases import RefusedTriageError, StaleAlertError, triage_alert
from sekisho_site.web.alerts.events import day_asked, events_of_day
from sekisho_site.web.alerts.forms import TriageForm
from sekisho_site.web.alerts.lines import LINES_AT_ONCE, stored_lines
from sekisho_site.web.alerts.listing import listing_of
from sekisho_site.web.alerts.page import alert_page, triage_form
from sekisho_site.web.clock import now, today
from sekisho_site.web.findings.page import actor_of
from sekisho_site.web.lists.listing import respond
from sekisho_site.web.permissions import SignedInRequest, permitted

_REFUSED, _CONFLICT, _FORBIDDEN = 422, 409, 403
_BY = {"person": "人ごと", "device": "端末ごと", "party": "会社ごと"}
_LONGEST = 200
_NUMBER, _PAGE = re.compile(r"[0-9]{1,18}", re.ASCII), re.compile(r"[0-9]{1,7}", re.ASCII)


@require_GET
@permitted(Permission.VIEW_ALERTS)
def alerts(request: SignedInRequest) -> HttpResponse:
    """The alerts within reach, the heaviest and newest in front; or the open ones by person, device or company."""
    by = request.GET.get("by", "")
    tabs = [{"href": reverse("alerts"), "label": "一件ずつ", "here": by not in GATHERED_BY}]
    tabs += [{"href": f"{reverse('alerts')}?by={name}", "label": label, "here": by == name} for name, label in _BY.items()]
    context = {"tabs": tabs, "may_detect": request.user.may(Permission.RUN_DETECTION)}
    if by not in GATHERED_BY:
        return respond(request, listing_of(request), "alerts/list.html", **context)
    groups = gathered(request.reach, today(), by, log_head())
    names = party_names([group.value for group in groups]) if by == "party" else {}
    levels = list(AlertLevel)
    rows = [
        {
            "group": group,
            "name": names.get(group.value, group.value),
            "level": levels[group.weight],
            "list": f"{reverse('alerts')}?{urlencode({by: group.value})}",
            "timeline": f"{reverse('timeline')}?{urlencode({by: group.value})}",
        }
        for group in groups
    ]
    return render(
        request, "alerts/gathered.html", {**context, "rows": rows, "by": by, "by_label": _BY[by].removesuffix("ごと")}
    )


@require_GET
@permitted(Permission.VIEW_ALERTS)
def alert(request: SignedInRequest, number: int) -> HttpResponse:
    """One alert: why it was told, what is usual, where it stands in the logs, and what may be done now."""
    return _shown(request, _found(request, number))


@require_GET
@permitted(Permission.VIEW_ALERTS)
def lines(request: SignedInRequest, number: int) -> HttpResponse:
    """The lines of an alert with all that the log says in them, as far as the store has them."""
    row = _found(request, number)
    told = {"alert": row, "lines": stored_lines(row), "most": LINES_AT_ONCE}
    return render(request, "alerts/lines.html", told)


@require_http_methods(["GET", "POST"])
@permitted(Permission.TRIAGE_ALERT, Permission.APPROVE_EXCLUSION)
def take_step(request: SignedInRequest, number: int, step: str) -> HttpResponse:
    """One step with an alert; what is refused is told on the page, with everything that was written."""
    row = _found(request, number)
    if request.method == "GET":  # somebody signed in again, or called the address of a refused step anew
        return redirect("alert", number)
    if step not in {each.value for each in TriageStep}:
        raise Http404
    taken = triage_transition(TriageStep(step))
    form = triage_form(row, taken, alert_version(row, alert_steps(row)), list(signs_for(row).items()), request.POST)
    actor = actor_of(request.user)
    lacks = not actor.permissions.intersection(taken.permissions)
    if not form.is_valid() and not lacks:
        return _shown(request, row, form, _REFUSED)
    try:
        triage_alert(
            alert=row.pk, step=taken.step, by=actor.by, at=now(), permissions=actor.permissions, within=request.reach,
            **form.given(),
        )  # fmt: skip
    except StaleAlertError as error:
        row = _found(request, number)
        form.add_error(None, str(error))
        form.renew(alert_version(row, alert_steps(row)))
        return _shown(request, row, form, _CONFLICT)
    except RefusedTriageError as error:
        form.tell(error.faults)
        about_step = any(fault.need is None for fault in error.faults)
        return _shown(request, row, form, _FORBIDDEN if lacks else _CONFLICT if about_step else _REFUSED)
    messages.success(request, f"「{taken.step.label}」を記録しました。段階は「{taken.target.label}」です。")
    return redirect("alert", number)


@require_GET
@permitted(Permission.VIEW_ALERTS)
def timeline_page(request: SignedInRequest) -> HttpResponse:
    """What is known of a person, a device or a company, newest first, and the events of one day around an alert of theirs."""
    asked = {name: request.GET.get(name, "").replace("\x00", "").strip()[:_LONGEST] for name in GATHERED_BY}
    found = timeline(request.reach, **asked)
    names = party_names([each.row.party for each in found if each.kind == "alert" and each.row.party])
    number = request.GET.get("alert", "")
    row = alerts_within(request.reach).filter(pk=int(number)).first() if _NUMBER.fullmatch(number) else None
    day = day_asked(request.GET.get("day", "")[:_LONGEST], row, found) if any(asked.values()) else None
    told: dict[str, Any] = {"asked": asked, "moments": found, "names": names, "alert": row, "events": None}
    if day is not None:
        wanted = request.GET.get("page", "")
        page = max(1, int(wanted)) if _PAGE.fullmatch(wanted) else None
        alerts = [each.row for each in found if each.kind == "alert"]
        told["events"] = events_of_day(request.reach, asked, day, number=page, alert=row, alerts=alerts)
        told["same"] = urlencode({name: value for name, value in {**asked, "alert": row.pk if row else ""}.items() if value})
    return render(request, "alerts/timeline.html", told)


def _found(request: SignedInRequest, number: int) -> Any:
    """The alert of this number within reach."""
    row = alerts_within(request.reach).select_related("exclusion").filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def _shown(request: SignedInRequest, row: Any, refused: TriageForm | None = None, status: int = 200) -> HttpResponse:
    page = alert_page(row, request.user, request.reach, refused)
    told = {"page": page, "alert": row, "may_reconcile": request.user.may(Permission.RUN_RECONCILE)}
    return render(request, "alerts/alert.html", told, status=status)
