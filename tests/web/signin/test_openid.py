"""Signing in by an OpenID provider that runs on this machine: who enters, and everything that must not let anybody in."""

import base64
import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from sekisho.roles import Role
from sekisho_site.records.models import User
from tests.factories.openid_provider import CLIENT, HOUR, SECRET, running_provider
from tests.web.signin.conftest import is_in, joined

pytestmark = pytest.mark.django_db

REFUSED = "サインインできません"


@pytest.fixture
def provider(settings, officer):
    """The provider, told of in the settings; it vouches for the officer."""
    with running_provider() as running:
        app = {
            "provider_id": "oidc",
            "name": "会社のアカウント",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": running.url, "oauth_pkce_enabled": True, "verified_email": []},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield running


def to_provider(window, after=""):
    """Start at our page; the address of the provider that the window is sent to."""
    return window.get("/accounts/oidc/oidc/login/", {"next": after} if after else {}).headers["Location"]


def back(window, address):
    """What the provider sends the window back with, delivered."""
    sent = requests.get(address, allow_redirects=False, timeout=5).headers["Location"]
    return window.get(sent.removeprefix("http://localhost"))


def enter(window, after=""):
    return back(window, to_provider(window, after))


def test_the_page_offers_the_provider(provider, window):
    page = window.get("/accounts/login/?next=/me/").content.decode()
    assert 'href="/accounts/oidc/oidc/login/?next=%2Fme%2F"' in page
    assert "会社のアカウントでサインイン" in page


def test_without_a_provider_there_is_none(window, db):
    assert "oidc" not in window.get("/accounts/login/").content.decode()
    assert window.get("/accounts/oidc/oidc/login/").status_code == 404
    assert window.get("/accounts/oidc/oidc/login/callback/").status_code == 404


def test_somebody_who_is_here_enters_by_their_verified_address(provider, window, officer):
    assert enter(window, "/me/").headers["Location"] == "/me/"
    assert window.session["_auth_user_id"] == str(officer.pk)
    officer.refresh_from_db()
    assert officer.has_usable_password()


def test_what_is_asked_is_bound_to_this_browser(provider, window):
    asked = parse_qs(urlsplit(to_provider(window)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) == 43
    assert asked["state"][0]


def test_of_what_the_provider_tells_only_the_address_is_kept(provider, window):
    provider.about |= {"name": "氏名", "picture": "https://example.com/p.png", "phone_number": "03-0000-0000"}
    enter(window)
    kept = SocialAccount.objects.get().extra_data["userinfo"]
    assert sorted(kept) == ["email", "email_verified", "sub"]


def test_from_then_on_the_providers_number_counts(provider, window, officer):
    enter(window)
    provider.about = {"sub": "s-1", "email": "renamed@example.jp", "email_verified": True}
    again = Client(HTTP_HOST="localhost")
    enter(again)
    assert again.session["_auth_user_id"] == str(officer.pk)


def test_another_person_who_was_given_the_address_does_not_enter(provider, window):
    enter(window)
    provider.about = {**provider.about, "sub": "s-2"}
    other = Client(HTTP_HOST="localhost")
    assert REFUSED in enter(other).content.decode()
    assert not is_in(other)
    assert SocialAccount.objects.count() == 1


REFUSALS = {
    "somebody who was not invited": {"sub": "s-9", "email": "stranger@example.jp", "email_verified": True},
    "an address that was not verified": {"sub": "s-1", "email": "privacy_office@example.jp", "email_verified": False},
    "no word on whether it was verified": {"sub": "s-1", "email": "privacy_office@example.jp"},
    "no address": {"sub": "s-1"},
}


@pytest.mark.parametrize("about", REFUSALS.values(), ids=REFUSALS)
def test_it_refuses(provider, window, about):
    provider.about = about
    before = User.objects.count()
    answer = enter(window)
    assert answer.status_code == 403
    assert "個人情報保護室に招待を頼んでください" in answer.content.decode()
    assert not is_in(window)
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_domains_that_the_settings_trust_count_as_verified(provider, window, settings):
    provider.about = {"sub": "s-1", "email": "privacy_office@example.jp"}
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["verified_email"] = ["example.jp"]
    enter(window)
    assert is_in(window)


def test_somebody_stopped_does_not_enter(provider, window):
    User.objects.update(is_active=False)
    assert enter(window).headers["Location"] == "/accounts/inactive/"
    assert not is_in(window)


def test_the_second_factor_is_asked_for_after_the_provider_too(provider, window, officer):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(officer, generate_totp_secret())
    assert enter(window).headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(window)


def other_key(provider):
    provider.signing = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def shared_secret(provider):
    provider.signing, provider.algorithm = SECRET, "HS256"


def unsigned(provider):
    provider.signing, provider.algorithm = None, "none"


def claim(**told):
    return lambda provider: provider.claims.update(told)


FORGED = {
    "another nonce": claim(nonce="of-another-window"),
    "no nonce": claim(nonce=None),
    "another audience": claim(aud="another-client"),
    "another issuer": claim(iss="https://idp.example.com"),
    "expired": claim(exp=int(time.time()) - 2 * HOUR),
    "signed by another key": other_key,
    "signed by what both sides share": shared_secret,
    "not signed": unsigned,
    "a key that is not published": lambda provider: setattr(provider, "kid", "k9"),
    "no ID token": lambda provider: setattr(provider, "sends_id_token", False),
    "userinfo about somebody else": lambda provider: provider.userinfo.update(sub="s-2"),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_answer_lets_nobody_in(provider, window, forge):
    forge(provider)
    answer = enter(window)
    assert answer.status_code in (200, 401)
    assert "サインインできませんでした" in answer.content.decode()
    assert not is_in(window)
    assert SocialAccount.objects.count() == 0


def test_an_answer_to_another_browser_lets_nobody_in(provider, window):
    address = to_provider(window)
    other = Client(HTTP_HOST="localhost")
    to_provider(other)
    assert "サインインできませんでした" in back(other, address).content.decode()
    assert not is_in(other)


def test_an_answer_works_once(provider, window):
    sent = requests.get(to_provider(window), allow_redirects=False, timeout=5).headers["Location"]
    window.get(sent.removeprefix("http://localhost"))
    window.post("/accounts/logout/")
    assert "サインインできませんでした" in window.get(sent.removeprefix("http://localhost")).content.decode()
    assert not is_in(window)


def test_stopping_at_the_provider_is_no_fault(provider, window):
    state = parse_qs(urlsplit(to_provider(window)).query)["state"][0]
    page = window.get("/accounts/oidc/oidc/login/callback/", {"state": state, "error": "access_denied"})
    assert "サインインを取りやめました" in window.get(page.headers["Location"]).content.decode()
    assert not is_in(window)


def test_a_provider_that_does_not_answer_is_told_of(provider, window, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = window.get("/accounts/oidc/oidc/login/")
    assert answer.status_code == 502
    assert "サインインできませんでした" in answer.content.decode()


def test_nobody_is_signed_in_from_another_site(provider, window):
    answer = window.get("/accounts/oidc/oidc/login/", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.headers["Location"] == "/accounts/login/"


@pytest.mark.parametrize("after", ["https://example.com/", "//example.com/"])
def test_nobody_is_sent_elsewhere_afterwards(provider, window, after):
    assert enter(window, after).headers["Location"] == "/"


def test_nobody_ties_an_account_of_the_provider_to_their_own_user(provider, window, officer):
    auditor = joined(Role.AUDITOR)
    window.force_login(auditor, backend="allauth.account.auth_backends.AuthenticationBackend")
    window.get("/accounts/oidc/oidc/login/", {"process": "connect"})
    back(window, window.get("/accounts/oidc/oidc/login/", {"process": "connect"}).headers["Location"])
    assert not SocialAccount.objects.filter(user=auditor).exists()
    assert EmailAddress.objects.filter(user=auditor).count() == 1


def test_the_provider_is_the_one_of_the_settings_only(provider, window):
    from allauth.socialaccount.models import SocialApp

    SocialApp.objects.create(provider="openid_connect", provider_id="planted", name="planted", client_id="x", settings={})
    assert window.get("/accounts/oidc/planted/login/").status_code == 404
    assert base64.b64encode(json.dumps("planted").encode()).decode() not in window.get("/accounts/login/").content.decode()
