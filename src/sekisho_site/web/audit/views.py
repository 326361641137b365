"""Pages of audit."""

from django.http import HttpResponse
from django.shortcuts import render

from sekisho.roles import Permission
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.VIEW_AUDIT)
def audit(request: SignedInRequest) -> HttpResponse:
    """The list."""
    return render(request, "audit/audit.html")


@permitted(Permission.VIEW_AUDIT)
def audit_verify(request: SignedInRequest) -> HttpResponse:
    """Whether the log is whole."""
    return render(request, "audit/audit.html")
