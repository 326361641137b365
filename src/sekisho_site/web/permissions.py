"""Every page says who may open it, or nobody may: declaring, and holding requests to what was declared.

Knows permissions of roles. Which records somebody reaches is decided by the queries (``records.queries.reach``): a page
finds its object there, so that what is out of reach is not found (404) instead of forbidden.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import ResolverMatch

from sekisho.roles import Permission
from sekisho_site.records.queries import Reach, reach_of

View = TypeVar("View", bound=Callable[..., Any])


class UndeclaredPageError(Exception):
    """A page was asked for that declares no permission; it is refused."""


class SignedInRequest(HttpRequest):
    """A request of somebody who signed in: what a view behind :func:`permitted` is given."""

    user: Any
    htmx: Any
    reach: Reach


def permitted(*permissions: Permission) -> Callable[[View], View]:
    """Declare that a page opens for people with any one of these permissions."""

    def declare(view: View) -> View:
        view.permissions = permissions  # type: ignore[attr-defined]
        return view

    return declare


def signed_in(view: View) -> View:
    """Declare that a page opens for everybody who signed in."""
    view.permissions = tuple(Permission)  # type: ignore[attr-defined]
    return view


def open_to_all(why: str) -> Callable[[View], View]:
    """Declare that a page opens without signing in, and why that is safe."""

    def declare(view: View) -> View:
        view.open_because = why  # type: ignore[attr-defined]
        return view

    return declare


#: Pages of libraries, by name: open to all (why), or to everybody who signed in (None).
OF_LIBRARIES: dict[str, str | None] = {
    "account_login": "somebody who has not signed in yet must be able to",
    "account_logout": "whoever is between password and second factor must be able to stop; it takes a POST",
    "account_inactive": "tells somebody who is not signed in that they may not enter; shows nothing else",
    "account_reauthenticate": None,
    "account_change_password": None,
    "account_reset_password_done": "says that mail was sent, whether or not there is such a person",
    "account_reset_password_from_key": "the key in the link is what opens it; it is signed, expires and works once",
    "account_reset_password_from_key_done": "says that the password was changed; shows nothing else",
    "socialaccount_login_cancelled": "tells somebody who stopped at the provider; shows nothing else",
    "mfa_authenticate": "the second step of signing in; opens only after the first",
    "mfa_login_webauthn": "signing in by a passkey instead of a password",
    "mfa_reauthenticate": None,
    "mfa_reauthenticate_webauthn": None,
    "mfa_index": None,
    "mfa_activate_totp": None,
    "mfa_deactivate_totp": None,
    "mfa_view_recovery_codes": None,
    "mfa_generate_recovery_codes": None,
    "mfa_download_recovery_codes": None,
    "mfa_list_webauthn": None,
    "mfa_add_webauthn": None,
    "mfa_remove_webauthn": None,
    "mfa_edit_webauthn": None,
}


def declared(match: ResolverMatch) -> tuple[Permission, ...] | None:
    """The permissions of which one is needed; None for a page that is open to all. Undeclared: :class:`UndeclaredPageError`."""
    view: Any = match.func
    if hasattr(view, "open_because"):
        return None
    if hasattr(view, "permissions"):
        return tuple(view.permissions)
    if match.view_name in OF_LIBRARIES:
        return None if OF_LIBRARIES[match.view_name] else tuple(Permission)
    raise UndeclaredPageError(f"{match.route}: このページは、だれが開けるかを宣言していません。")


class PermissionMiddleware:
    """Refuses what was not declared and what is not permitted, before any view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the decision falls when the view is known. What is answered is kept by no cache, unless a view says so."""
        response = self._get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ARG002
        """None when the view may run, else the refusal."""
        permissions = declared(request.resolver_match)
        if request.user.is_authenticated:
            request.reach = reach_of(request.user)
        if permissions is None:
            return None
        if not request.user.is_authenticated:
            if request.headers.get("HX-Request"):
                return HttpResponse(status=401, headers={"HX-Redirect": "/accounts/login/"})
            return redirect_to_login(request.get_full_path())
        if any(request.user.may(permission) for permission in permissions):
            return None
        return render(request, "frame/refused.html", {"needed": permissions}, status=403)
