"""Guessing is stopped: five wrong passwords or codes for an address from one place, and it rests for fifteen minutes.

Knows how failures are counted (by axes, in the database, so that every process sees them). Whether an address belongs to
anybody makes no difference here.
"""

from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def address_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The address that somebody tries to sign in as, as failures are counted."""
    told = credentials or {}
    named = told.get("email") or told.get("login") or told.get("username")
    if not named and not credentials:
        named = request.POST.get("login")
    return str(named or "").strip().lower()[:254]


def place_of(request: HttpRequest) -> str | None:
    """The network address that a request came from, behind as many proxies as the settings say."""
    place: str | None = get_client_ip(request)
    return place


def is_locked(request: HttpRequest, email: str) -> bool:
    """Whether the address rests for this place; the answer to the request is then the page that says so."""
    if AxesProxyHandler.is_allowed(request, {"email": email}):
        return False
    setattr(request, "axes_locked_out", True)  # noqa: B010  (a mark that axes reads when the answer leaves)
    return True


def count_failure(request: HttpRequest, email: str) -> None:
    """One more wrong try."""
    user_login_failed.send(sender=__name__, credentials={"email": email}, request=request)


def locked_page(request: HttpRequest, original: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """The page of an address that rests; it says nothing about the address."""
    return render(request, "frame/locked.html", status=429)
