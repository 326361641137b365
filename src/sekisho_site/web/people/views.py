"""People: the list, one person, and the page behind an invitation."""

from django.http import HttpResponse
from django.shortcuts import render

from sekisho.roles import Permission
from sekisho_site.web.permissions import SignedInRequest, open_to_all, permitted, signed_in


@permitted(Permission.MANAGE_PEOPLE)
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody, and the invitations that are open."""
    return render(request, "people/people.html")


@permitted(Permission.MANAGE_PEOPLE)
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person."""
    return render(request, "people/people.html")


@permitted(Permission.MANAGE_OWN_PEOPLE)
def portal_people(request: SignedInRequest) -> HttpResponse:
    """The people of one's own company."""
    return render(request, "people/people.html")


@open_to_all("the token in the link is the key; who holds it was invited")
def invitation(request: SignedInRequest, token: str) -> HttpResponse:
    """Becoming a user by an invitation."""
    return render(request, "people/people.html")


@signed_in
def account(request: SignedInRequest) -> HttpResponse:
    """Oneself."""
    return render(request, "people/people.html")
