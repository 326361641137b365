"""Pages of webhooks."""

from django.http import HttpResponse
from django.shortcuts import render

from sekisho.roles import Permission
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.MANAGE_SETTINGS)
def webhooks(request: SignedInRequest) -> HttpResponse:
    """The list."""
    return render(request, "webhooks/webhooks.html")
