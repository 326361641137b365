"""Signing in by an OpenID provider: what allauth leaves out is checked here.

The ID token must be there, signed by a key of the provider, for us, in time, and carry the nonce of this browser; what the
provider tells beside it must be about the same person. Of it only the address and the person's number are kept.
"""

import secrets
from typing import Any

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sekisho_site.web.permissions import open_to_all

_NONCE = "oidc_nonce"
#: Signed by the provider's private key; what both sides share (HS256) or nothing at all is not taken.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
_LEEWAY = 60
_KEPT = ("sub", "email", "email_verified")


class CheckedAdapter(OpenIDConnectOAuth2Adapter):
    """The provider's answer, held to what this browser asked."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **told: Any) -> Any:
        """Who came, after every check. Raises ``OAuth2Error``."""
        claims = self._claims(app, told["response"].get("id_token"), request.session.pop(_NONCE, None))
        about = self._fetch_user_info(token.token)
        if about.get("sub") != claims["sub"]:
            raise OAuth2Error("userinfo is about somebody else")
        kept = {name: value for name, value in {**claims, **about}.items() if name in _KEPT}
        return self.get_provider().sociallogin_from_response(request, {"userinfo": kept})

    def _claims(self, app: Any, id_token: str | None, nonce: str | None) -> dict[str, Any]:
        if not id_token or not nonce:
            raise OAuth2Error("no ID token, or this browser asked for none")
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token, self._key(id_token), algorithms=_ALGORITHMS, audience=app.client_id,
                issuer=self.openid_config["issuer"], leeway=_LEEWAY,
                options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
            )  # fmt: skip
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("the ID token does not hold") from error
        if not secrets.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
            raise OAuth2Error("the ID token was made for another browser")
        return claims

    def _key(self, id_token: str) -> Any:
        kid = jwt.get_unverified_header(id_token).get("kid")
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        found = next((key for key in keys if kid is None or key.key_id == kid), None)
        if found is None:
            raise OAuth2Error("the ID token is signed by a key that the provider does not publish")
        return found


@open_to_all("signing in by the company's OpenID provider; the provider decides who somebody is")
@require_GET
@never_cache
def oidc_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the provider. Started from our own pages only: nobody is signed in without wanting to."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return redirect("account_login")
    after = request.GET.get(REDIRECT_FIELD_NAME, "")
    nonce = request.session[_NONCE] = secrets.token_urlsafe(32)
    try:
        provider = get_adapter().get_provider(request, provider_id)
        answer: HttpResponse = provider.redirect(
            request,
            AuthProcess.LOGIN,
            next_url=after if url_has_allowed_host_and_scheme(after, allowed_hosts=None) else None,
            auth_params={"nonce": nonce},
        )
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (requests.RequestException, KeyError, ValueError):
        return render(request, "socialaccount/authentication_error.html", status=502)
    return answer


@open_to_all("where the OpenID provider sends the browser back to; everything it brings is checked")
@require_GET
@never_cache
def oidc_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the provider's answer."""
    try:
        view = OAuth2CallbackView.adapter_view(CheckedAdapter(request, provider_id))
        answer: HttpResponse = view(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (KeyError, ValueError):
        return render(request, "socialaccount/authentication_error.html", status=401)
    return answer
