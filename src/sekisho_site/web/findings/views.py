"""The list of findings, one finding, the steps that people take with it, and the files it cites."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from sekisho.roles import Permission
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.VIEW_FINDINGS)
def findings(request: SignedInRequest) -> HttpResponse:
    """The findings within reach."""
    return render(request, "findings/list.html")


@permitted(Permission.VIEW_FINDINGS)
def finding(request: SignedInRequest, number: str) -> HttpResponse:
    """One finding."""
    return render(request, "findings/finding.html", {"number": number})


@require_POST
@permitted(Permission.VIEW_FINDINGS)
def take_step(request: SignedInRequest, number: str, step: str) -> HttpResponse:
    """One step in the life of a finding."""
    return redirect("finding", number)


@permitted(Permission.VIEW_FINDINGS, Permission.VIEW_REGISTRY)
def evidence_file(request: SignedInRequest, sha256: str) -> HttpResponse:
    """A received file, as it came."""
    raise Http404
