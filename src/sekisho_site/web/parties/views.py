"""The list of companies, and the page of one company."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from sekisho.roles import Permission
from sekisho_site.records.queries import parties_within
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.VIEW_REGISTRY)
def parties(request: SignedInRequest) -> HttpResponse:
    """The companies within reach."""
    return render(request, "parties/list.html")


@permitted(Permission.VIEW_REGISTRY)
def party(request: SignedInRequest, key: str) -> HttpResponse:
    """One company."""
    found = parties_within(request.reach).filter(key=key).first()
    if found is None:
        raise Http404
    return render(request, "parties/party.html", {"party": found})
