"""Pages of external services."""

from django.http import HttpResponse
from django.shortcuts import render

from sekisho.roles import Permission
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.VIEW_REGISTRY)
def services(request: SignedInRequest) -> HttpResponse:
    """The external services within reach."""
    return render(request, "services/services.html")


@permitted(Permission.CLASSIFY_SERVICE)
def assess(request: SignedInRequest, key: str) -> HttpResponse:
    """The decision about one service."""
    return render(request, "services/services.html")
