"""Pages of tokens."""

from django.http import HttpResponse
from django.shortcuts import render

from sekisho.roles import Permission
from sekisho_site.web.permissions import SignedInRequest, permitted


@permitted(Permission.USE_API)
def tokens(request: SignedInRequest) -> HttpResponse:
    """The list."""
    return render(request, "tokens/tokens.html")
