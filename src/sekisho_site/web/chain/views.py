"""The chain of entrustments."""

from django.http import HttpResponse
from django.shortcuts import render

from sekisho.roles import Permission
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.VIEW_REGISTRY)
def chain(request: SignedInRequest) -> HttpResponse:
    """The chain around a company or an entrustment at a day."""
    return render(request, "chain/chain.html")
