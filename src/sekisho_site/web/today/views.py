"""Today's work."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from sekisho.roles import Permission
from sekisho_site.web.clock import now
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.ENTER_OFFICE, Permission.ENTER_PORTAL)
def today(request: SignedInRequest) -> HttpResponse:
    """What to do first; an entrusted party's people are led to their own desk."""
    if not request.user.may(Permission.ENTER_OFFICE):
        return redirect("/portal/")
    return render(request, "today/today.html", {"now": now()})
