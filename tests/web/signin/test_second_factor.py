"""Second factors: setting one up, asking for it, guessing it, and holding people to it."""

import re
from contextlib import closing

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from sekisho.roles import Role
from tests.factories.office import PASSWORD, small_registry, user
from tests.web.signin.conftest import is_in, joined, sign_in

pytestmark = pytest.mark.django_db


def code_of(secret):
    """What an app would show now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def secret(officer):
    """The officer's app."""
    made = generate_totp_secret()
    TOTP.activate(officer, made)
    return made


def again(window):
    """Confirm who one is, for what asks for it."""
    return window.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_setting_an_app_up_asks_for_the_password_and_shows_secret_and_picture(window, officer):
    sign_in(window, officer.email)
    assert window.get("/accounts/2fa/totp/activate/").headers["Location"].startswith("/accounts/reauthenticate/")
    again(window)
    page = window.get("/accounts/2fa/totp/activate/")
    text = page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in text
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]
    shown = re.search(r'<code class="mono">([A-Z2-7]+)</code>', text)[1]
    assert "コードが違います" in window.post("/accounts/2fa/totp/activate/", {"code": "000000"}).content.decode()
    answer = window.post("/accounts/2fa/totp/activate/", {"code": code_of(shown)})
    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/"
    codes = re.findall(r"<li>(\d{8})</li>", window.get("/accounts/2fa/recovery-codes/").content.decode())
    assert len(codes) == 10
    assert codes[0] in window.get("/accounts/2fa/recovery-codes/download/").content.decode()


def test_the_password_alone_does_not_open_the_office(window, officer, secret):
    assert sign_in(window, officer.email, next="/me/").headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(window)
    assert window.get("/me/").status_code == 302
    assert "確認コード" in window.get("/accounts/2fa/authenticate/").content.decode()
    assert window.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).headers["Location"] == "/me/"
    assert is_in(window)


def test_a_code_works_once(window, officer, secret):
    code = code_of(secret)
    sign_in(window, officer.email)
    window.post("/accounts/2fa/authenticate/", {"code": code})
    other = Client(HTTP_HOST="localhost")
    sign_in(other, officer.email)
    other.post("/accounts/2fa/authenticate/", {"code": code})
    assert not is_in(other)


def test_a_recovery_code_opens_once(window, officer, secret):
    code = RecoveryCodes.activate(officer).get_unused_codes()[0]
    for opens in (True, False):
        one = Client(HTTP_HOST="localhost")
        sign_in(one, officer.email)
        one.post("/accounts/2fa/authenticate/", {"code": code})
        assert is_in(one) is opens


def test_guessing_codes_rests_the_address_in_the_database(window, officer, secret):
    sign_in(window, officer.email)
    answers = [window.post("/accounts/2fa/authenticate/", {"code": f"{n:06d}"}).status_code for n in range(5)]
    assert answers[-1] == 429
    assert window.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 429
    assert not is_in(window)
    assert sign_in(Client(HTTP_HOST="localhost"), officer.email).status_code == 429


def test_the_second_step_is_nothing_without_the_first(window, db):
    assert window.get("/accounts/2fa/authenticate/").headers["Location"] == "/accounts/login/"
    assert window.post("/accounts/2fa/authenticate/", {"code": "123456"}).headers["Location"] == "/accounts/login/"


def test_one_can_leave_between_the_steps(window, officer, secret):
    sign_in(window, officer.email)
    window.post("/accounts/logout/")
    assert window.get("/accounts/2fa/authenticate/").headers["Location"] == "/accounts/login/"


def test_removing_a_factor_asks_who_one_is(window, officer, secret):
    sign_in(window, officer.email)
    window.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert "reauthenticate" in window.post("/accounts/2fa/totp/deactivate/").headers["Location"]
    assert Authenticator.objects.filter(user=officer).exists()
    again(window)
    window.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=officer, type="totp").exists()


BAD_KEYS = ["", "{", "[]", "null", "1", '"x"', "{}", '{"id": 1}', '{"response": {"userHandle": "AAAA"}}', '{"response": []}']


@pytest.mark.parametrize("credential", BAD_KEYS)
def test_an_answer_that_no_key_gives_is_refused_in_words(window, officer, credential):
    window.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
    answer = window.post("/accounts/2fa/webauthn/login/", {"credential": credential})
    assert answer.headers["Location"] == "/accounts/login/"
    assert not is_in(window)


def test_trying_passkeys_ends_too(window, db):
    tried = {"credential": '{"id": 1}'}
    answers = [window.post("/accounts/2fa/webauthn/login/", tried).status_code for _ in range(6)]
    assert answers[-1] == 429


@pytest.mark.parametrize("credential", BAD_KEYS)
def test_a_key_that_does_not_fit_is_not_added(window, officer, credential):
    sign_in(window, officer.email)
    again(window)
    window.get("/accounts/2fa/webauthn/add/")
    answer = window.post("/accounts/2fa/webauthn/add/", {"name": "鍵", "credential": credential})
    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


def test_pages_of_passkeys_run_no_script_of_their_own(window, officer, secret):
    pages = [window.get("/accounts/login/")]
    sign_in(window, officer.email)
    pages.append(window.get("/accounts/2fa/authenticate/"))
    window.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    again(window)
    pages += [window.get(f"/accounts/2fa/{path}") for path in ("webauthn/add/", "webauthn/", "")]
    for page in pages:
        assert page.status_code == 200
        assert "script-src 'self';" in page.headers["Content-Security-Policy"] + ";"
        for tag in re.findall(r"<script[^>]*>", page.content.decode()):
            assert 'src="/static/' in tag or 'type="application/json"' in tag
        assert " style=" not in page.content.decode()
        assert not re.search(r"\son\w+=", page.content.decode())


@pytest.mark.parametrize(
    "name", ["mfa/js/webauthn.js", "mfa/js/webauthn-json.js", "account/js/onload.js", "sekisho/passkey.js"]
)
def test_the_scripts_of_passkeys_are_served_from_here(window, name):
    with closing(window.get(f"/static/{name}")) as answer:
        assert answer.status_code == 200


HELD = [
    ("none", Role.PRIVACY_OFFICE, False),
    ("office", Role.PRIVACY_OFFICE, True),
    ("office", Role.ENTRUSTEE_MEMBER, False),
    ("all", Role.ENTRUSTEE_MEMBER, True),
]


@pytest.mark.parametrize(("asked", "role", "held"), HELD)
def test_who_must_have_a_second_factor(home, settings, window, asked, role, held):  # noqa: PLR0917
    small_registry()
    settings.SEKISHO_MFA_REQUIRED = asked
    someone = joined(role)
    sign_in(window, someone.email)
    answer = window.get("/me/")
    assert (answer.status_code == 302 and answer.headers["Location"] == "/accounts/2fa/") is held


def test_somebody_without_one_opens_nothing_else_until_it_is_set_up(settings, window, officer):
    settings.SEKISHO_MFA_REQUIRED = "office"
    sign_in(window, officer.email)
    for path in ("/", "/settings/people/", "/me/", "/findings/", "/me/tokens/", "/parties/"):
        assert window.get(path).headers["Location"] == "/accounts/2fa/"
    assert window.get("/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/accounts/2fa/"
    assert window.get("/accounts/2fa/").status_code == 200
    again(window)
    text = window.get("/accounts/2fa/totp/activate/").content.decode()
    window.post("/accounts/2fa/totp/activate/", {"code": code_of(re.search(r'mono">([A-Z2-7]+)<', text)[1])})
    assert window.get("/me/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(settings, window, officer):
    settings.SEKISHO_MFA_REQUIRED = "office"
    RecoveryCodes.activate(officer)
    window.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert window.get("/me/").headers["Location"] == "/accounts/2fa/"


def test_names_of_people_stay_out_of_the_picture_of_others(window, officer):
    stranger = user(Role.AUDITOR)
    sign_in(window, officer.email)
    again(window)
    assert stranger.email not in window.get("/accounts/2fa/totp/activate/").content.decode()
