"""The pages of the entrusted party's desk: what is asked of it, and its own part of the chain."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from sekisho.roles import Permission
from sekisho_site.web.permissions import SignedInRequest, open_to_all, permitted


def _coming(request: SignedInRequest) -> HttpResponse:
    return render(request, "portal/desk.html")


@permitted(Permission.ENTER_PORTAL)
def portal(request: SignedInRequest) -> HttpResponse:
    """What to do first."""
    return _coming(request)


@permitted(Permission.ENTER_PORTAL)
def portal_findings(request: SignedInRequest) -> HttpResponse:
    """Everything that was addressed to the party."""
    return _coming(request)


@permitted(Permission.ENTER_PORTAL)
def portal_finding(request: SignedInRequest, number: str) -> HttpResponse:
    """One finding that was addressed to the party."""
    raise Http404(number)


@permitted(Permission.ANSWER_INSTRUCTION)
def portal_answer(request: SignedInRequest, number: str) -> HttpResponse:
    """Answering an instruction."""
    raise Http404(number)


@permitted(Permission.ENTER_PORTAL)
def portal_chain(request: SignedInRequest) -> HttpResponse:
    """The party's own entrustments and everything below them."""
    return _coming(request)


@permitted(Permission.ENTER_PORTAL)
def portal_entrustment(request: SignedInRequest, key: str) -> HttpResponse:
    """One entrustment of the party's own chain."""
    raise Http404(key)


@permitted(Permission.REGISTER_SUB_ENTRUSTEE)
def portal_sub_entrustee(request: SignedInRequest) -> HttpResponse:
    """Declaring a sub-entrustee."""
    return _coming(request)


@open_to_all("a token of 256 bits opens one instruction only, until it expires, is used or is revoked")
def answer_link(request: SignedInRequest, token: str) -> HttpResponse:
    """Answering one instruction without an account."""
    raise Http404


@permitted(Permission.INSTRUCT)
def answer_link_new(request: SignedInRequest, number: str) -> HttpResponse:
    """Making an answer link for an instructed finding."""
    raise Http404(number)
