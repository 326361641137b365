"""Who may bring in, change and stop whom; and what a link opens."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount

from sekisho.formats.template import write_workbook
from sekisho.roles import Role
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records.models import EvidenceLeaf, Invitation, User
from sekisho_site.records.operations.backups import BackupError
from sekisho_site.usecases import (
    accept_invitation,
    change_person,
    create_backup,
    end_sessions,
    import_workbook,
    invite_person,
    make_demo_people,
    renew_access,
    restore_backup,
    revoke_invitation,
)
from tests.factories.office import AT as OPENED
from tests.factories.office import DAY, RECORDS, user

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 2, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
PASSWORD = "yoake-no-minato-77"


@pytest.fixture(autouse=True)
def registry(home):
    content = write_workbook("registry", RECORDS, as_of=DAY, whole=True)
    import_workbook(content, "台帳.xlsx", workbook="registry", by="M-77", at=OPENED)


@pytest.fixture
def officer(registry):
    return user()


@pytest.fixture
def administrator(registry):
    return user(Role.ENTRUSTEE_ADMINISTRATOR)


def invite(by="command-line", role=Role.AUDITOR, email="kei@example.jp", at=AT, **bound):
    return invite_person(email=email, name="計", role=role, by=by, at=at, **bound)


def accept(handed, at=AT, password=PASSWORD):
    return User.objects.get(pk=accept_invitation(token=handed.token, password=password, by=handed.number, at=at))


def change(person, by, role=None, active=True, **bound):
    change_person(person=person.pk, role=role or Role(person.role), active=active, by=by, at=AT, **bound)


def test_the_first_user_comes_from_the_command_line():
    person = accept(invite(role=Role.PRIVACY_OFFICE))
    assert (person.role, person.invited_by) == ("privacy_office", None)
    assert EmailAddress.objects.get(user=person).verified


@pytest.mark.parametrize(("after", "opens"), [(WEEK - timedelta(seconds=1), True), (WEEK, False)])
def test_a_link_lasts_seven_days(after, opens):
    handed = invite()
    if opens:
        assert accept(handed, at=AT + after).email == "kei@example.jp"
        return
    with pytest.raises(RefusedError, match="この招待のリンクは使えません"):
        accept(handed, at=AT + after)
    assert not User.objects.exists()


def test_inviting_again_closes_the_link_before():
    first, second = invite(), invite(at=AT + timedelta(minutes=1))
    with pytest.raises(RefusedError, match="使えません"):
        accept(first)
    accept(second)


def test_a_link_of_one_side_never_opens_what_the_other_side_made(officer, administrator):
    theirs = invite(by=administrator.number, role=Role.ENTRUSTEE_MEMBER, party="P-001")
    ours = invite(by=officer.number, role=Role.PRIVACY_OFFICE)
    person = accept(ours)
    with pytest.raises(RefusedError, match="使えません"):
        accept(theirs, password="another-minato-42")
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


NOT_THEIRS = [role for role in Role if not role.is_entrusted_party]


@pytest.mark.parametrize("role", NOT_THEIRS)
def test_a_party_gives_no_role_of_the_office(administrator, role):
    bound = {"department": "D-01"} if role is Role.BUSINESS_DEPARTMENT else {}
    with pytest.raises(RefusedError, match="役割を与えることはできません"):
        invite(by=administrator.number, role=role, **bound)


def test_a_party_invites_for_itself_only(administrator):
    with pytest.raises(RefusedError, match="自社の利用者だけ"):
        invite(by=administrator.number, role=Role.ENTRUSTEE_MEMBER, party="P-003")


@pytest.mark.parametrize("role", [Role.BUSINESS_DEPARTMENT, Role.INSPECTOR, Role.ANALYST, Role.AUDITOR, Role.ENTRUSTEE_MEMBER])
def test_others_neither_invite_nor_change(officer, role):
    someone = user(role)
    with pytest.raises(RefusedError):
        invite(by=someone.number, role=role, party="P-001" if role.is_entrusted_party else None)
    with pytest.raises(RefusedError, match="見つかりません"):
        change(officer, someone.number, role=Role.AUDITOR)


@pytest.mark.parametrize(
    ("role", "bound"),
    [
        (Role.AUDITOR, {"party": "P-001"}),
        (Role.AUDITOR, {"department": "D-01"}),
        (Role.BUSINESS_DEPARTMENT, {}),
        (Role.BUSINESS_DEPARTMENT, {"department": "D-99"}),
        (Role.ENTRUSTEE_MEMBER, {}),
        (Role.ENTRUSTEE_MEMBER, {"party": "P-999"}),
    ],
)
def test_a_role_is_bound_to_what_it_belongs_to(role, bound):
    with pytest.raises(RefusedError):
        invite(role=role, **bound)
    assert not Invitation.objects.exists()


def test_nobody_changes_what_they_are(officer):
    user(Role.PRIVACY_OFFICE, email="second@example.jp")
    for told in ({"role": Role.AUDITOR}, {"active": False}):
        with pytest.raises(RefusedError, match="自分の役割"):
            change(officer, officer.number, **told)


@pytest.mark.parametrize("told", [{"role": Role.AUDITOR}, {"active": False}])
def test_the_last_of_the_privacy_office_stays(officer, told):
    user(Role.PRIVACY_OFFICE, email="stopped@example.jp", is_active=False)
    with pytest.raises(RefusedError, match="最後の利用者"):
        change(officer, "command-line", **told)
    user(Role.PRIVACY_OFFICE, email="second@example.jp")
    change(officer, "command-line", **told)


def test_somebody_stopped_acts_no_more(officer):
    second = user(Role.PRIVACY_OFFICE, email="second@example.jp")
    change(second, officer.number, active=False)
    with pytest.raises(RefusedError, match="もう利用者ではありません"):
        change(officer, second.number, active=False)


def test_nobody_goes_from_a_party_into_the_office(officer):
    member = user(Role.ENTRUSTEE_MEMBER)
    with pytest.raises(RefusedError, match="入れ替えられません"):
        change(member, officer.number, role=Role.PRIVACY_OFFICE)


def test_a_change_closes_ways_in_that_are_open(officer):
    auditor = user(Role.AUDITOR)
    handed = renew_access(person=auditor.pk, by=officer.number, at=AT)
    change(auditor, officer.number, role=Role.INSPECTOR)
    with pytest.raises(RefusedError, match="使えません"):
        accept(handed)


def test_a_way_in_made_anew_takes_second_factors_away_when_it_is_used(officer):
    auditor = user(Role.AUDITOR)
    TOTP.activate(auditor, generate_totp_secret())
    handed = renew_access(person=auditor.pk, by=officer.number, at=AT)
    assert Authenticator.objects.exists()
    accept(handed)
    assert not Authenticator.objects.exists()
    assert User.objects.get(pk=auditor.pk).check_password(PASSWORD)


def test_a_party_does_not_reach_a_neighbours_people(officer, administrator):
    neighbour = user(Role.ENTRUSTEE_MEMBER, email="n@example.jp", party_id="P-003")
    for act in (
        lambda: change(neighbour, administrator.number, active=False, party="P-003"),
        lambda: renew_access(person=neighbour.pk, by=administrator.number, at=AT),
        lambda: end_sessions(person=officer.pk, by=administrator.number, at=AT),
    ):
        with pytest.raises(RefusedError, match="見つかりません"):
            act()
    handed = invite(by=officer.number, role=Role.ENTRUSTEE_MEMBER, party="P-003")
    assert handed
    with pytest.raises(RefusedError, match="見つかりません"):
        revoke_invitation(invitation=Invitation.objects.get().pk, by=administrator.number, at=AT)


def test_a_revoked_invitation_opens_nothing(officer):
    handed = invite(by=officer.number)
    revoke_invitation(invitation=Invitation.objects.get().pk, by=officer.number, at=AT)
    with pytest.raises(RefusedError, match="使えません"):
        accept(handed)


def test_the_demonstration_has_one_of_every_role_and_new_passwords_each_time():
    first = make_demo_people(by="command-line", at=AT)
    again = make_demo_people(by="command-line", at=AT)
    assert [person.role for person in first] == list(Role)
    assert User.objects.count() == len(Role)
    for before, now in zip(first, again, strict=True):
        assert before.email == now.email
        assert not User.objects.get(email=now.email).check_password(before.password)
        assert User.objects.get(email=now.email).check_password(now.password)
    assert not any(person.password in payload for person in again for payload in leaves())


def leaves():
    return EvidenceLeaf.objects.values_list("payload", flat=True)


def test_people_come_back_with_a_backup_and_can_sign_in(officer, tmp_path, settings):
    secret = generate_totp_secret()
    person = accept(invite(by=officer.number))
    TOTP.activate(person, secret)
    SocialAccount.objects.create(user=person, provider="oidc", uid="s-1")
    invite(by=officer.number, email="open@example.jp")
    create_backup(target=tmp_path / "backup.zip", by=officer.number, at=AT)
    before = {model: list(model.objects.order_by("pk").values()) for model in KEPT}
    empty_everything()
    settings.SEKISHO_HOME = tmp_path / "other"
    restore_backup(source=tmp_path / "backup.zip", by="command-line", at=AT + timedelta(days=1))
    assert {model: list(model.objects.order_by("pk").values()) for model in KEPT} == before
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)
    assert user(Role.INSPECTOR).pk > person.pk


KEPT = (User, Invitation, EmailAddress, Authenticator, SocialAccount)


def empty_everything():
    from sekisho_site.records.operations.backups import tables

    for model in reversed(list(tables())):
        model.objects.all()._raw_delete("default")


def test_a_workspace_that_has_people_is_not_empty(officer, tmp_path):
    create_backup(target=tmp_path / "backup.zip", by=officer.number, at=AT)
    empty_everything()
    user(Role.AUDITOR)
    with pytest.raises(BackupError, match="空の作業フォルダー"):
        restore_backup(source=tmp_path / "backup.zip", by="command-line", at=AT + timedelta(days=1))
