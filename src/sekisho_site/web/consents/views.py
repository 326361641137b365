"""The queue of requests for consent, and one of them."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from sekisho import declared
from sekisho.roles import Permission
from sekisho_site.records.queries import records_within
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.VIEW_REGISTRY)
def consents(request: SignedInRequest) -> HttpResponse:
    """The consents within reach, those that wait for a decision first."""
    return render(request, "consents/list.html")


@permitted(Permission.VIEW_REGISTRY)
def consent(request: SignedInRequest, key: str) -> HttpResponse:
    """One request as it was sent, and its decision."""
    found = records_within(request.reach, declared.Consent).filter(key=key, known_until=None).first()
    if found is None:
        raise Http404
    return render(request, "consents/consent.html", {"consent": found})
