"""Single attacks and what they get: forged hosts, planted sessions, wicked files, four eyes that are two, and looking on.

What every address promises alike is held by ``test_security``.
"""

import base64
import logging
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sekisho.response.life import Step
from sekisho.roles import ROLES, Permission, Role
from sekisho_site.records.models import Entrustment, EvidenceLeaf, FindingStep, ReceivedFile, StoredFinding, User
from sekisho_site.usecases import change_person, make_answer_link, step_finding
from sekisho_site.web.clock import now, today
from tests.factories.office import PASSWORD, signed_in_client, small_registry, user
from tests.web.api.calling import calls, key_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n"


def stranger(**told):
    return Client(HTTP_HOST="localhost", **told)


def strict(someone):
    """A browser that is held to the tokens of forms, as real ones are."""
    client = stranger(enforce_csrf_checks=True)
    client.force_login(someone, backend=settings.AUTHENTICATION_BACKENDS[1])
    return client


def instructed(party):
    """A finding that a company was told to correct."""
    finding = StoredFinding.objects.filter(party=party, stage="opened").order_by("serial")[0]
    step_finding(
        fingerprint=finding.pk, step=Step.INSTRUCT, permissions=frozenset({Permission.INSTRUCT}), note="直す。",
        addressee=party, due_date=today() + timedelta(days=7), by="M-77", at=now(),
    )  # fmt: skip
    return finding


def test_an_error_of_ours_is_guarded_alike_and_tells_nothing(home, monkeypatch):
    small_registry()

    def breaks(*_, **__):
        raise ValueError("部内秘")

    monkeypatch.setattr("sekisho_site.web.parties.views.respond", breaks)
    client = signed_in_client(user())
    client.raise_request_exception = False
    answer = client.get("/parties/")
    assert answer.status_code == 500
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "部内秘" not in answer.content.decode()


def test_cookies_are_for_the_pages_alone(home):
    user()
    client = stranger()
    token = client.get("/accounts/login/").cookies["csrftoken"]
    client.post("/accounts/login/", {"login": "privacy_office@example.jp", "password": PASSWORD})
    for cookie in (token, client.cookies["sessionid"]):
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["domain"]


def test_behind_tls_cookies_never_travel_in_the_open():
    asked = "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)"
    told = {**os.environ, "SEKISHO_TLS": "1", "SEKISHO_PROXIES": "1", "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    done = subprocess.run([sys.executable, "-c", asked], env=told, capture_output=True, text=True, check=True)
    secure_session, secure_token, seconds = done.stdout.split()
    assert (secure_session, secure_token) == ("True", "True")
    assert int(seconds) >= timedelta(days=30).total_seconds()


@pytest.mark.parametrize("host", ["evil.example.com", "localhost.evil.example.com", "localhost@evil.example.com", "evil:80:80"])
def test_a_forged_host_gets_nothing_and_stands_in_no_link(host, home):
    client = signed_in_client(user())
    told = {"email": "new@example.jp", "name": "新", "role": "auditor"}
    answer = client.post("/settings/people/", told, headers={"host": host, "x-forwarded-host": host})
    assert answer.status_code == 400
    answer = client.post("/settings/people/", told, headers={"x-forwarded-host": "evil.example.com", "forwarded": "host=evil"})
    assert "http://localhost/invitation/" in answer.content.decode()
    assert "evil" not in answer.content.decode()


@pytest.mark.parametrize(
    "name", ['x"\r\nSet-Cookie: evil=1.pdf', "a\u202efdp.exe.pdf", "..\\..\\x.pdf", "\x1b[31mx.pdf", "名前\u2028.pdf"]
)
def test_a_wicked_name_of_evidence_is_made_plain_whichever_way_it_came(name, home):
    """By the API too, where no browser and no form has looked at the name first."""
    small_registry()
    finding = instructed("P-001")
    member, officer = user(Role.ENTRUSTEE_ADMINISTRATOR), user()
    program = calls(key_of(member))
    sent = {"note": "直しました。", "files": [{"name": name, "content": base64.b64encode(PDF).decode()}]}
    answer = program.post(f"/api/v1/findings/{finding.number}/steps/answer", sent, content_type="application/json")
    if answer.status_code == 422:
        return
    assert answer.status_code == 200, answer.content
    received = ReceivedFile.objects.latest("received_at")
    assert received.name.isprintable()
    assert "/" not in received.name and "\\" not in received.name
    given = signed_in_client(officer).get(f"/files/{received.sha256}/")
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert "evil" not in given.cookies
    assert b"".join(given.streaming_content) == PDF


@pytest.mark.parametrize(
    ("name", "content"), [("a.html", b"<script>alert(1)</script>"), ("a.svg", b"<svg onload='alert(1)'/>")]
)
def test_what_a_browser_could_run_is_handed_out_to_be_kept_only(name, content, home):
    small_registry()
    officer = signed_in_client(user())
    told = {"of": "list", "party": "P-001", "on": "2026-05-01", "file": SimpleUploadedFile(name, content, "text/html")}
    officer.post("/imports/", told)
    kept = ReceivedFile.objects.latest("received_at")
    assert kept.name == name
    answer = officer.get(f"/files/{kept.sha256}/")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == content
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_more_fields_than_any_form_has_are_refused_before_anything_is_done(home):
    client = signed_in_client(user())
    before = EvidenceLeaf.objects.count()
    answer = client.post("/settings/people/", {f"f{number}": "x" for number in range(2_500)})
    assert answer.status_code == 400
    assert EvidenceLeaf.objects.count() == before


def test_a_thousand_findings_are_chosen_at_once_without_harm(home):
    small_registry()
    numbers = [f"2026-{number:04}" for number in range(1, 1_001)]
    assert signed_in_client(user()).post("/findings/assign/", {"finding": numbers}).status_code == 404


def test_whoever_made_a_link_does_not_verify_what_came_by_it(home):
    """They could have opened it themselves: by page and by API somebody else has to look."""
    small_registry()
    finding, officer = instructed("P-001"), user()
    made = make_answer_link(fingerprint=finding.pk, by=officer.number, at=now())
    phone = stranger()
    where = f"/answer/{made.token}/"
    phone.post(where, {"q": "note", "note": "直しました。", "action": "next"})
    phone.post(where, {"q": "files", "files": SimpleUploadedFile("a.pdf", PDF), "action": "next"})
    mark = phone.get(f"{where}?q=look").context["written"].mark
    phone.post(where, {"q": "look", "mark": mark, "action": "send"})
    finding.refresh_from_db()
    assert finding.stage == "answered"
    verify = {"note": "確かめました。", "version": FindingStep.objects.filter(finding=finding).count()}
    written = {f"verify-{name}": value for name, value in verify.items()}
    page = signed_in_client(officer).post(f"/findings/{finding.number}/steps/verify/", written)
    program = calls(key_of(officer)).post(
        f"/api/v1/findings/{finding.number}/steps/verify", verify, content_type="application/json"
    )
    assert (page.status_code, program.status_code) == (409, 409)
    finding.refresh_from_db()
    assert finding.stage == "answered"


@pytest.mark.parametrize("end", ["", "2999-01-01", "2020-01-01"])
def test_nothing_is_accepted_without_an_end_within_a_year(end, home):
    small_registry()
    finding, officer = StoredFinding.objects.filter(stage="opened").first(), user()
    told = {"accept-note": "受け容れる。", "accept-end_date": end}
    signed_in_client(officer).post(f"/findings/{finding.number}/steps/accept/", told)
    sent = {"note": "受け容れる。", **({"end_date": end} if end else {})}
    calls(key_of(officer)).post(f"/api/v1/findings/{finding.number}/steps/accept", sent, content_type="application/json")
    finding.refresh_from_db()
    assert finding.stage == "opened"


LESS = [
    (Role.PRIVACY_OFFICE, Role.AUDITOR),
    (Role.PRIVACY_OFFICE, Role.INSPECTOR),
    (Role.ANALYST, Role.AUDITOR),
    (Role.ENTRUSTEE_ADMINISTRATOR, Role.ENTRUSTEE_MEMBER),
]


@pytest.mark.parametrize(("before", "after"), LESS)
def test_a_key_shrinks_with_its_user(before, after, home):
    small_registry()
    someone, officer = user(before), user(Role.PRIVACY_OFFICE, "other@example.jp")
    key = key_of(someone)
    change_person(person=someone.pk, role=after, party=someone.party_id, active=True, by=officer.number, at=now())
    answer = calls(key).get("/api/v1/me")
    may = ROLES[after].permissions
    assert answer.status_code == (200 if Permission.USE_API in may else 401)
    if answer.status_code == 200:
        assert set(answer.json()["permissions"]) <= {each.value for each in may}
    change_person(person=someone.pk, role=after, party=someone.party_id, active=False, by=officer.number, at=now())
    assert calls(key).get("/api/v1/me").status_code == 401


def test_a_department_gains_no_neighbour_by_entrusting_them(home):
    """A company that others entrust is not made one's own by writing an entrustment to it."""
    small_registry()
    client = signed_in_client(user(Role.BUSINESS_DEPARTMENT))
    told = {"key": "E-0900", "entruster": "P-000", "entrustee": "P-003", "department": "D-01", "starts_on": "2026-05-01",
            "handles_personal_data": "yes"}  # fmt: skip
    assert client.post("/records/declared/registry/new/", told).status_code == 422
    assert not Entrustment.objects.filter(key="E-0900").exists()
    assert client.get("/parties/P-003").status_code == 404
    told["entrustee"] = "P-002"  # the same form for a company within reach is heard: the refusal was about the company
    client.post("/records/declared/registry/new/", told)
    assert Entrustment.objects.filter(key="E-0900").exists()


def test_a_rest_is_not_escaped_by_headers_or_spellings(home):
    user()
    spellings = [
        "privacy_office@example.jp",
        " Privacy_Office@Example.JP",
        "PRIVACY_OFFICE@EXAMPLE.JP ",
        "privacy_office@EXAMPLE.jp",
    ]
    for number, login in enumerate([*spellings, spellings[0]]):
        forged = {
            "x-forwarded-for": f"203.0.113.{number}",
            "x-real-ip": f"203.0.113.{number}",
            "forwarded": f"for=203.0.113.{number}",
        }
        stranger().post("/accounts/login/", {"login": login, "password": "wrong-wrong-wrong"}, headers=forged)
    answer = stranger().post(
        "/accounts/login/", {"login": spellings[1], "password": PASSWORD}, headers={"x-forwarded-for": "198.51.100.9"}
    )
    assert answer.status_code == 429


def test_a_session_that_somebody_planted_is_worthless_after_signing_in(home):
    user()
    client = stranger()
    client.cookies["sessionid"] = "planted0planted0planted0planted0"
    client.post("/accounts/login/", {"login": "privacy_office@example.jp", "password": PASSWORD})
    mine = client.cookies["sessionid"].value
    assert mine != "planted0planted0planted0planted0"
    client.post("/accounts/logout/")
    late = stranger()
    late.cookies["sessionid"] = mine
    assert late.get("/").status_code == 302


def test_a_whole_day_leaves_no_name_address_or_secret_in_the_logs(home, caplog):
    caplog.set_level(logging.DEBUG)
    small_registry()
    officer = user()
    User.objects.filter(pk=officer.pk).update(name="月影 さくら")
    client = stranger()
    client.post("/accounts/login/", {"login": "privacy_office@example.jp", "password": "wrong-wrong-wrong"})
    client.post("/accounts/login/", {"login": "privacy_office@example.jp", "password": PASSWORD})
    made = client.post("/settings/people/", {"email": "kei@example.jp", "name": "計 けい", "role": "auditor"})
    link = made.context["handed"]["link"]
    new = stranger()
    new.post(link, {"password": "a", "again": "b"})
    new.post(link, {"password": PASSWORD, "again": PASSWORD})
    new.get(link)
    key = client.post("/me/tokens/", {"name": "集計", "scopes": "view_registry", "expires_on": "2026-12-31"}).context["made"]
    calls(key or "none").get("/api/v1/parties/nowhere")
    client.get("/search/?q=月影 さくら")
    strict(User.objects.get(name="月影 さくら")).post("/reconcile/")
    stranger(enforce_csrf_checks=True).post("/accounts/password/reset/key/1-secret-key-of-a-mail/", {"password1": "x"})
    token = link.rstrip("/").rpartition("/")[2]
    written = "\n".join(f"{record.getMessage()} {record.args} {getattr(record, 'request', '')}" for record in caplog.records)
    secrets = ["さくら", "けい", "@example.jp", PASSWORD, "wrong-wrong", token, "secret-key-of-a-mail", key]
    assert [each for each in secrets if each and each in written] == []
