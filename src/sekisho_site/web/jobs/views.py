"""Work in the background."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from sekisho.roles import Permission
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.ENTER_OFFICE)
def jobs(request: SignedInRequest) -> HttpResponse:
    """What somebody asked for."""
    return render(request, "jobs/jobs.html")


@permitted(Permission.ENTER_OFFICE)
def job(request: SignedInRequest, number: UUID) -> HttpResponse:  # noqa: ARG001  (the page follows)
    """One piece of work."""
    return render(request, "jobs/jobs.html")


@permitted(Permission.RUN_RECONCILE)
@require_POST
def reconcile(request: SignedInRequest) -> HttpResponse:  # noqa: ARG001  (the page follows)
    """Ask for a reconciliation."""
    return redirect("jobs")
