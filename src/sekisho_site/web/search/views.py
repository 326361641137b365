"""The search over everything within reach."""

from django.http import HttpResponse
from django.shortcuts import render

from sekisho.roles import Permission
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.VIEW_REGISTRY)
def search(request: SignedInRequest) -> HttpResponse:
    """What was found."""
    return render(request, "search/search.html")
