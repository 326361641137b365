"""The calendar of duties."""

from django.http import HttpResponse
from django.shortcuts import render

from sekisho.roles import Permission
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.VIEW_FINDINGS)
def calendar(request: SignedInRequest) -> HttpResponse:
    """What is due in a month."""
    return render(request, "calendar/calendar.html")
