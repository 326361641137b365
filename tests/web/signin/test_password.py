"""Signing in by password: what it tells strangers, how guessing ends, and what a session survives."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.test import Client

from sekisho.roles import Role
from sekisho_site.records.models import User
from sekisho_site.usecases import change_person, end_sessions
from tests.factories.office import PASSWORD, signed_in_client, user
from tests.web.signin.conftest import is_in, joined, sign_in

AT = datetime(2026, 5, 2, 9, tzinfo=UTC)
OTHER = "yoake-no-minato-77"


def test_the_right_password_opens_the_office(window, officer):
    answer = sign_in(window, officer.email.upper())
    assert answer.headers["Location"] == "/"
    assert is_in(window)


def told(answer):
    """What a page says, without what differs by request."""
    text = answer.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    return re.sub(r'value="[^"]*@[^"]*"', "", text)


def test_a_stranger_learns_nothing_of_who_is_here(window, officer):
    known = sign_in(window, officer.email, "wrong")
    unknown = sign_in(window, "nobody@example.jp", "wrong")
    assert "メールアドレスかパスワードが違います。" in known.content.decode()
    assert told(known) == told(unknown)
    assert not is_in(window)


def test_unknown_addresses_cost_a_hash_too(window, officer, monkeypatch):
    hashed = []
    monkeypatch.setattr(User, "set_password", lambda _, raw: hashed.append(raw))
    sign_in(window, "nobody@example.jp", "wrong")
    assert hashed == ["wrong"]


def test_five_wrong_passwords_rest_the_address_even_for_the_right_one(window, officer):
    answers = [sign_in(window, officer.email, "wrong") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "しばらくサインインできません" in answers[-1].content.decode()
    assert sign_in(window, officer.email).status_code == 429
    assert not is_in(window)


def test_the_rest_is_for_this_address_from_this_place_only(window, officer):
    for _ in range(5):
        sign_in(window, officer.email, "wrong")
    assert sign_in(Client(HTTP_HOST="localhost", REMOTE_ADDR="127.0.0.9"), officer.email).status_code == 302
    auditor = joined(Role.AUDITOR)
    assert sign_in(window, auditor.email).status_code == 302


def test_the_rest_ends_after_fifteen_minutes(window, officer):
    for _ in range(5):
        sign_in(window, officer.email, "wrong")
    AccessAttempt.objects.update(attempt_time=datetime.now(UTC) - timedelta(minutes=15, seconds=1))
    assert sign_in(window, officer.email).status_code == 302


def test_an_unknown_address_rests_alike(window, db):
    answers = [sign_in(window, "nobody@example.jp", "wrong").status_code for _ in range(6)]
    assert answers == [200, 200, 200, 200, 429, 429]


def test_failures_are_kept_without_the_password(window, officer):
    sign_in(window, officer.email, "not-my-password")
    assert "not-my-password" not in str(list(AccessAttempt.objects.values()))


def test_no_address_is_logged(window, officer, caplog):
    with caplog.at_level("DEBUG"):
        for _ in range(6):
            sign_in(window, officer.email, "wrong")
    assert officer.email not in caplog.text


def test_somebody_stopped_does_not_enter_and_is_told_so_only_after_the_right_password(window, officer):
    User.objects.update(is_active=False)
    assert "メールアドレスかパスワードが違います。" in sign_in(window, officer.email, "wrong").content.decode()
    assert sign_in(window, officer.email).headers["Location"] == "/accounts/inactive/"
    assert not is_in(window)
    assert "利用が止められています" in window.get("/accounts/inactive/").content.decode()


def test_the_key_of_the_session_changes_at_signing_in(window, officer):
    session = window.session
    session["seen"] = "before"
    session.save()
    planted = session.session_key
    sign_in(window, officer.email)
    assert window.session.session_key != planted
    other = Client(HTTP_HOST="localhost")
    other.cookies["sessionid"] = planted
    assert other.get("/").status_code == 302


def test_a_session_lasts_eight_hours(window, officer):
    sign_in(window, officer.email)
    cookie = window.cookies["sessionid"]
    assert cookie["max-age"] == 8 * 60 * 60
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_signing_out_takes_a_post(window, officer):
    sign_in(window, officer.email)
    assert "サインアウトします" in window.get("/accounts/logout/").content.decode()
    assert is_in(window)
    window.post("/accounts/logout/")
    assert not is_in(window)


@pytest.mark.parametrize(
    "after",
    [
        "https://example.com/",
        "//example.com/",
        "/\\example.com",
        "javascript:alert(1)",
        "http://localhost/me/",
        "https:///example.com",
        "\thttps://example.com",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(window, officer, after):
    assert sign_in(window, officer.email, next=after).headers["Location"] == "/"


def test_after_signing_in_the_page_asked_for_opens(window, officer):
    assert window.get("/me/?x=1").headers["Location"] == "/accounts/login/?next=/me/%3Fx%3D1"
    assert sign_in(window, officer.email, next="/me/?x=1").headers["Location"] == "/me/?x=1"


def test_forms_are_held_to_csrf(officer):
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    assert sign_in(strict, officer.email).status_code == 403


@pytest.mark.parametrize("path", ["signup/", "email/", "3rdparty/", "3rdparty/signup/", "password/set/", "login/code/"])
def test_what_is_not_needed_is_not_there(window, officer, path):
    assert window.get(f"/accounts/{path}").status_code == 404
    sign_in(window, officer.email)
    assert window.get(f"/accounts/{path}").status_code == 404


ENDINGS = {
    "stopped": {"active": False, "role": Role.AUDITOR},
    "another role": {"active": True, "role": Role.INSPECTOR},
}


@pytest.mark.parametrize("change", ENDINGS.values(), ids=ENDINGS)
def test_a_session_ends_at_once_when_its_person_is(home, officer, change):
    auditor = user(Role.AUDITOR)
    window = signed_in_client(auditor)
    assert window.get("/").status_code == 200
    change_person(person=auditor.pk, by=officer.number, at=AT, **change)
    assert window.get("/").headers["Location"].startswith("/accounts/login/")


def test_sessions_end_when_they_are_ended_and_one_can_sign_in_again(home, officer, window):
    auditor = joined(Role.AUDITOR)
    elsewhere = signed_in_client(auditor)
    end_sessions(person=auditor.pk, by=officer.number, at=AT)
    assert elsewhere.get("/").status_code == 302
    assert sign_in(window, auditor.email).status_code == 302
    assert window.get("/").status_code == 200


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(window, officer):
    elsewhere = signed_in_client(officer)
    sign_in(window, officer.email)
    told = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    window.post("/accounts/password/change/", told)
    officer.refresh_from_db()
    assert officer.check_password(OTHER)
    assert window.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302


@pytest.mark.parametrize("weak", ["tsuki-42", "password1234", "privacy_office"])
def test_weak_passwords_are_refused(window, officer, weak):
    sign_in(window, officer.email)
    page = window.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_guessing_the_present_password_ends_too(window, officer):
    sign_in(window, officer.email)
    wrong = {"oldpassword": "wrong", "password1": OTHER, "password2": OTHER}
    answers = [window.post("/accounts/password/change/", wrong).status_code for _ in range(5)]
    assert answers[-1] == 429


def test_without_mail_the_page_says_whom_to_ask(window, officer, settings):
    settings.SEKISHO_SENDS_MAIL = False
    page = window.post("/accounts/password/reset/", {"email": officer.email})
    assert "個人情報保護室の管理者" in page.content.decode()
    assert mail.outbox == []


def test_a_forgotten_password_is_chosen_anew_by_mail(window, officer, settings):
    settings.SEKISHO_SENDS_MAIL = True
    answer = window.post("/accounts/password/reset/", {"email": officer.email})
    assert answer.headers["Location"] == "/accounts/password/reset/done/"
    link = re.search(r"http://localhost(/\S+)", mail.outbox[0].body)[1]
    page = window.get(link, follow=True)
    window.post(page.redirect_chain[-1][0], {"password1": OTHER, "password2": OTHER})
    officer.refresh_from_db()
    assert officer.check_password(OTHER)
    assert "このリンクは使えません" in Client(HTTP_HOST="localhost").get(link).content.decode()


def test_asking_for_a_strangers_password_looks_the_same_and_sends_nothing(window, officer, settings):
    settings.SEKISHO_SENDS_MAIL = True
    answer = window.post("/accounts/password/reset/", {"email": "nobody@example.jp"})
    assert answer.headers["Location"] == "/accounts/password/reset/done/"
    assert mail.outbox == []


def test_every_page_speaks_japanese_in_our_frame(window, officer):
    for path in ("login/", "inactive/", "password/reset/", "password/reset/done/", "password/reset/key/done/"):
        page = window.get(f"/accounts/{path}").content.decode()
        assert page.count("<h1") == 1
        assert "<style" not in page
        assert not re.search(r"\b(Sign In|Password|Menu|Email)\b", re.sub(r"<[^>]+>", " ", page))
