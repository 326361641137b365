"""Today's work: what is late, what is new, what comes first, and where it gathers."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from sekisho.response.life import Stage
from sekisho.response.next_steps import asked_for, next_step
from sekisho.roles import ROLES, Permission, Role
from sekisho.terms import Outcome
from sekisho_site.records.queries.duties import next_duties
from sekisho_site.records.queries.figures import (
    first_tasks,
    heat,
    last_run,
    log_figures,
    open_by_check,
    party_names,
    today_figures,
)
from sekisho_site.records.queries.trend import trend
from sekisho_site.web.clock import now
from sekisho_site.web.permissions import SignedInRequest, permitted
from sekisho_site.web.today.figures import heat_table, pairs_of_findings, pairs_of_run, task_rows, trend_chart

_TASKS = 8
_DUTIES = 4
_AHEAD = timedelta(days=60)


@permitted(Permission.ENTER_OFFICE, Permission.ENTER_PORTAL)
def today(request: SignedInRequest) -> HttpResponse:
    """What to do first; an entrusted party's people are led to their own desk."""
    if not request.user.may(Permission.ENTER_OFFICE):
        return redirect("/portal/")
    moment = now()
    day = moment.date()
    run = last_run()
    mine = request.GET.get("owner") == "me"
    return render(
        request,
        "today/today.html",
        {
            "now": moment,
            "run": run,
            "mine": mine,
            "figures": today_figures(request.reach, day),
            "logs": log_figures(request.reach, day) if request.user.may(Permission.VIEW_ALERTS) else None,
            "tasks": _tasks(request, day, mine=mine),
            "duties": next_duties(request.reach, day, day + _AHEAD, _DUTIES),
            "may_reconcile": request.user.may(Permission.RUN_RECONCILE),
            "may_import": request.user.may(Permission.IMPORT_FILES),
            **_overview(request, day, run),
        },
    )


def _tasks(request: SignedInRequest, day: date, *, mine: bool) -> Any:
    rows = first_tasks(request.reach, day, _TASKS, owner=request.user.pk if mine else None)
    permissions = ROLES[Role(request.user.role)].permissions
    steps = [next_step(Stage(row.stage), Outcome(row.outcome), permissions, row.due_date, day) for row in rows]
    asked = [asked_for(Stage(row.stage), Outcome(row.outcome), row.explanation, row.remedy) for row in rows]
    return task_rows(rows, party_names([row.party for row in rows]), steps, asked)


def _overview(request: SignedInRequest, day: date, run: Any) -> dict[str, Any]:
    """The pairs of records, the heat, and the weeks; empty before the first run."""
    if run is None:
        return {"pairs": (), "heat": None, "weeks": (), "trend": None}
    whole = request.reach.whole
    weeks = trend(request.reach, day)
    return {
        "pairs": pairs_of_run(run.per_check) if whole else pairs_of_findings(open_by_check(request.reach, day)),
        "whole": whole,
        "heat": heat_table(heat(request.reach, day)),
        "weeks": weeks,
        "trend": trend_chart(weeks) if len(weeks) > 1 else None,
    }
