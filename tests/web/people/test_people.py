"""The pages of people: inviting, joining, changing, stopping; and who may do it to whom."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.test import Client

from sekisho.formats.template import write_workbook
from sekisho.roles import Role
from sekisho_site.records.models import EvidenceLeaf, Invitation, User
from sekisho_site.usecases import import_workbook
from tests.factories.office import AT as OPENED
from tests.factories.office import DAY, PASSWORD, RECORDS, signed_in_client, user

pytestmark = pytest.mark.django_db

CHOSEN = "yoake-no-minato-77"
OFFICE = [role for role in Role if not role.is_entrusted_party]


@pytest.fixture(autouse=True)
def registry(home):
    """Both chains, and nothing counted against anybody."""
    cache.clear()
    content = write_workbook("registry", RECORDS, as_of=DAY, whole=True)
    import_workbook(content, "台帳.xlsx", workbook="registry", by="M-77", at=OPENED)


@pytest.fixture
def officer(registry):
    return user()


@pytest.fixture
def office(officer):
    """The officer's browser."""
    return signed_in_client(officer)


@pytest.fixture
def desk(registry):
    """The browser of a party's administrator."""
    return signed_in_client(user(Role.ENTRUSTEE_ADMINISTRATOR))


def told(**other):
    return {"email": "kei@example.jp", "name": "計", "role": "auditor", "department": "", "party": "", **other}


def link_on(page):
    """The link that a page shows once."""
    return re.search(r'value="http://localhost(/invitation/[^"]+)"', page.content.decode())[1]


def stranger():
    return Client(HTTP_HOST="localhost")


def choose(link, window=None, **other):
    return (window or stranger()).post(link, {"password": CHOSEN, "again": CHOSEN, **other})


def test_from_invitation_to_signing_in(office):
    page = office.post("/settings/people/", told())
    assert page.headers["Cache-Control"] == "no-store, private"
    link = link_on(page)
    guest = stranger()
    shown = guest.get(link)
    assert "計 さん" in shown.content.decode()
    assert "統括管理者・監査" in shown.content.decode()
    assert shown.headers["Referrer-Policy"] == "strict-origin"
    assert choose(link, guest).headers["Location"] == "/accounts/login/"
    guest.post("/accounts/login/", {"login": "kei@example.jp", "password": CHOSEN})
    assert guest.get("/").status_code == 200
    assert User.objects.get(email="kei@example.jp").role == "auditor"


def test_the_link_is_shown_once(office):
    link = link_on(office.post("/settings/people/", told()))
    page = office.get("/settings/people/").content.decode()
    assert "kei@example.jp" in page
    assert link.split("/")[2] not in page


def test_a_link_opens_once(office):
    link = link_on(office.post("/settings/people/", told()))
    choose(link)
    for answer in (stranger().get(link), choose(link)):
        assert answer.status_code == 410
        assert "招いた人に、新しいリンクを頼んでください" in answer.content.decode()
    assert User.objects.filter(email="kei@example.jp").count() == 1


def test_links_that_do_not_open_look_alike(office):
    used = link_on(office.post("/settings/people/", told()))
    choose(used)
    expired = link_on(office.post("/settings/people/", told(email="a@example.jp")))
    Invitation.objects.filter(email="a@example.jp").update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    revoked = link_on(office.post("/settings/people/", told(email="b@example.jp")))
    office.post(f"/settings/people/invitations/{Invitation.objects.get(email='b@example.jp').pk}/revoke/")
    answers = [stranger().get(link) for link in (used, expired, revoked, "/invitation/never-handed-out/")]
    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.content for answer in answers}) == 1


def test_trying_links_is_slowed_down(registry):
    guest = stranger()
    answers = [guest.get(f"/invitation/try-{n}/").status_code for n in range(31)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {410}


@pytest.mark.parametrize(
    "bad",
    [
        {"password": "short-1", "again": "short-1"},
        {"password": "", "again": ""},
        {"again": "another-one-42"},
        {"password": "kei@example.jp", "again": "kei@example.jp"},
    ],
)
def test_a_password_that_does_not_do_is_told_and_the_link_stays(office, bad):
    link = link_on(office.post("/settings/people/", told()))
    answer = choose(link, **bad)
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()
    assert CHOSEN not in answer.content.decode()
    assert choose(link).status_code == 302


def test_mail_goes_out_where_it_is_configured(office, settings):
    settings.SEKISHO_SENDS_MAIL = True
    page = office.post("/settings/people/", told())
    assert mail.outbox[0].to == ["kei@example.jp"]
    assert link_on(page) in mail.outbox[0].body
    assert "メールでも送りました" in page.content.decode()


def test_without_mail_none_is_sent(office):
    assert "メールは送っていません" in office.post("/settings/people/", told()).content.decode()
    assert mail.outbox == []


BAD = [
    (told(email="not-an-address"), "メールアドレスの形ではありません"),
    (told(email=""), "email"),
    (told(name=" "), "name"),
    (told(role="emperor"), "role"),
    (told(role="business_department"), "部署を選んでください"),
    (told(role="business_department", department="D-99"), "department"),
    (told(role="entrustee_member"), "会社の番号か名前を書いてください"),
    (told(role="entrustee_member", party="ない会社"), "「ない会社」という会社は"),
    (told(email="privacy_office@example.jp"), "もう招かれています"),
]


@pytest.mark.parametrize(("form", "why"), BAD)
def test_what_does_not_do_is_told_and_nothing_is_lost(office, form, why):
    page = office.post("/settings/people/", form).content.decode()
    assert why in page
    assert "入力を確かめてください" in page
    if form["name"].strip():
        assert f'value="{form["name"]}"' in page
    assert not Invitation.objects.exists()


def test_a_party_may_be_named_as_people_call_it(office):
    office.post("/settings/people/", told(role="entrustee_member", party="株式会社となり野サービス"))
    assert Invitation.objects.get().party_id == "P-003"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PRIVACY_OFFICE])
def test_only_the_privacy_office_manages_people(officer, role):
    window = signed_in_client(user(role))
    for path in ("", f"{officer.pk}/"):
        assert window.get(f"/settings/people/{path}").status_code == 403
        assert window.post(f"/settings/people/{path}", told()).status_code == 403
    for what in ("active", "sessions", "link"):
        assert window.post(f"/settings/people/{officer.pk}/{what}/").status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ENTRUSTEE_ADMINISTRATOR])
def test_only_a_partys_administrator_manages_its_people(role):
    window = signed_in_client(user(role))
    assert window.get("/portal/people/").status_code == 403
    assert window.post("/portal/people/1/active/").status_code == 403


def test_the_list_shows_filters_and_finds(office):
    user(Role.AUDITOR)
    user(Role.INSPECTOR, is_active=False)
    page = office.get("/settings/people/").content.decode()
    assert "auditor@example.jp" in page
    assert "inspector@example.jp" not in page
    assert "inspector@example.jp" in office.get("/settings/people/?state=stopped").content.decode()
    assert "auditor@example.jp" not in office.get("/settings/people/?role=privacy_office").content.decode()
    assert "auditor@example.jp" in office.get("/settings/people/?q=AUDITOR").content.decode()
    assert office.get("/settings/people/?export=csv").status_code == 200


def test_the_list_costs_the_same_for_many(office, django_assert_max_num_queries):
    for n in range(60):
        user(Role.ENTRUSTEE_MEMBER, email=f"m{n}@example.jp")
    with django_assert_max_num_queries(20):
        office.get("/settings/people/")


def test_a_person_is_shown_and_changed(office):
    auditor = user(Role.AUDITOR)
    page = office.get(f"/settings/people/{auditor.pk}/").content.decode()
    assert auditor.email in page
    assert "未登録" in page
    office.post(f"/settings/people/{auditor.pk}/", {"role": "business_department", "department": "D-02", "party": ""})
    auditor.refresh_from_db()
    assert (auditor.role, auditor.department_id) == ("business_department", "D-02")


def test_stopping_and_letting_in_again(office):
    auditor = user(Role.AUDITOR)
    for active in ("no", "yes"):
        office.post(f"/settings/people/{auditor.pk}/active/", {"active": active})
        auditor.refresh_from_db()
        assert auditor.is_active is (active == "yes")


def test_nobody_changes_what_they_are(office, officer):
    office.post(f"/settings/people/{officer.pk}/", {"role": "auditor", "department": "", "party": ""})
    office.post(f"/settings/people/{officer.pk}/active/", {"active": "no"})
    officer.refresh_from_db()
    assert (officer.role, officer.is_active) == ("privacy_office", True)
    assert "自分の役割は自分で変えられません" in office.get(f"/settings/people/{officer.pk}/").content.decode()


def test_a_lost_way_in_is_made_anew(office):
    auditor = user(Role.AUDITOR)
    TOTP.activate(auditor, generate_totp_secret())
    link = link_on(office.post(f"/settings/people/{auditor.pk}/link/"))
    auditor.refresh_from_db()
    assert auditor.check_password(PASSWORD)
    choose(link)
    guest = stranger()
    assert guest.post("/accounts/login/", {"login": auditor.email, "password": CHOSEN}).headers["Location"] == "/"


def test_a_person_who_is_not_there(office):
    assert office.get("/settings/people/999999/").status_code == 404
    for what in ("active", "sessions", "link"):
        assert office.post(f"/settings/people/999999/{what}/").status_code == 404


def test_a_party_invites_its_own_people_only(desk):
    desk.post("/portal/people/", {"email": "kei@example.jp", "name": "計", "role": "entrustee_member", "party": "P-003"})
    invitation = Invitation.objects.get()
    assert (invitation.party_id, invitation.role) == ("P-001", "entrustee_member")


@pytest.mark.parametrize("role", [role.value for role in OFFICE])
def test_a_party_cannot_invite_into_the_office(desk, role):
    desk.post("/portal/people/", {"email": "kei@example.jp", "name": "計", "role": role})
    assert not Invitation.objects.exists()


def test_a_party_sees_and_stops_its_own_people_only(desk, officer):
    own = user(Role.ENTRUSTEE_MEMBER)
    neighbour = user(Role.ENTRUSTEE_MEMBER, email="neighbour@example.jp", party_id="P-003")
    page = desk.get("/portal/people/").content.decode()
    assert own.email in page
    assert neighbour.email not in page
    assert officer.email not in page
    desk.post(f"/portal/people/{own.pk}/active/", {"active": "no"})
    assert not User.objects.get(pk=own.pk).is_active
    for other in (neighbour, officer):
        assert desk.post(f"/portal/people/{other.pk}/active/", {"active": "no"}).status_code == 404
        assert desk.post(f"/portal/people/{other.pk}/link/").status_code == 404
        assert User.objects.get(pk=other.pk).is_active


def test_a_party_cannot_close_anothers_invitation(desk, office):
    office.post("/settings/people/", told(role="entrustee_member", party="P-003"))
    invitation = Invitation.objects.get()
    desk.post(f"/portal/people/invitations/{invitation.pk}/revoke/")
    invitation.refresh_from_db()
    assert invitation.revoked_at is None
    assert invitation.email not in desk.get("/portal/people/").content.decode()


def test_the_own_page(office, officer, desk):
    page = office.get("/me/").content.decode()
    assert officer.email in page
    assert "API の鍵を見る" in page
    assert desk.get("/me/").status_code == 200


def test_ending_ones_other_sessions_keeps_this_one(office, officer):
    elsewhere = signed_in_client(officer)
    office.post("/me/sessions/")
    assert office.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302


def test_no_name_no_address_and_no_token_stands_in_the_log(office, desk):
    link = link_on(office.post("/settings/people/", told()))
    choose(link)
    desk.post("/portal/people/", {"email": "m@example.jp", "name": "望", "role": "entrustee_member"})
    someone = User.objects.get(email="kei@example.jp")
    office.post(f"/settings/people/{someone.pk}/", {"role": "inspector", "department": "", "party": ""})
    office.post(f"/settings/people/{someone.pk}/link/")
    payloads = "".join(EvidenceLeaf.objects.values_list("payload", flat=True))
    assert '"kind":"person"' in payloads
    for secret in ("@example.jp", "計", "望", link.split("/")[2]):
        assert secret not in payloads.replace("料金の問い合わせ対応", "")


def test_text_of_people_is_escaped(office):
    office.post("/settings/people/", told(name="<script>alert(1)</script>"))
    page = office.get("/settings/people/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
