"""What allauth has no page for: asking for a new password where no mail is sent."""

from typing import Any

from allauth.account.views import password_reset as mailed_reset
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sekisho_site.web.permissions import open_to_all


@open_to_all("somebody who forgot the password cannot sign in; the answer is the same for every address")
def password_reset(request: HttpRequest, *args: Any, **told: Any) -> HttpResponse:
    """Ask for a link by mail; where no mail is sent, whom to ask instead."""
    if not settings.SEKISHO_SENDS_MAIL:
        return render(request, "signin/ask_for_link.html")
    answer: HttpResponse = mailed_reset(request, *args, **told)
    return answer
