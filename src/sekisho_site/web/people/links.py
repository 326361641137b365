"""Handing a link to whom it is for: shown once on the page that follows, and mailed where mail is sent.

The token never stands in a session or a log: the page that made it shows it in the same answer, and then it is gone.
"""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse


def handed_over(request: HttpRequest, handed: Any, email: str) -> dict[str, Any]:
    """What the page shows of a link that was made for the holder of an address; the mail is sent on the way."""
    link = request.build_absolute_uri(reverse("invitation", args=[handed.token]))
    told = {"link": link, "expires_at": handed.expires_at, "email": email, "mailed": False}
    if settings.SEKISHO_SENDS_MAIL:
        subject = render_to_string("signin/invitation_subject.txt").strip()
        told["mailed"] = _sent(subject, render_to_string("signin/invitation_message.txt", told), email)
    return told


def _sent(subject: str, body: str, email: str) -> bool:
    try:
        return bool(send_mail(subject, body, None, [email]))
    except OSError:  # the mail server does not answer: the link stands on the page
        return False


def kept_secret(response: HttpResponse) -> HttpResponse:
    """The address or the page holds a secret: told to no other page, kept by no cache, found by no search.

    A form on it is sent with the origin alone, never the address: without the origin, browsers send ``Origin: null``, and
    the form would be refused as forged.
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
