"""Pages for what went wrong: each says what happened and what to do, and nothing about what is inside."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403."""
    return render(request, "frame/refused.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: it is not there, or not within reach; the two look the same."""
    return render(request, "frame/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500. Made without the context of other pages: what broke may be what they need."""
    return HttpResponse(render_to_string("frame/broken.html"), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form that did not come from our own page, or came too late."""
    return render(request, "frame/stale_form.html", status=403)
