"""The list of entrustments, and the page of one entrustment."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from sekisho.roles import Permission
from sekisho_site.records.queries import entrustments_within
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.VIEW_REGISTRY)
def entrustments(request: SignedInRequest) -> HttpResponse:
    """The entrustments within reach."""
    return render(request, "entrustments/list.html")


@permitted(Permission.VIEW_REGISTRY)
def entrustment(request: SignedInRequest, key: str) -> HttpResponse:
    """One entrustment."""
    found = entrustments_within(request.reach).filter(key=key).first()
    if found is None:
        raise Http404
    return render(request, "entrustments/entrustment.html", {"entrustment": found})
