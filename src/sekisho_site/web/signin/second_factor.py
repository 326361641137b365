"""Holding people to a second factor where the settings ask for one (``SEKISHO_MFA_REQUIRED``)."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from sekisho.roles import Role
from sekisho_site.web.permissions import declared

_FACTORS = ["totp", "webauthn"]
#: What somebody without a second factor can open: setting one up, confirming who they are for that, and leaving.
_ON_THE_WAY = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_reauthenticate",
        "account_change_password",
    }
)


def is_required(role: str) -> bool:
    """Whether people of a role must have a second factor."""
    asked = settings.SEKISHO_MFA_REQUIRED
    return asked == "all" or (asked == "office" and not Role(role).is_entrusted_party)


class SecondFactorMiddleware:
    """Leads people who must have a second factor and have none to where they set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the decision falls when the view is known."""
        return self._get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ARG002
        """None when the view may run, else the way to the page that sets a second factor up."""
        if not request.user.is_authenticated or not is_required(request.user.role):
            return None
        match = request.resolver_match
        if declared(match) is None or match.view_name in _ON_THE_WAY or is_mfa_enabled(request.user, _FACTORS):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": reverse("mfa_index")})
        return redirect("mfa_index")
